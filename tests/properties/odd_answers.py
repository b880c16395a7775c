"""Answers of backends with something odd in their items: fields that are missing, repeated, unknown, blank, nested or of another
type, and words, moments and numbers as dialects write them or nearly so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache

from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.codecs.tree import Element
from gateway.codecs.xml import read_xml, write_xml
from gateway.dialects.tables import FieldType, Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.dialects.twilio_2010.names import element_name
from gateway.model import ApiResponse, Fields, Link, Page, Representation, Resource, Value
from gateway.wire import WireResponse
from tests.properties.speakers import Speaker, speaker

_TEXTS = (
    *("", " ", "x", "true", "True", "1", "0", "-5", "2", "5", "9" * 20, "0.0", "8.5", "y" * 70),
    *("Tue, 31 Aug 2010 20:36:28 -0700", "Tue, 31 Aug 2010 20:36:28 +0000", "Thu, 5 Jul 2018 10:46:45 +0300"),
    *("2018-07-05T10:46:45.000Z", "2018-07-05T10:46:45.123Z", "2013-10-24T23:03:04", "0001-01-01T00:00:00Z"),
    *("(555) 555-0100", "5555550100", "+15555550100", "client:one"),
    *("outbound", "Client-To-Client", "inbound", "incoming", "COMPLETED", "in_progress", "new", "expired", "hangup", "busy"),
    *("/2010-04-01/Accounts/AC1/Calls/CA1.json", "/2012-04-24/Accounts.json/AC1", "https://media.example.org/1"),
)
_VALUES: tuple[object, ...] = (
    None,
    True,
    False,
    1,
    0,
    1.5,
    [],
    {},
    ["a"],
    {"a": "b"},
    {"voice": True},
    [{"uri": "/x"}],
    {"sid": None},
)
_NAMES = (
    *("sid", "status", "date_created", "start_time", "direction", "flags", "call_segment_sid", "duration", "muted", "beta"),
    *("capabilities", "uri", "subresource_uris", "error_code", "ring_duration", "price_unit", "things", "things_uri", "issues"),
    *("hangup_cause", "created_epoch", "media_url", "rcml_url", "kind", "error", "answered_by", "phone_number", "to"),
)
_KEYS = st.sampled_from((*_NAMES, "", "RequestURL", "Ring__duration")) | st.sampled_from(_NAMES).map(element_name)
_ELEMENTS = st.sampled_from((*map(element_name, _NAMES), "RequestURL", "Ring__duration", "x-y"))


@st.composite
def odd_answers(draw: st.DrawFn, backend: Speaker) -> tuple[Operation, WireResponse]:
    """An answer of the dialect to one of its operations, with nothing or something odd in it."""
    shown = [one for one in backend.dialect.operations.values() if one.shape in (Shape.ITEM, Shape.LIST) and one.kind in KINDS]
    operation = draw(st.sampled_from(shown))
    wire = _good_answer(backend.dialect.name, backend.face.representation, operation.name)
    changes = draw(st.integers(0, 4))
    if backend.face.representation is Representation.JSON:
        document = json.loads(wire.body)
        for _ in range(changes):
            draw(_odd_objects(document))
        return operation, replace(wire, body=json.dumps(document).encode())
    root = read_xml(wire.body)
    for _ in range(changes):
        root = draw(_odd_elements(root))
    return operation, replace(wire, body=write_xml(root)) if changes else wire


@cache
def _good_answer(backend: str, representation: Representation, operation: str) -> WireResponse:
    """An answer of the dialect to one of its operations: a list of three, of which one tells everything and one nothing."""
    one = speaker(backend, representation)
    asked = one.dialect.operations[operation]
    full: Fields = {field.name: _VALUE_OF.get(field.name, _OF_TYPE[field.type]) for field in KINDS[asked.kind].fields}
    items = tuple(
        Resource(asked.kind, fields)
        for fields in (full, {**full, "sid": "CA2", "status": "new", "parent_call_sid": "CA3"}, dict.fromkeys(full))
    )
    body = Page(asked.kind, items, size=3, list_key=KINDS[asked.kind].list_key) if asked.shape is Shape.LIST else items[0]
    response = ApiResponse(asked.status, body)
    return one.dialect.write_response(response, one.ask(asked, representation), one.face).wire


_OF_TYPE: Mapping[FieldType, Value] = {
    FieldType.TEXT: "some text & more",
    FieldType.INTEGER: 7,
    FieldType.BOOLEAN: True,
    FieldType.LIST: ("one", "another"),
    FieldType.MAP: {"voice": True, "sms": False},
    FieldType.LINK: Link("/Accounts/AC1/Calls/CA1"),
    FieldType.LINKS: {"recordings": Link("/Accounts/AC1/Calls/CA1/Recordings"), "events": Link("/Accounts/AC1/Events")},
    FieldType.URL: Link("/Accounts/AC1/Recordings/RE1", absolute=True),
    FieldType.DATE: "Tue, 31 Aug 2010 20:36:28 +0000",
}
_VALUE_OF: Mapping[str, Value] = {
    "sid": "CA1",
    "account_sid": "AC1",
    "to": "+15555550100",
    "from": "client:one",
    "status": "completed",
    "direction": "inbound",
    "duration": "8",
    "parent_call_sid": None,
    "error_code": 7,
    "channels": 2,
}


@st.composite
def _odd_objects(draw: st.DrawFn, document: object) -> None:
    """Change one member of one object of the document."""
    found = list(_objects(document))
    if not found:
        return
    one = found[draw(st.integers(0, len(found) - 1))]
    name = draw(st.sampled_from(list(one)) | _KEYS) if one else draw(_KEYS)
    if draw(st.booleans()):
        one.pop(name, None)
    else:
        one[name] = draw(st.sampled_from(_TEXTS) | st.sampled_from(_VALUES).map(deepcopy))


def _objects(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _objects(one)


@st.composite
def _odd_elements(draw: st.DrawFn, element: Element) -> Element:
    """Change one child of one of the elements."""
    grown = [place for place, child in enumerate(element.children) if child.children]
    if grown and draw(st.sampled_from((True, True, True, False))):
        place = draw(st.sampled_from(grown))
        inner = draw(_odd_elements(element.children[place]))
        return replace(element, children=(*element.children[:place], inner, *element.children[place + 1 :]))
    if not element.children:
        return element
    place = draw(st.integers(0, len(element.children) - 1))
    child = element.children[place]
    leaf = Element(draw(st.just(child.name) | _ELEMENTS), text=draw(st.sampled_from(_TEXTS)) or None)
    choices: tuple[tuple[Element, ...], ...] = (
        (),
        (child, child),
        (leaf,),
        (child, leaf),
        (Element(child.name),),
        (Element(child.name, children=(leaf,)),),
        (Element(child.name, children=(leaf, leaf)),),
        (Element(child.name, (("page", "1"),), child.children, child.text),),
    )
    instead = choices[draw(st.integers(0, len(choices) - 1))]
    return replace(element, children=(*element.children[:place], *instead, *element.children[place + 1 :]))
