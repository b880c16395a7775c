"""The converters of single values that rules are made of: words, moments, phone numbers, and the types of canonical fields.

Each pair is inverse where the values allow it. A value a converter can't read passes unchanged: a proxy does not correct
what it does not understand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from gateway.dialects.change import Converted, DateForm, Enum, Lossy, Scene
from gateway.dialects.hours import Hours
from gateway.dialects.tables import FieldType
from gateway.model import Value

Step: TypeAlias = Callable[[Value, Scene], Converted]
"""One conversion of one value; it may look at the scene."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MINUTES = r"(?P<rest>:[0-5]\d:[0-5]\d)"
_PLAIN_MOMENT = re.compile(
    rf"(?P<hour>[A-Z][a-z]{{2}}, \d\d? [A-Z][a-z]{{2}} \d{{4}} \d\d){_MINUTES}(?P<zone> [+-]\d\d00)", re.ASCII
)
_PLAIN_ISO = re.compile(rf"(?P<hour>\d{{4}}-\d\d-\d\dT\d\d){_MINUTES}(?:\.000)?(?P<zone>Z|[+-]\d\d:00)", re.ASCII)
_E_164 = re.compile(r"\+\d+", re.ASCII)
_NORTH_AMERICAN = re.compile(r"\+1([2-9]\d{9}|\d{10})", re.ASCII)
_READABLE = re.compile(r"\+?[\d\s().\-/]+", re.ASCII)
_LONGEST_NUMBER = 64  # characters; E.164 has 15 digits, and no one writes more between them than that leaves room for
_SHORT_CODE = 6
_NATIONAL = 10


def enum_steps(rule: Enum) -> tuple[Step, Step]:
    """The steps (to theirs, to ours) of an Enum."""
    forward: dict[str, str] = {}
    back: dict[str, str] = {}
    for theirs, ours in rule.pairs:
        forward.setdefault(ours, theirs)
        back.setdefault(theirs, ours)

    def to_theirs(value: Value, scene: Scene) -> Converted:
        del scene
        text = _text(value)
        if text in forward:
            return forward[text]
        if rule.otherwise is None:
            return value
        return Lossy(rule.otherwise, "the value has no counterpart in the caller's dialect; the nearest one stands for it")

    def to_ours(value: Value, scene: Scene) -> Converted:
        del scene
        return back.get(_text(value), value)

    return to_theirs, to_ours


def date_steps(form: DateForm) -> tuple[Step, Step]:
    """The steps (to theirs, to ours) of a Date. The canonical form is RFC 2822 with `+0000`."""

    def to_theirs(value: Value, scene: Scene) -> Converted:
        if form is DateForm.EPOCH:
            moment = read_moment(_text(value))
            return value if moment is None else str(int(moment.timestamp()))
        zone, text = scene.face.text("timezone"), _text(value)
        written = _hours(form, zone).write(text) or _write_local(text, form, zone)
        return value if written is None else written

    def to_ours(value: Value, scene: Scene) -> Converted:
        del scene
        text = _text(value)
        plain = read_plainly(text)
        if plain is not None:
            return plain
        if form is DateForm.EPOCH and text.isascii() and text.isdigit():
            return format_moment(_from_epoch(int(text))) if len(text) <= len("99999999999") else value
        moment = read_moment(text)
        if moment is None:
            return value
        canonical = format_moment(moment.astimezone(UTC))
        return Lossy(canonical, "the fraction of the second is cut off") if moment.microsecond else canonical

    return to_theirs, to_ours


def _write_local(text: str, form: DateForm, zone: str) -> str | None:
    moment = read_moment(text)
    return None if moment is None else _WRITERS[form](moment.astimezone(_zone(zone)))


@lru_cache(maxsize=64)
def _hours(form: DateForm, zone: str) -> Hours:
    return Hours(lambda text: _write_local(text, form, zone))


def number_steps() -> tuple[Step, Step]:
    """The steps (to theirs, to ours) of a Number: ten digits for North America, anything else unchanged."""

    def to_theirs(value: Value, scene: Scene) -> Converted:
        del scene
        match = _NORTH_AMERICAN.fullmatch(_text(value))
        return match[1] if match else value

    def to_ours(value: Value, scene: Scene) -> Converted:
        del scene
        return normalise_number(_text(value)) if isinstance(value, str) else value

    return to_theirs, to_ours


