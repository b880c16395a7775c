"""The XML of 2010, read: `<TwilioResponse>` around one item, or around a list with its paging in attributes.

A document of the common shape is read without its tree, and with the same result.
"""

from __future__ import annotations

from types import MappingProxyType

from gateway.codecs.xml import read_xml
from gateway.codecs.xml_flat import read_flat, read_flat_item
from gateway.dialects.convert import read_whole
from gateway.dialects.face import Face
from gateway.dialects.links import read_link
from gateway.dialects.refusal import unreadable
from gateway.dialects.tables import Kind, Operation, Shape
from gateway.dialects.twilio_2010.names import key_name
from gateway.dialects.twilio_2010.xml_form import ERROR, LINKS, NUMBERS, ROOT
from gateway.dialects.twilio_2010.xml_items import holds_items, read_fields, reader_of
from gateway.model import Link, Page, Resource

Attributes = tuple[tuple[str, str], ...]


def read_body(data: bytes, operation: Operation | None, kind: Kind | None, face: Face, version: str) -> Resource | Page:
    """A resource or a page. Raises CodecError for what is no XML, ProblemRaised for XML of another shape."""
    flat = _read_flat(data, operation, kind, face, version) if operation and not face.plain else None
    if flat is not None:
        return flat
    root = read_xml(data)
    if root.name != ROOT or not root.children:
        raise unreadable(f"The backend's answer can't be read: it is XML without a {ROOT} that holds something.")
    body = root.children[0]
    if body.name == ERROR:
        raise unreadable("The backend's answer can't be read: it is an error with the status of a success.")
    is_list = operation.shape is Shape.LIST if operation else body.attribute("page") is not None or holds_items(body)
    name = kind.name if kind else ""
    if not is_list:
        return Resource(name, read_fields(body, kind, face, version))
    items = tuple([Resource(name, read_fields(item, kind, face, version)) for item in body.children])
    return _page(items, body.name, body.attributes, kind, face, version)


def _read_flat(data: bytes, operation: Operation, kind: Kind | None, face: Face, version: str) -> Resource | Page | None:
    """The same of an item of leaves, or a list of such; None for a document of any other shape."""
    read, name = reader_of(kind, face, version), kind.name if kind else ""
    if operation.shape is not Shape.LIST:
        root, (element, fields) = read_flat_item(data) or ("", ("", {}))
        return Resource(name, read(fields)) if root == ROOT and element != ERROR else None
    flat = read_flat(data)
    if flat is None or flat.root != ROOT or flat.name == ERROR:
        return None
    items = tuple([Resource(name, read(fields)) for _, fields in flat.items])
    return _page(items, flat.name, flat.attributes, kind, face, version)


def _page(
    items: tuple[Resource, ...], element: str, attributes: Attributes, kind: Kind | None, face: Face, version: str
) -> Page:
    told = dict(attributes)
    numbers = {name: read_whole(told.get(name, "")) for name in NUMBERS}
    links = {LINKS[name]: _read_page_link(value, face, version) for name, value in attributes if name in LINKS}
    return Page(
        kind=kind.name if kind else "",
        items=items,
        number=numbers["page"] or 0,
        size=len(items) if numbers["pagesize"] is None else numbers["pagesize"],
        start=numbers["start"],
        end=numbers["end"],
        total=numbers["total"],
        pages=numbers["numpages"],
        links=MappingProxyType(links),
        paged="page" in told,
        list_key=(kind.list_key if kind else "") or key_name(element),
    )


def _read_page_link(text: str, face: Face, version: str) -> Link | None:
    link = read_link(text, face, version) if text else None
    return link if isinstance(link, Link) else None
