"""Cuts lists into pages, in the three ways backends of this API are known to do it.

Modern: next and previous pages are named by a token (`PA` and the id before the page, `PB` and the id behind it), there
is no total, and `Page` alone is honoured too. Ignore-page: the same, but `Page` without a token is page 0. Early: pages
by number, with totals. A page past the end is a 404, because some clients walk on until they get one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gateway.sandbox.errors import invalid, not_found
from gateway.sandbox.exchange import Exchange, Listing
from gateway.sandbox.forms import PAGING, write_query
from gateway.sandbox.store import Record
from gateway.sandbox.values import Fields, Uri

_DEFAULT_SIZE = 50
_LARGEST_SIZE = 1000


class Paging(StrEnum):
    """How the sandbox pages."""

    MODERN = "modern"
    IGNORE_PAGE = "ignore_page"
    EARLY = "early"


@dataclass(frozen=True, slots=True)
class Slice:
    """One page: the records shown, and the keys around them without the list itself."""

    rows: tuple[Record, ...]
    around: Fields


def cut(listing: Listing, exchange: Exchange, paging: Paging) -> Slice:
    """The page that was asked for. Raises a 404 for one past the end, a 400 for a wrong number or token."""
    here = f"/Accounts/{exchange.account}/{exchange.folder}" if exchange.account else "/Accounts"
    if not listing.paged:
        return Slice(tuple(listing.rows), {"uri": Uri(here, write_query(tuple(exchange.query)))})
    size = min(_number(exchange, "PageSize", _DEFAULT_SIZE, least=1), _LARGEST_SIZE)
    page = _number(exchange, "Page", 0, least=0)
    if paging is Paging.EARLY:
        return _cut_early(listing, exchange, here, size, page)
    return _cut_modern(listing, exchange, here, size, 0 if paging is Paging.IGNORE_PAGE and not _token(exchange) else page)


def _cut_modern(listing: Listing, exchange: Exchange, here: str, size: int, page: int) -> Slice:
    rows, token = listing.rows, _token(exchange)
    first, last = _window(rows, exchange, size, page)
    shown = tuple(rows[first:last])
    filters = tuple(item for item in exchange.query if item[0] not in PAGING)

    def link(number: int, page_token: str) -> Uri:
        tail = (("PageToken", page_token),) if page_token else ()
        return Uri(here, write_query((*filters, ("PageSize", str(size)), ("Page", str(number)), *tail)))

    before = link(max(page - 1, 0), f"PB{shown[0].sid}") if shown and first > 0 else None
    behind = link(page + 1, f"PA{shown[-1].sid}") if shown and last < len(rows) else None
    return Slice(
        shown,
        {
            "end": first + len(shown) - 1 if shown else 0,
            "first_page_uri": link(0, ""),
            "next_page_uri": behind,
            "page": page,
            "page_size": size,
            "previous_page_uri": before,
            "start": first if shown else 0,
            "uri": link(page, token),
        },
    )


def _cut_early(listing: Listing, exchange: Exchange, here: str, size: int, page: int) -> Slice:
    total = len(listing.rows)
    pages = -(-total // size)
    if page and page >= pages:
        raise not_found(exchange.path)
    shown = tuple(listing.rows[page * size : (page + 1) * size])
    filters = tuple(item for item in exchange.query if item[0] not in PAGING)

    def link(number: int) -> Uri | None:
        query = write_query((*filters, ("Page", str(number)), ("PageSize", str(size))))
        return Uri(here, query) if 0 <= number < pages else None

    return Slice(
        shown,
        {
            "page": page,
            "num_pages": pages,
            "page_size": size,
            "total": total,
            "start": page * size,
            "end": max(page * size + len(shown) - 1, 0),
            "uri": Uri(here, write_query(tuple(exchange.query))),
            "first_page_uri": link(0),
            "previous_page_uri": link(page - 1),
            "next_page_uri": link(page + 1),
            "last_page_uri": link(pages - 1),
        },
    )


def _window(rows: Sequence[Record], exchange: Exchange, size: int, page: int) -> tuple[int, int]:
    """The indexes of the first record shown and of the one behind the last."""
    token = _token(exchange)
    if not token:
        if page and page * size >= len(rows):
            raise not_found(exchange.path)
        return page * size, min((page + 1) * size, len(rows))
    side, sid = token[:2], token[2:]
    place = _place(rows, exchange, sid, after=side == "PA")
    if side not in ("PA", "PB") or place is None:
        raise invalid("PageToken", token)
    return (place, min(place + size, len(rows))) if side == "PA" else (max(place - size, 0), place)


def _place(rows: Sequence[Record], exchange: Exchange, sid: str, *, after: bool) -> int | None:
    """Where in the rows the named record stands (or behind it); one deleted meanwhile still has its old place."""
    for index, row in enumerate(rows):
        if row.sid == sid:
            return index + 1 if after else index
    folder = rows[0].folder if rows else exchange.folder
    gone = exchange.scene.store.place_of(exchange.account, folder, sid)
    if gone is None:
        return None
    oldest_first = len(rows) > 1 and rows[0].sequence < rows[-1].sequence
    return sum(row.sequence < gone if oldest_first else row.sequence > gone for row in rows)


def _token(exchange: Exchange) -> str:
    return exchange.query.text("PageToken")


def _number(exchange: Exchange, name: str, default: int, *, least: int) -> int:
    text = exchange.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):  # noqa: PLR2004 - nine digits are plenty
        raise invalid(name, text)
    return int(text)
