"""Answers of 2012-04-24 for the generated writers: how items stand in XML and JSON, and the frame around them."""

from __future__ import annotations

from gateway.dialects.change import Layout
from gateway.dialects.compiled.forms import ItemForm
from gateway.dialects.face import Face
from gateway.dialects.record import Record
from gateway.dialects.restcomm_2012 import paging
from gateway.dialects.restcomm_2012.json_form import PRICELESS, PRICELESS_TEXT
from gateway.dialects.restcomm_2012.json_items import json_frame, json_items
from gateway.dialects.restcomm_2012.names import VERSION
from gateway.dialects.restcomm_2012.xml_form import attributes
from gateway.dialects.restcomm_2012.xml_items import xml_frame, xml_items
from gateway.model import ApiRequest, Page, Representation, Resource
from gateway.rows import NOTHING, Rows

_COUNTRY, _CALL = "AvailableCountry", "Call"


def item_form(representation: Representation, layout: Layout, face: Face, operation: str, *, in_list: bool) -> ItemForm | None:
    """How an item of that operation stands in XML or JSON; None for a country, which is a bare text."""
    if layout.element == _COUNTRY:
        return None
    if representation is not Representation.JSON:
        return xml_items(layout, face, operation, in_list=in_list)
    if not in_list:
        return json_items(layout, face, 0)
    return json_items(layout, face, 2 if paging.is_paged(operation) else 1)


def write_frame(body: Resource | Page, asked: ApiRequest, face: Face, record: Record) -> tuple[str, str]:
    """What stands around the items of a body, which are canonical still; and what is lost of them all."""
    in_json = asked.representation is Representation.JSON
    if in_json:
        _record_prices(body, asked.operation, record)
    if isinstance(body, Resource):
        return ("", "") if in_json else xml_frame("", (), asked.operation, as_server=face.switch("server_xml"))
    sid = paging.canonical_sid(asked.operation)
    if not in_json:
        told = attributes(body, asked, face, VERSION, record, sid)
        return xml_frame(body.list_key, told, asked.operation, as_server=face.switch("server_xml"))
    if not paging.is_paged(asked.operation):
        paging.record_cut_off(body, record)
        return json_frame(body.list_key, None)
    return json_frame(body.list_key, paging.write_page(body, asked, face, VERSION, record, sid))


def _record_prices(body: Resource | Page, operation: str, record: Record) -> None:
    """The JSON of a call has no price. A participant, which is a call too, never had one."""
    if body.kind != _CALL or operation.startswith(paging.PARTICIPANTS):
        return
    items = body.items if isinstance(body, Page) else (body,)
    if isinstance(items, Rows):
        is_told = any(column.holds is not NOTHING for column in items.columns("price"))
    else:
        is_told = any(item.fields.get("price") is not None for item in items)
    if is_told:
        record.lose(PRICELESS, "price", PRICELESS_TEXT)
