"""How a value's type says no: what it expected, and the nearest right word.

A refusal travels through pydantic as one error and becomes a fault with file, line and column in `settings/report.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from pydantic_core import PydanticCustomError

from gateway.settings.faults import Path, nearest

REFUSED = "refused"
_MOST_SHOWN = 8
LONGEST = 2048
"""Characters of any value but a secret or a text option."""


class Refusal(Struct, frozen=True):
    """`found` empty: what stands in the file. `at`: steps below the value; `on_key`: marked at the last step's key."""

    expected: str
    found: str = ""
    nearest: str = ""
    at: Path = ()
    on_key: bool = False


def refused(*refusals: Refusal) -> PydanticCustomError:
    """The error to raise from a validator."""
    return PydanticCustomError(REFUSED, REFUSED, {"refusals": refusals})


def refuse(expected: str, *, nearest: str = "", found: str = "") -> PydanticCustomError:
    """The error of one refusal of the value as a whole."""
    return refused(Refusal(expected, found, nearest))


def unknown_word(word: str, what: str, words: Iterable[str]) -> Refusal:
    """The refusal of a word that is none of the words: it offers the nearest, or where nothing is near, shows a few of them."""
    known = tuple(words)
    meant = nearest(word, known)
    # The words may come from the file, and a faulty name among them has its own fault.
    shown = sorted(name for name in known[: _MOST_SHOWN + 1] if name.isprintable())
    if meant or not 0 < len(shown) <= _MOST_SHOWN:
        return Refusal(what, nearest=meant)
    return Refusal(f"{what}: {listed(shown)}")


def listed(words: Iterable[str]) -> str:
    """`a, b or c`."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def text_in(value: object, expected: str) -> str:
    """The value as text. Raises the refusal of a list, a mapping, a key with nothing behind it, or a text of any length."""
    if not isinstance(value, str):
        raise refuse(expected)
    if len(value) > LONGEST:
        raise refuse(expected, found=f"{len(value)} characters")
    return value
