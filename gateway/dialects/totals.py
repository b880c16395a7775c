"""How many items and pages there are, for a dialect that must tell: what the backend says or, where it does not count, what
can be known. A total that can't be known is a stated lower bound, recorded as a loss.
"""

from __future__ import annotations

from msgspec import Struct

from gateway.dialects.record import Record
from gateway.model import Page

UNCOUNTED = "totals-are-no-longer-told"
UNCOUNTED_TEXT = "the backend does not count; there is at least one page more"


class Totals(Struct, frozen=True):
    """How many pages and items there are, or at least are."""

    pages: int
    items: int
    lower_bound: bool = False

    def record(self, record: Record) -> None:
        """Writes down that a bound stands where a total should."""
        if self.lower_bound:
            record.lose(UNCOUNTED, "total", UNCOUNTED_TEXT)


def count(page: Page) -> Totals:
    """What the backend says; else the end, where there is no next page; else page + 2 pages as a lower bound."""
    size = max(page.size, 1)
    if page.total is not None:
        return Totals(max(1, page.pages or -(-page.total // size)), page.total, page.lower_bound)
    if page.links.get("next_page_uri") is None:
        items = end_of(page) + 1 if page.items else page.number * page.size
        return Totals(max(1, -(-items // size)), items)
    return Totals(page.number + 2, (page.number + 2) * page.size, lower_bound=True)


def start_of(page: Page) -> int:
    """The index of the first item shown."""
    if page.start is not None:
        return page.start
    return page.number * page.size if page.items else 0


def end_of(page: Page) -> int:
    """The index of the last item shown."""
    if page.end is not None:
        return page.end
    return start_of(page) + max(0, len(page.items) - 1)
