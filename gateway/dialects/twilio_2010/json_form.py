"""The JSON of 2010: bare objects, lists as objects with paging keys and one list key, canonical names as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from gateway.codecs.json import JsonForm, JsonValue, JsonWritable, read_json, write_json
from gateway.codecs.json_rows import read_rows
from gateway.dialects.convert import read_whole
from gateway.dialects.face import Face
from gateway.dialects.links import read_link, write_link
from gateway.dialects.refusal import unreadable
from gateway.dialects.tables import Kind, Operation, Shape
from gateway.dialects.twilio_2010.json_items import ItemReader, read_columns, read_fields, read_items
from gateway.model import Link, Page, Resource, Value
from gateway.release import LongList

LINK_KEYS = ("uri", "first_page_uri", "previous_page_uri", "next_page_uri", "last_page_uri")
NUMBER_KEYS = ("page", "num_pages", "page_size", "total", "start", "end")
_PAGING_KEYS = frozenset((*LINK_KEYS, *NUMBER_KEYS))


def read_body(data: bytes, operation: Operation | None, kind: Kind | None, face: Face, version: str) -> Resource | Page:
    """A resource or a page. Raises CodecError for what is no JSON, ProblemRaised for JSON of another shape."""
    name = kind.name if kind else ""
    rows = None if face.plain or operation is None or operation.shape is not Shape.LIST else read_rows(data)
    if rows and _find_list_key(rows.frame, operation, kind) == rows.key:
        return _read_page(rows.frame, rows.key, read_columns(rows, name, face, version), name, face, version)
    document = read_json(data)
    if isinstance(document, list) and (operation is None or operation.shape is Shape.LIST):
        return Page(name, read_items(document, name, face, version), size=len(document), paged=False)
    if not isinstance(document, dict):
        raise unreadable("The backend's answer can't be read: it is JSON of another shape.")
    list_key = _find_list_key(document, operation, kind)
    if list_key is None:
        return Resource(name, ItemReader(face, version).read(document))
    items = document.get(list_key)
    if not isinstance(items, list):
        raise unreadable(f"The backend's answer can't be read: its list {list_key!r} is missing.")
    return _read_page(document, list_key, read_items(items, name, face, version), name, face, version)


def _find_list_key(document: Mapping[str, JsonValue], operation: Operation | None, kind: Kind | None) -> str | None:
    lists = [key for key, value in document.items() if isinstance(value, list) and key not in _PAGING_KEYS]
    if operation is not None:
        if operation.shape is not Shape.LIST:
            return None
        named = kind.list_key if kind else ""
        return named if named in document or len(lists) != 1 else lists[0]
    looks_paged = "page" in document or ("uri" in document and "sid" not in document)
    return lists[0] if looks_paged and len(lists) == 1 else None


def _read_page(
    document: Mapping[str, JsonValue], list_key: str, items: Sequence[Resource], kind: str, face: Face, version: str
) -> Page:
    numbers = {key: _whole(document.get(key)) for key in NUMBER_KEYS}
    links = {key: _read_page_link(document[key], face, version) for key in LINK_KEYS if key in document}
    extra = {key: value for key, value in document.items() if key != list_key and key not in _PAGING_KEYS}
    return Page(
        kind=kind,
        items=items,
        number=numbers["page"] or 0,
        size=len(items) if numbers["page_size"] is None else numbers["page_size"],
        start=numbers["start"],
        end=numbers["end"],
        total=numbers["total"],
        pages=numbers["num_pages"],
        links=MappingProxyType(links),
        paged="page" in document,
        extra=read_fields(extra, face, version),
        list_key=list_key,
    )


def _read_page_link(value: JsonValue, face: Face, version: str) -> Link | None:
    link = read_link(value, face, version) if isinstance(value, str) and value else None
    return link if isinstance(link, Link) else None


def _whole(value: JsonValue) -> int | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        return read_whole(value)
    return value if isinstance(value, int) and value >= 0 else None


def write_body(body: Resource | Page, kind: Kind | None, face: Face, version: str, suffix: str) -> bytes:
    """The bytes of a resource or a page."""
    form = JsonForm.EARLY if face.options.get("form") == "early" else JsonForm.MODERN
    if isinstance(body, Resource):
        return write_json(plain(body.fields, face, version, suffix), form=form)
    items = LongList(plain(item.fields, face, version, suffix) for item in body.items)
    extra = plain(body.extra, face, version, suffix)
    document: dict[str, JsonWritable] = dict(extra) if isinstance(extra, Mapping) else {}
    if body.paged:
        numbers = page_numbers(body, face)
        document |= {key: number for key, number in zip(NUMBER_KEYS, numbers, strict=True) if number is not None}
    links = {key: write_link(link, face, version, suffix) if link else None for key, link in body.links.items()}
    return write_json({**document, **links, list_key_of(body, kind): items}, form=form)


def list_key_of(page: Page, kind: Kind | None) -> str:
    """The key its items stand behind."""
    return (kind.list_key if kind else "") or page.list_key


def page_numbers(page: Page, face: Face) -> tuple[int | None, ...]:
    """page, num_pages, page_size, total, start, end. The two totals are of the early years, as `last_page_uri` is."""
    early = face.options.get("form") == "early" or "last_page_uri" in page.links
    totals = (page.pages, page.total) if early else (None, None)
    return (page.number, totals[0], page.size, totals[1], page.start, page.end)


def plain(value: Value, face: Face, version: str, suffix: str) -> JsonWritable:
    """A value as JSON has it: its links written."""
    if isinstance(value, Link):
        return write_link(value, face, version, suffix)
    if isinstance(value, Mapping):
        return {key: plain(inner, face, version, suffix) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [plain(inner, face, version, suffix) for inner in value]
    return value
