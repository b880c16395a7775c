"""The paging of 2012-04-24: read without trusting its links or its XML total, written as servers write it.

`num_pages` is the index of the last page, `start` and `end` are texts, `end` is one too many on the last page, and a neighbour
that is not there is the text `null`. Many lists come whole; then the slice asked for is cut out here.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TypeAlias
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct
from msgspec.structs import replace

from gateway.dialects.face import Face
from gateway.dialects.links import link_to
from gateway.dialects.page_links import list_path, page_links
from gateway.dialects.record import Record
from gateway.dialects.rest_requests import Pairs
from gateway.dialects.restcomm_2012.own_parameters import as_said, in_order
from gateway.dialects.tables import Operation
from gateway.dialects.totals import count
from gateway.model import ApiRequest, Page, Resource

DEFAULT_SIZE = 50
_PAGED = (
    "calls.list",
    "conferences.list",
    "conferences.participants.list",
    "incoming_phone_numbers*.list",
    "*messages.list",
    "notifications.list",
    "recordings.list",
    "transcriptions.list",
)
_WITH_BASE_PATH = ("*messages.list", "notifications.list", "recordings.list", "transcriptions.list")
"""Lists whose links begin with the base path, and whose XML has no attributes."""
PARTICIPANTS = "conferences.participants."
_UNSLICED = f"{PARTICIPANTS}list"
NOBODY = "null"
SID = "Sid"
Keys: TypeAlias = Mapping[str, int | str]
CUT_OFF = "lists-that-come-whole"
KEYS = (
    "page",
    "num_pages",
    "page_size",
    "total",
    "start",
    "end",
    "uri",
    "first_page_uri",
    "previous_page_uri",
    "next_page_uri",
    "last_page_uri",
)


def is_paged(operation: str) -> bool:
    """Whether this dialect shows a list with its paging."""
    return operation.endswith(".list") and not operation.endswith("countries.list") and _fits(operation, _PAGED)


def has_attributes(operation: str) -> bool:
    """Whether the XML of a list shows its paging too."""
    return is_paged(operation) and not _fits(operation, _WITH_BASE_PATH)


def comes_whole(operation: str) -> bool:
    """Whether a server gives all items whatever page it is asked for, and refuses a page that it thinks is behind them."""
    return operation == _UNSLICED


def canonical_sid(operation: str) -> str:
    """The canonical field that items of an operation have for their sid: a participant's is that of its call."""
    return "call_sid" if operation.startswith(PARTICIPANTS) else "sid"


def _fits(operation: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(operation, pattern) for pattern in patterns)


class Told(Struct, frozen=True):
    """The numbers a list tells of itself. `total` is None where it can't be trusted; all are where the list tells nothing.

    `whole` says that a server which gives a list so knows no pages.
    """

    number: int | None = None
    size: int | None = None
    total: int | None = None
    has_next: bool | None = None
    whole: bool = False


def read_page(items: tuple[Resource, ...], told: Told, operation: Operation, asked: ApiRequest) -> Page:
    """A page with the links a caller of another dialect needs, made from its numbers."""
    if not operation.paged:
        own = link_to(list_path(operation, asked), urlencode(asked.parameters))
        return Page(operation.kind, items, size=len(items), paged=False, links={"uri": own})
    requested = asked.page
    number = (requested.number if requested else None) or 0
    size = (requested.size if requested else None) or 0
    if told.whole or (told.number is None and (not _fits(operation.name, _PAGED) or len(items) > (size or DEFAULT_SIZE))):
        return _cut_out(items, number, size, operation, asked)
    if comes_whole(operation.name) and (told.total is None or told.total <= len(items)):
        return _cut_out(items, number, size, operation, asked)
    number = number if told.number is None else told.number
    size = (size or DEFAULT_SIZE) if told.size is None else told.size
    total, has_next = told.total, told.has_next
    if total is not None:
        has_next = (number + 1) * size < total
    elif has_next is None:
        has_next = len(items) >= size
    if total is None and not has_next and items:
        total = number * size + len(items)
    return _page(items, number, size, total, operation, asked, has_next=has_next)


def _cut_out(items: tuple[Resource, ...], number: int, size: int, operation: Operation, asked: ApiRequest) -> Page:
    """The slice asked for, out of all items; without a size all of them, for the caller can't know that there are more."""
    size = size or (DEFAULT_SIZE if number else max(DEFAULT_SIZE, len(items)))
    shown = items[number * size : (number + 1) * size]
    return _page(shown, number, size, len(items), operation, asked, has_next=(number + 1) * size < len(items))


def _page(
    items: tuple[Resource, ...],
    number: int,
    size: int,
    total: int | None,
    operation: Operation,
    asked: ApiRequest,
    *,
    has_next: bool,
) -> Page:
    page = Page(
        kind=operation.kind,
        items=items,
        number=number,
        size=size,
        start=number * size if items else 0,
        end=number * size + len(items) - 1 if items else 0,
        total=total,
        pages=None if total is None else max(1, -(-total // max(size, 1))),
    )
    return replace(page, links=page_links(page, operation, asked, has_next=has_next))


def write_page(page: Page, asked: ApiRequest, face: Face, version: str, record: Record, sid: str = SID) -> Keys:
    """The eleven keys of a page, in their order. `sid` is the name by which its items have theirs."""
    totals = count(page)
    totals.record(record)
    size, number = max(page.size, 1), page.number
    last = totals.items // size
    base_path = face.base_path if _fits(asked.operation, _WITH_BASE_PATH) else ""
    link = page.links.get("uri")
    path = f"{base_path}/{version}{link.path if link else f'/Accounts/{asked.account}'}"
    given = tuple(parse_qsl(link.query, keep_blank_values=True)) if link else ()
    filters = in_order(asked, as_said(asked, given))

    def uri(of: int, after: Pairs = ()) -> str:
        return f"{path}?{urlencode((('Page', of), ('PageSize', page.size), *after, *filters))}"

    has_next = page.links.get("next_page_uri") is not None or (number + 1) * size < totals.items
    values = (
        number,
        last,
        page.size,
        totals.items,
        str(number * page.size),
        str(_end(page, last)),
        path,
        uri(0),
        uri(number - 1) if number else NOBODY,
        uri(number + 1, _after(page, sid)) if has_next else NOBODY,
        uri(last),
    )
    return dict(zip(KEYS, values, strict=True))


def _end(page: Page, last: int) -> int:
    """The index of the last item shown or, on the last page, one more."""
    if not page.items:
        return 0
    start = page.number * page.size
    return start + page.size - 1 if page.number < last else start + len(page.items)


def _after(page: Page, sid: str) -> Pairs:
    last = page.items[-1].fields.get(sid) if page.items else None
    return (("AfterSid", last),) if isinstance(last, str) else ()


def record_cut_off(page: Page, record: Record) -> None:
    """A list that comes whole here and has a next page there is not whole."""
    if page.links.get("next_page_uri") is not None:
        record.lose(CUT_OFF, "next_page_uri", "the list comes whole in the caller's dialect; the backend has more items")
