"""A share of something: `10%`, `0.5%`.

It names its unit: nobody should have to guess whether `1` is all of it or a hundredth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from gateway.settings.scalars.refusal import refuse, text_in

_SHARE = r"(?:100(?:\.0{1,3})?|[0-9]{1,2}(?:\.[0-9]{1,3})?)%"
_RATIO = re.compile(r"(?:1(?:\.0*)?|0?\.[0-9]{1,5})")
_BARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?) *(?:%|percent|per cent|pct)?")


@dataclass(frozen=True, slots=True)
class Part:
    """So many in a hundred; `str` is the text of the configuration."""

    per_cent: float

    @property
    def of_one(self) -> float:
        """From 0 to 1."""
        return self.per_cent / 100

    def __str__(self) -> str:
        return f"{self.per_cent:g}%"


def read_share(value: object) -> Part:
    """A share, none and all of it included."""
    expected = "a share such as 10%, 0.5% or 100%"
    text = text_in(value, expected)
    if not re.fullmatch(_SHARE, text):
        raise refuse(expected, nearest=_meant(text.strip()))
    return Part(float(text.removesuffix("%")))


def _meant(text: str) -> str:
    if _RATIO.fullmatch(text):
        return f"{float(text) * 100:g}%"
    match = _BARE.fullmatch(text)
    guess = f"{match[1]}%" if match else ""
    return guess if re.fullmatch(_SHARE, guess) else ""


Share: TypeAlias = Annotated[
    Part,
    PlainValidator(read_share),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_SHARE}$"}),
]