def normalise_number(text: str) -> str:
    """A readable phone number as E.164: ten digits or eleven with a leading 1 are North American, `+…` keeps its country.

    Short codes (six digits at most), `011…`, `client:…`, `sip:…`, what is longer than any number and all else pass unchanged.
    """
    if len(text) > _LONGEST_NUMBER or _E_164.fullmatch(text):
        return text
    # The blanks in front are taken off first: a pattern that could take them in two places needs quadratic time to say no.
    if not _READABLE.fullmatch(text.lstrip()):
        return text
    digits = "".join(filter(str.isdigit, text))
    if text.lstrip().startswith("+"):
        return f"+{digits}" if digits else text
    if len(digits) == _NATIONAL:
        return f"+1{digits}"
    if len(digits) == _NATIONAL + 1 and digits[0] == "1":
        return f"+{digits}"
    return text


def read_moment(text: str) -> datetime | None:
    """RFC 2822 in any zone, or ISO 8601 as some backends write it; None for anything else. No zone means UTC.

    None too for the first and the last year of the calendar: in another zone such a moment may lie outside it.
    """
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(text)
        except (ValueError, OverflowError):
            continue
        if MINYEAR < moment.year < MAXYEAR:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def read_plainly(text: str) -> str | None:
    """A moment as backends write nearly all, in the canonical form; None for what is left to `read_moment`.

    A zone of whole hours changes neither minutes nor seconds: so one look at an hour serves all moments in it.
    """
    match = _PLAIN_MOMENT.fullmatch(text) or _PLAIN_ISO.fullmatch(text)
    hour = _read_hour(match["hour"], match["zone"]) if match else None
    return f"{hour}{match['rest']} +0000" if match and hour else None


@lru_cache(maxsize=4096)
def _read_hour(hour: str, zone: str) -> str | None:
    """The canonical form of an hour up to its minutes."""
    moment = read_moment(f"{hour}:00:00{zone}")
    return format_moment(moment.astimezone(UTC)).removesuffix(":00:00 +0000") if moment else None


def format_moment(moment: datetime) -> str:
    """RFC 2822, day zero-padded, whatever the locale: `Tue, 31 Aug 2010 20:36:28 +0000`."""
    return (
        f"{_DAYS[moment.weekday()]}, {moment.day:02} {_MONTHS[moment.month - 1]} {moment.year:04} "
        f"{moment.hour:02}:{moment.minute:02}:{moment.second:02} {moment:%z}"
    )


def _format_unpadded(moment: datetime) -> str:
    """RFC 2822 without the zero in front of a day: `Thu, 5 Jul 2018 10:46:45 +0300`."""
    day, _, rest = format_moment(moment).partition(", ")
    return f"{day}, {rest.removeprefix('0')}"


def format_iso(moment: datetime) -> str:
    """ISO 8601 with milliseconds, `Z` for UTC: `2018-07-05T10:46:45.000Z`."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


_WRITERS: Mapping[DateForm, Callable[[datetime], str]] = {
    DateForm.LOCAL: format_moment,
    DateForm.UNPADDED: _format_unpadded,
    DateForm.ISO: format_iso,
}


def read_whole(text: str) -> int | None:
    """A count in ASCII digits; None for anything else, and for more digits than a count has (Python refuses to read 4300)."""
    return int(text) if re.fullmatch(r"\d{1,18}", text, re.ASCII) else None


def coercion(kind: FieldType) -> Callable[[Value], Value] | None:
    """What turns a text of an untyped dialect into the canonical type of a field, or None where text is that type."""
    return {FieldType.BOOLEAN: _boolean, FieldType.INTEGER: _integer}.get(kind)


def _boolean(value: Value) -> Value:
    return {"true": True, "1": True, "false": False, "0": False}.get(_text(value).lower(), value)


def _integer(value: Value) -> Value:
    text = _text(value)
    return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else value


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _from_epoch(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
