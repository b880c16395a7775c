"""Slices of a list: `limit` and `offset` on this side, pages that are counted on the canonical one.

Both names are those of the vendor's later APIs; version 1 says only that lists can be limited. The numbers stand beside the
data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from gateway.codecs.json import JsonValue, JsonWritable
from gateway.dialects.json_envelope.envelope import read_number
from gateway.dialects.json_envelope.refusals import Code, invalid, malformed
from gateway.dialects.page_links import page_links
from gateway.dialects.tables import Operation
from gateway.model import ApiRequest, Page, PageRequest, Resource

LIMIT, OFFSET = "limit", "offset"
_MOST = 1000
_USUAL = 50
"""How many items a page has where nobody said it and a place in the list has to be told."""

Pairs = tuple[tuple[str, str], ...]


def take_slice(arguments: Pairs) -> tuple[PageRequest | None, Pairs]:
    """The slice asked for and the other arguments. Raises ProblemRaised (400) for numbers that are none."""
    said: dict[str, set[str]] = {LIMIT: set(), OFFSET: set()}
    others: list[tuple[str, str]] = []
    for name, value in arguments:
        if name.lower() in said:
            said[name.lower()].add(value)
        else:
            others.append((name, value))
    if any(len(values) > 1 for values in said.values()):
        raise malformed(Code.CONTRADICTION, "A slice of the list is given twice with different values. Give it once.")
    limit, offset = (_number(name, said[name]) for name in (LIMIT, OFFSET))
    if limit is None and offset is None:
        return None, tuple(others)
    if limit is not None and not 1 <= limit <= _MOST:
        raise invalid(f"`{LIMIT}` must be a whole number from 1 to {_MOST}.")
    size = limit or _USUAL
    if not offset:
        return PageRequest(number=None if offset is None else 0, size=limit), tuple(others)
    return PageRequest(number=offset // size, size=size, skip=offset % size), tuple(others)


def _number(name: str, values: set[str]) -> int | None:
    text = next(iter(values), None)
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise invalid(f"`{name}` must be a whole number.")
    return int(text)


def show_slice(page: Page, asked: ApiRequest) -> Mapping[str, JsonWritable]:
    """What stands beside the data: the total where it is known, and the slice."""
    if not page.paged:
        return {}
    wanted = asked.page or PageRequest()
    size = wanted.size or page.size
    start = page.start if page.items and page.start is not None else page.number * page.size
    offset = start if wanted.number is None else wanted.number * size + wanted.skip
    total: dict[str, JsonWritable] = {} if page.total is None or page.lower_bound else {"total": page.total}
    return {**total, LIMIT: size, OFFSET: offset}


def write_slice(page: PageRequest | None) -> Pairs:
    """The arguments a backend is asked with."""
    if page is None or (page.size is None and page.number is None):
        return ()
    size = page.size or _USUAL
    limit = ((LIMIT, str(size)),)
    return limit if page.number is None else (*limit, (OFFSET, str(size * page.number)))


def read_page(items: tuple[Resource, ...], told: Mapping[str, JsonValue], operation: Operation, asked: ApiRequest) -> Page:
    """The page an answer shows. Where no total is told there is a next page iff this one is full."""
    wanted = asked.page or PageRequest()
    limit = wanted.size or read_number(told.get(LIMIT)) or (_USUAL if wanted.number is not None else None)
    size = limit or max(len(items), _USUAL)
    offset = read_number(told.get(OFFSET))
    start = (wanted.number or 0) * size if offset is None else offset
    total = read_number(told.get("total"))
    page = Page(
        kind=operation.kind,
        items=items,
        number=start // size,
        size=size,
        start=start if items else 0,
        end=start + len(items) - 1 if items else 0,
        total=total,
        pages=None if total is None else -(-total // size),
    )
    full = limit is not None and len(items) >= limit
    has_next = bool(items) and (full if total is None else start + len(items) < total)
    return replace(page, links=page_links(page, operation, asked, has_next=has_next))
