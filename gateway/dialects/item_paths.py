"""The path of an item below its account, of one item or of a column: each segment is fixed or an identifier the item tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import cast

from gateway.dialects.change import Scene
from gateway.dialects.target import is_plain, write_path
from gateway.model import Fields
from gateway.rows import BETWEEN, NOTHING, TEXTS, Column

_ACCOUNT = "account_sid"


class ItemPath:
    """Writes a path below an item's account as `link_below_account` does, its fixed segments being written already."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self._places: list[tuple[str, str]] = []
        self._end = ""
        for part in path:
            if part.startswith("{"):
                self._places.append((self._end, part[1:-1]))
                self._end = ""
            else:
                self._end += write_path((part,))

    def write(self, item: Fields, scene: Scene) -> str | None:
        """None where the item does not tell all identifiers. Without an account of its own it is the one asked about."""
        account = item.get(_ACCOUNT) or scene.asked.account
        if not account:
            return None
        written = f"/Accounts{_write_segment(str(account))}"
        for before, name in self._places:
            segment = str(item.get(name) or "")
            if not segment:
                return None
            written += before + _write_segment(segment)
        return written + self._end

    def write_column(self, columns: Mapping[str, Column], size: int, scene: Scene) -> Column | None:
        """The paths of so many items; None where one of them is null, or quotes something."""
        accounts = columns.get(_ACCOUNT)
        if accounts is None or accounts.holds is NOTHING:
            accounts = Column([scene.asked.account or ""] * size)
        told = [("/Accounts", accounts), *[(before, columns.get(name)) for before, name in self._places]]
        parts: list[Iterable[str]] = []
        for before, column in told:
            if column is None or not _are_plain(column):
                return None
            parts += (repeat(f"{before}/"), cast("Sequence[str]", column.values))
        return Column(list(map("".join, zip(*parts, repeat(self._end), strict=False))))


def _are_plain(column: Column) -> bool:
    """Whether each is a text that is a segment as it stands."""
    if column.holds is not TEXTS or not all(column.values):
        return False
    letters = column.text.replace(BETWEEN, "")
    return len(column.text) - len(letters) == len(column.values) - 1 and is_plain(letters)


@lru_cache(maxsize=8)  # an item's URI and the links below it hold the same two
def _write_segment(segment: str) -> str:
    """One segment of a path; most are plain."""
    return f"/{segment}" if segment.isalnum() and segment.isascii() else write_path((segment,))
