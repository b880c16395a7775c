"""What is wrong with a configuration, where, and what was expected instead.

A fault is one line a person can act on. It never holds a secret: text found at or below a key that holds one is not shown, nor
anywhere else what looks like a URL with a password in it, or like a key and its value run together.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from itertools import islice
from typing import TypeAlias

from msgspec import Struct

from gateway.visible import make_visible

Path: TypeAlias = tuple[str | int, ...]
"""The way from the root to a value: keys of mappings and indexes of lists, `("routes", 0, "caller")`."""

NOTHING = "nothing"
_LONGEST_SHOWN = 60
_MOST_TYPOS = 6
_MOST_COMPARED = 500
_SECRET_KEY = "secret"  # noqa: S105 - the key, not one of them
_SECRET_PLACES = (("admin", "token"), ("limits", "store_password"))
_SECRET_FORMS = frozenset({"env", "file", "sha256"})
_RUN_TOGETHER = re.compile(r"[\s=:]")
_BRACKETED = re.compile(r"\[[^\]]*\]")
_NO_PORT = re.compile(r"://[^/]*:(?![0-9]{1,5}(?:[/?#]|\Z))")


class Fault(Struct, frozen=True):
    """One fault. `line` and `column` count from 1; `found` is ready for display, with quotes where it quotes the file."""

    file: str
    line: int
    column: int
    path: str
    found: str
    expected: str
    nearest: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}: "
        what = f"{self.path}: " if self.path else ""
        hint = f"; did you mean {quote(self.nearest)}?" if self.nearest else ""
        return f"{where}{what}found {self.found}, expected {self.expected}{hint}"


class SettingsInvalid(Exception):
    """The configuration can't be used. `faults` holds every fault once, in the order of the file; `str` is one per line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults), key=_position))
        super().__init__("\n".join(map(str, self.faults)))


def _position(fault: Fault) -> tuple[int, int, str, str]:
    return fault.line, fault.column, fault.path, fault.found


def quote(text: str) -> str:
    """The text between double quotes, shortened, with whatever a terminal would not print as itself escaped."""
    shown = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
    return '"' + make_visible(shown.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def is_secret(path: Path) -> bool:
    """Whether text at this path must not be shown."""
    return _SECRET_KEY in path or path[:2] in _SECRET_PLACES


def may_hold_password(text: str) -> bool:
    """Whether this looks like a URL with a user, a password or a query in it, or like a piece of one."""
    bare = _BRACKETED.sub("", text)  # an IPv6 address has colons that stand for nothing
    if "@" in bare:
        return ":" in bare
    return "://" in bare and ("?" in bare or "#" in bare or _NO_PORT.search(bare) is not None)


def name_key(key: str, section: Path, *, unknown: bool = False) -> str:
    """`the key "…"`, or no more than that it is one where it may be a key and its value run together."""
    if is_secret(section) or _RUN_TOGETHER.search(key):
        return "an unknown key" if unknown else "a key"
    return f"the {'unknown ' if unknown else ''}key {quote(key)}"


def path_text(path: Path) -> str:
    """The path as people write it: `routes[0].caller`, `backends["a b"].dialect`; of a secret only as far as its form."""
    text = ""
    for index, step in enumerate(path):
        if isinstance(step, int):
            text += f"[{step}]"
        elif is_secret(path[:index]) and step not in _SECRET_FORMS:
            break
        elif _is_plain(step):
            text += f".{step}" if text else step
        else:
            text += f"[{quote(step)}]"
    return text


def _is_plain(key: str) -> bool:
    return 0 < len(key) <= _LONGEST_SHOWN and key.isascii() and key.replace("-", "").replace("_", "").isalnum()


def nearest(word: str, words: Iterable[str]) -> str:
    """The one of the words that was most likely meant, or the empty text. Looks at no more than the work is worth."""
    if len(word) > _LONGEST_SHOWN:
        return ""
    alike = (known for known in words if abs(len(known) - len(word)) <= _MOST_TYPOS)
    by_folded = {known.casefold(): known for known in islice(alike, _MOST_COMPARED)}
    close = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else ""
