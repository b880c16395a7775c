"""What any dialect writes and reads back, it writes and reads back again unchanged: a trip loses what it loses once.

This asks every dialect that has no file of its own here, where more is asked; the toy of tests/toy is one of them.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from msgspec.structs import replace

from gateway.dialects.tables import Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.model import ApiRequest, ApiResponse
from tests.properties.canonical_values import XML_TEXT, answers, fields_of
from tests.properties.effort import EFFORT
from tests.properties.speakers import SPEAKERS, Speaker, name_of

_ASKED_ELSEWHERE = ("twilio-2008", "twilio-2010")
_ASKED = tuple(one for one in SPEAKERS if one.dialect.name not in _ASKED_ELSEWHERE)
_CASES = tuple(
    (one, operation)
    for one in _ASKED
    for operation in one.dialect.operations.values()
    if operation.shape in (Shape.ITEM, Shape.LIST) and operation.kind in KINDS
)


def test_every_dialect_is_asked() -> None:
    names = {one.dialect.name for one in _ASKED}
    assert {one.dialect.name for one, _ in _CASES} == names
    assert "toy-2001" in names


@pytest.mark.parametrize(("one", "operation"), _CASES, ids=name_of)
def test_a_second_trip_changes_nothing(one: Speaker, operation: Operation) -> None:
    asked = one.ask(operation, one.face.representation)

    @EFFORT
    @given(response=answers(operation, fields_of(operation, XML_TEXT)))
    def travel_twice(response: ApiResponse) -> None:
        once = _travel(one, response, asked)
        assert _travel(one, once, asked) == once

    travel_twice()


def _travel(one: Speaker, response: ApiResponse, asked: ApiRequest) -> ApiResponse:
    wire = one.dialect.write_response(response, asked, one.face).wire
    return replace(one.dialect.read_response(wire, asked, one.face), notes=(), losses=())
