"""What any dialect writes and reads back, it writes and reads back again unchanged: a trip loses what it loses once.

This asks every dialect there is, the toy of tests/toy included; 2008 and 2010 are asked for more in files of their own.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from gateway.dialects.tables import Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.model import ApiRequest, ApiResponse
from tests.properties.canonical_values import XML_TEXT, answers, fields_of
from tests.properties.effort import EFFORT
from tests.properties.speakers import SPEAKERS, Speaker, name_of

_CASES = tuple(
    (one, operation)
    for one in SPEAKERS
    for operation in one.dialect.operations.values()
    if operation.shape in (Shape.ITEM, Shape.LIST) and operation.kind in KINDS
)


def test_every_dialect_is_asked() -> None:
    assert {one.dialect.name for one, _ in _CASES} == {one.dialect.name for one in SPEAKERS}
    assert "toy-2001" in {one.dialect.name for one in SPEAKERS}


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
