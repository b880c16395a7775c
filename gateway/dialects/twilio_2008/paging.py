"""The six paging attributes of 2008, told from what a backend says or, where it does not count, from what can be known.

Source: the Response page of the 2008-08-01 documentation. A total that can't be known is a stated lower bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from msgspec.structs import replace

from gateway.dialects.convert import read_whole
from gateway.dialects.face import Face
from gateway.dialects.page_links import page_links
from gateway.dialects.record import Record
from gateway.dialects.tables import Operation
from gateway.dialects.totals import Totals, count, end_of, start_of
from gateway.model import ApiRequest, Page, Resource

DEFAULT_SIZE = 50


def attributes(page: Page, asked: ApiRequest, face: Face, version: str, record: Record) -> Iterator[tuple[str, str]]:
    """`page numpages pagesize total start end`, and the page URIs where the option `page_uris` asks for them."""
    totals = count(page)
    totals.record(record)
    numbers = (page.number, totals.pages, page.size, totals.items, start_of(page), end_of(page))
    yield from zip(("page", "numpages", "pagesize", "total", "start", "end"), map(str, numbers), strict=True)
    if face.switch("page_uris"):
        yield from _page_uris(page, totals, asked, face, version)


def _page_uris(page: Page, totals: Totals, asked: ApiRequest, face: Face, version: str) -> Iterator[tuple[str, str]]:
    link = page.links.get("uri")
    path = link.path if link else f"/Accounts/{asked.account or ''}"
    filters = f"{link.query}&" if link and link.query else ""

    def uri(number: int | None) -> str:
        if number is None:
            return ""
        query = urlencode((("num", page.size), ("page", number)))
        return f"{face.base_path}/{version}{path}{asked.suffix}?{filters}{query}"

    has_next = page.links.get("next_page_uri") is not None or page.number + 1 < totals.pages
    yield "uri", uri(page.number)
    yield "firstpageuri", uri(0)
    yield "nextpageuri", uri(page.number + 1 if has_next else None)
    yield "previouspageuri", uri(page.number - 1 if page.number else None)
    yield "lastpageuri", uri(totals.pages - 1)


def read_page(
    items: tuple[Resource, ...], told: Mapping[str, str], list_key: str, operation: Operation, asked: ApiRequest
) -> Page:
    """A page with the links a caller of another dialect needs, made from its numbers. JSON tells none: then from its length."""
    requested = asked.page
    number = _told(told, "page", (requested.number if requested else None) or 0)
    size = _told(told, "pagesize", (requested.size if requested else None) or DEFAULT_SIZE)
    start = _told(told, "start", number * size if items else 0)
    page = Page(
        kind=operation.kind,
        items=items,
        number=number,
        size=size,
        start=start,
        end=start + max(0, len(items) - 1),  # the samples' own `end` can't be trusted
        total=_told(told, "total", -1),
        pages=_told(told, "numpages", -1),
        list_key=list_key,
    )
    if "total" not in told:
        return replace(page, total=None, pages=None, links=page_links(page, operation, asked, has_next=len(items) >= size))
    return replace(page, links=page_links(page, operation, asked, has_next=number + 1 < (page.pages or 0)))


def _told(told: Mapping[str, str], name: str, otherwise: int) -> int:
    number = read_whole(told.get(name, ""))
    return otherwise if number is None else number
