"""The formats a text value can promise: dates, ids, numbers, links. And how a value is shown without showing it.

A format is a name with a test. A text of the golden exchanges gets the narrowest that fits; an answer keeps the promise where
any format seen at that place accepts its text. Free text accepts everything. What looks like a format by accident (a name of
one word, a token of digits) is none: a weak format needs several texts that show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

FREE = "any text"
_LONGEST_SHOWN = 60

_DAY, _MONTH = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_CLOCK = r"\d{2}:\d{2}:\d{2}"
_FIXED: tuple[tuple[str, str], ...] = (
    ("an RFC 2822 date in UTC, as Tue, 31 Aug 2010 20:36:28 +0000", rf"{_DAY}, \d{{2}} {_MONTH} \d{{4}} {_CLOCK} \+0000"),
    ("an RFC 2822 date, as Tue, 31 Aug 2010 13:36:28 -0700", rf"{_DAY}, \d{{2}} {_MONTH} \d{{4}} {_CLOCK} [+-]\d{{4}}"),
    ("an RFC 2822 date, its day not padded", rf"{_DAY}, \d{{1,2}} {_MONTH} \d{{4}} {_CLOCK} [+-]\d{{4}}"),
    ("an ISO 8601 date and time", rf"\d{{4}}-\d{{2}}-\d{{2}}[T ]{_CLOCK}(?:\.\d+)?(?:Z|[+-]\d{{2}}:?\d{{2}})?"),
    ("an ISO 8601 day", r"\d{4}-\d{2}-\d{2}"),
    ("true or false", "true|false"),
    ("a UUID", "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    ("an E.164 number", r"\+[1-9]\d{4,14}"),
    ("a whole number", r"-?\d+"),
    ("a decimal number", r"-?\d+(?:\.\d+)?"),
    ("an absolute URL", r"https?://\S+"),
    ("a word in lower case", "[a-z]+(?:-[a-z]+)*"),
    ("a word in upper case", "[A-Z]+(?:_[A-Z]+)*"),
)
_PATTERNS = {name: re.compile(pattern, re.ASCII) for name, pattern in _FIXED}
_NATIONAL = "ten digits, or + and a number outside North America"
_WEAK = {"a word in lower case": 3, "a word in upper case": 3, "a whole number": 2, "an E.164 number": 3, _NATIONAL: 2}
"""How many different texts it takes before these formats are a promise."""
_TEN_DIGITS = re.compile(r"\d{10}|\+(?!1)[2-9]\d{6,14}", re.ASCII)
_NANP_LENGTH = 10
_MESSAGES = ("SM", "MM")
"""The two prefixes of one sort of thing: a message without and with pictures."""
ID = re.compile(r"(?P<prefix>[A-Z]{2})[0-9a-fA-F]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
"""A sid (two capitals and 32 hexadecimal digits) or a UUID."""
_SUFFIX = re.compile(r"(?<=.)\.(?:json|xml|csv|html|wav|mp3|txt)$")


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name for reports, and for a sid or a path what makes it this one and no other."""

    name: str
    detail: str = ""

    def accepts(self, text: str) -> bool:
        """Whether a text keeps to the format. The empty one does: it stands for a value that is not set."""
        if not text:
            return True
        if self.name in _PATTERNS:
            return _PATTERNS[self.name].fullmatch(text) is not None
        match self.name:
            case "a sid":
                return bool(ID.fullmatch(text)) and text[:2] in (_MESSAGES if self.detail in _MESSAGES else (self.detail,))
            case "a path":
                return text.startswith("/") and _form_of_link(text) == self.detail
        if self.name == _NATIONAL:
            return _TEN_DIGITS.fullmatch(text) is not None
        return True

    def __str__(self) -> str:
        return f"{self.name} {self.detail}".rstrip()


def format_of(text: str) -> Format:
    """The narrowest format a text keeps to."""
    match = ID.fullmatch(text)
    if match and match["prefix"]:
        return Format("a sid", match["prefix"])
    if text.startswith("/") and " " not in text:
        return Format("a path", _form_of_link(text))
    if len(text) == _NANP_LENGTH and text.isdecimal():
        return Format(_NATIONAL)
    return Format(next((name for name, pattern in _PATTERNS.items() if pattern.fullmatch(text)), FREE))


def merge_formats(texts: Iterable[str]) -> frozenset[Format]:
    """The formats the texts of one place promise; only free text where one of them has no format."""
    kept = set(texts)
    formats = {format_of(text) for text in kept}
    for name, least in _WEAK.items():
        if 0 < sum(format_of(text).name == name for text in kept) < least:
            return frozenset({Format(FREE)})
    return frozenset({Format(FREE)}) if Format(FREE) in formats else frozenset(formats)


def path_form(target: str) -> str:
    """A path with placeholders for the ids in it, without its query: `/2010-04-01/Accounts/{AC}/Calls.json`."""
    return "/".join(_segment_form(segment) for segment in target.partition("?")[0].split("/"))


def _form_of_link(target: str) -> str:
    """What a link leads to, `/2010-04-01/…/Calls/{id}`: the way there differs, and in some dialects the suffix."""
    first, *rest = [split_suffix(segment)[0] for segment in target.partition("?")[0].strip("/").split("/")]
    leads = [segment for segment in rest if not ID.fullmatch(segment)][-1:]
    return "/".join(("", first, "…", *leads, *(("{id}",) if rest and ID.fullmatch(rest[-1]) else ())))


def split_suffix(segment: str) -> tuple[str, str]:
    """A path segment and the suffix of a representation behind it, if there is one: (`Calls`, `.json`)."""
    match = _SUFFIX.search(segment)
    return (segment[: match.start()], match[0]) if match else (segment, "")


def _segment_form(segment: str) -> str:
    plain, suffix = split_suffix(segment)
    match = ID.fullmatch(plain)
    return f"{{{match['prefix'] or 'id'}}}{suffix}" if match else segment


def mask(text: str) -> str:
    """How a value is shown in a report: `+14155550125` is `+99999999999`. Its form is seen, what it says is not."""
    shown = re.sub(r"[^\W\d_]", lambda letter: "x" if letter[0].islower() else "X", re.sub(r"\d", "9", text))
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"
