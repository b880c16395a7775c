"""What the 2010 dialect writes it reads back: every kind, one and many, in JSON and in XML.

XML has one way to say null, the empty text and the empty list (2010 sheet, 3.3 and 3.7): there the three are compared as one.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from msgspec.structs import replace

from gateway.dialects.tables import Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.dialects.twilio_2010.operations import OPERATIONS
from gateway.model import ApiResponse, Fields, Page, Representation, Resource, Value
from tests.properties.canonical_values import ANY_TEXT, XML_TEXT, answers, fields_of
from tests.properties.effort import EFFORT
from tests.properties.speakers import speaker

_TEXTS = {Representation.JSON: ANY_TEXT, Representation.XML: XML_TEXT}


def _first(kind: str, shape: Shape) -> Operation | None:
    return next((one for one in OPERATIONS.values() if one.kind == kind and one.shape is shape), None)


SHOWN = tuple(one for kind in KINDS for shape in (Shape.ITEM, Shape.LIST) if (one := _first(kind, shape)))


def test_every_kind_is_shown_by_some_operation() -> None:
    assert {operation.kind for operation in SHOWN} == set(KINDS)


@pytest.mark.parametrize("representation", _TEXTS)
@pytest.mark.parametrize("operation", SHOWN, ids=lambda operation: operation.name)
def test_what_is_written_is_read_back(operation: Operation, representation: Representation) -> None:
    # lists tell their totals in the early form alone (3.6)
    one = speaker("twilio-2010", representation, form="modern" if operation.shape is Shape.ITEM else "early")
    asked = one.ask(operation, representation)

    @EFFORT
    @given(response=answers(operation, fields_of(operation, _TEXTS[representation])))
    def write_and_read(response: ApiResponse) -> None:
        wire = one.dialect.write_response(response, asked, one.face).wire
        seen = replace(
            one.dialect.read_response(wire, asked, one.face), clean=False
        )  # of how it was written, not what it means
        if representation is Representation.XML:
            assert _without_blanks(seen) == _without_blanks(response)
        else:
            assert seen == response

    write_and_read()


def _without_blanks(response: ApiResponse) -> ApiResponse:
    body = response.body
    if isinstance(body, Page):
        return replace(response, body=replace(body, items=tuple(_item_without_blanks(item) for item in body.items)))
    assert isinstance(body, Resource)
    return replace(response, body=_item_without_blanks(body))


def _item_without_blanks(item: Resource) -> Resource:
    fields: Fields = {name: _null_for_blank(value) for name, value in item.fields.items()}
    return Resource(item.kind, fields)


def _null_for_blank(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {name: _null_for_blank(inner) for name, inner in value.items()}
    return None if value in ("", ()) else value
