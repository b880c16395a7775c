"""The CSV and HTML of 2010, both made from the elements of its XML."""

from __future__ import annotations

from gateway.codecs.csv import write_csv
from gateway.codecs.html import dash_case, write_html
from gateway.codecs.tree import Element
from gateway.dialects.tables import Kind
from gateway.dialects.twilio_2010.names import element_name

HTML_CLASS = dash_case("TwilioResponse")
_LEFT_OUT = "SubresourceUris"


def write_rows(body: Element, kind: Kind | None, *, is_list: bool) -> bytes:
    """CSV: a header of the XML element names in XML order without SubresourceUris, null empty, an array as `[a]`."""
    items = body.children if is_list else (body,)
    header: dict[str, None] = {}
    for item in items:
        header |= {child.name: None for child in item.children if child.name != _LEFT_OUT}
    if kind:
        known = (element_name(field.name) for field in kind.fields)
        documented = [name for name in known if name in header or not items]
        header = {name: None for name in (*documented, *header) if name != _LEFT_OUT}
    rows = ([_cell(item.child(name)) for name in header] for item in items)
    return write_csv(tuple(header), rows, quote_blank=True)


def _cell(element: Element | None) -> str:
    if element is None:
        return ""
    if not element.children:
        return element.text or ""
    return "[" + ", ".join(_member(child) for child in element.children) + "]"


def _member(element: Element) -> str:
    return element.text or "" if not element.children else f"{element.name}={_cell(element)}"


def write_page(body: Element, status: int) -> bytes:
    """HTML as the vendor's tips page shows it: a `div` for each element, its name dashed for a class."""
    return write_html(str(status), HTML_CLASS, (body,))
