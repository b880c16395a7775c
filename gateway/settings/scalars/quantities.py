"""Durations, pauses, sizes and switches: `2s`, `0s`, `16MiB`, `true`.

A number without its unit is refused, with the likely one offered: nobody should have to guess what `timeout: 30` means.
"""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from gateway.settings.scalars.refusal import refuse, text_in

_DURATION = r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(ms|s|m|h)"
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONGEST = 24 * 3600.0
_SIZE = r"([0-9]{1,12})(B|KiB|MiB|GiB)"
_BYTES = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_LARGEST = 1024**3
_LOOSE = re.compile(r"([0-9.]+) *([A-Za-z]*)")
_MEANT_DURATIONS = {"": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "minute": "m", "minutes": "m"}
_MEANT_SIZES = {
    "": "B",
    "b": "B",
    "k": "KiB",
    "kb": "KiB",
    "kib": "KiB",
    "m": "MiB",
    "mb": "MiB",
    "mib": "MiB",
    "gb": "GiB",
    "gib": "GiB",
}
_MEANT_SWITCHES = {
    "yes": "true",
    "on": "true",
    "y": "true",
    "1": "true",
    "no": "false",
    "off": "false",
    "n": "false",
    "0": "false",
}


def read_duration(value: object) -> float:
    """Seconds, more than none and at most a day."""
    expected = "a duration such as 500ms, 2s or 1m, at most 24h"
    text = text_in(value, expected)
    match = re.fullmatch(_DURATION, text)
    seconds = float(match[1]) * _SECONDS[match[2]] if match else 0.0
    if not 0 < seconds <= _LONGEST:
        raise refuse(expected, nearest=_meant(text, _DURATION, _MEANT_DURATIONS))
    return seconds


def read_pause(value: object) -> float:
    """Seconds, none at all or at most a day."""
    return 0.0 if isinstance(value, str) and re.fullmatch(r"0(ms|s|m|h)", value) else read_duration(value)


def size_from(text: str) -> int | None:
    """The bytes a text names, or None."""
    match = re.fullmatch(_SIZE, text)
    size = int(match[1]) * _BYTES[match[2]] if match else 0
    return size if 0 < size <= _LARGEST else None


def read_size(value: object) -> int:
    """Bytes, at least one and at most 1 GiB."""
    expected = "a size such as 512B, 16KiB or 8MiB, at most 1GiB"
    text = text_in(value, expected)
    size = size_from(text)
    if size is None:
        raise refuse(expected, nearest=_meant(text, _SIZE, _MEANT_SIZES))
    return size


def read_switch(value: object) -> bool:
    """`true` or `false`; the other YAML 1.1 words for them are refused by name."""
    text = text_in(value, "true or false")
    if text not in {"true", "false"}:
        folded = text.lower()
        raise refuse("true or false", nearest=folded if folded in {"true", "false"} else _MEANT_SWITCHES.get(folded, ""))
    return text == "true"


def _meant(text: str, pattern: str, units: dict[str, str]) -> str:
    match = _LOOSE.fullmatch(text.strip())
    if not match:
        return ""
    unit = match[2].lower()
    guess = match[1] + units.get(unit, unit)
    return guess if guess != text and match[1].strip("0.") and re.fullmatch(pattern, guess) else ""


def duration_text(seconds: float) -> str:
    """Seconds as a configuration says them: `500ms`, `2s`, `1m`, and `0s` of none."""
    if not seconds:
        return "0s"
    return _as_text(round(seconds * 1000), {"h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1})


def size_text(size: int) -> str:
    """Bytes as a configuration says them: `16MiB`."""
    return _as_text(size, dict(reversed(_BYTES.items())))


def _as_text(amount: int, units: dict[str, int]) -> str:
    """The amount in the largest unit that divides it. The last unit is 1."""
    name, unit = next((name, unit) for name, unit in units.items() if amount % unit == 0)
    return f"{amount // unit}{name}"


Duration: TypeAlias = Annotated[
    float,
    PlainValidator(read_duration),
    PlainSerializer(duration_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION}$"}),
]
Pause: TypeAlias = Annotated[
    float,
    PlainValidator(read_pause),
    PlainSerializer(duration_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{_DURATION}$"}),
]
Size: TypeAlias = Annotated[
    int,
    PlainValidator(read_size),
    PlainSerializer(size_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{_SIZE}$"}),
]
Switch: TypeAlias = Annotated[bool, PlainValidator(read_switch), WithJsonSchema({"type": "boolean"})]
