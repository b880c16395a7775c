"""Counts and rates: `500`, `100/s`.

A count stands bare and within its bounds; a rate names its unit of time. What is near to one is offered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from gateway.settings.scalars.refusal import refuse, text_in

_COUNT = r"0|[1-9][0-9]{0,8}"
_RATE = r"([1-9][0-9]{0,6})/([smh])"
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_LOOSE_COUNT = re.compile(r"\+?0*([0-9][0-9_,]*)(?:\.0+)? *%?")
_LOOSE_RATE = re.compile(r"([0-9]+) *(?:(?:/|per|p) *(?:1 *)?([a-z]*))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Between:
    """Marks an int of the settings as a count from `least` to `most`."""

    least: int
    most: int

    def read(self, value: object) -> int:
        """The count in a text. Raises the refusal of anything else."""
        expected = f"a whole number from {self.least} to {self.most}"
        text = text_in(value, expected)
        count = int(text) if re.fullmatch(_COUNT, text) else None
        if count is None or not self.least <= count <= self.most:
            raise refuse(expected, nearest=self._meant(text))
        return count

    def _meant(self, text: str) -> str:
        match = _LOOSE_COUNT.fullmatch(text.strip())
        guess = re.sub("[_,]", "", match[1]) if match else ""
        within = re.fullmatch(_COUNT, guess) and self.least <= int(guess) <= self.most
        return guess if within and guess != text else ""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        del source, handler
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        del schema, handler
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Rate:
    """So many in so many seconds; `str` is the text of the configuration."""

    count: int
    seconds: int

    @property
    def per_second(self) -> float:
        return self.count / self.seconds

    def __str__(self) -> str:
        unit = next(name for name, seconds in _SECONDS.items() if seconds == self.seconds)
        return f"{self.count}/{unit}"


def read_rate(value: object) -> Rate:
    """A rate: at least one an hour."""
    expected = "a rate such as 100/s, 600/m or 1000/h"
    text = text_in(value, expected)
    match = re.fullmatch(_RATE, text)
    if not match:
        raise refuse(expected, nearest=_meant_rate(text))
    return Rate(int(match[1]), _SECONDS[match[2]])


def _meant_rate(text: str) -> str:
    match = _LOOSE_RATE.fullmatch(text.strip())
    if not match:
        return ""
    unit = (match[2] or "s")[0].lower()
    guess = f"{match[1]}/{unit}"
    return guess if re.fullmatch(_RATE, guess) else ""


PerTime: TypeAlias = Annotated[
    Rate,
    PlainValidator(read_rate),
    PlainSerializer(str, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{_RATE}$"}),
]
