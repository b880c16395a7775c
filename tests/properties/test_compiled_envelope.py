"""What generated writers make of answers of the JSON-envelope API is what its interpreter makes of them: bytes, notes, losses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.dialects.change import Scene
from gateway.dialects.compiled.answers import NO_REQUEST
from gateway.dialects.compiled.showing import compile_showing
from gateway.dialects.entries import Entry, OperationPlan
from gateway.dialects.face import Face
from gateway.dialects.json_envelope.call_logs import RESOURCE as LOGS
from gateway.dialects.json_envelope.item_forms import item_form
from gateway.dialects.json_envelope.own_properties import FIELD
from gateway.dialects.json_envelope.tables import OWN_BASE
from gateway.dialects.record import Record
from gateway.dialects.tables import Operation, Shape
from gateway.model import ApiRequest, ApiResponse, Fields, Page, Representation, Resource
from tests.properties.canonical_values import fields_of
from tests.properties.compared_writers import assert_both_write_the_same
from tests.properties.effort import EFFORT, SOME_EFFORT
from tests.properties.odd_items import shown_pages, shown_resources
from tests.properties.speakers import speaker

_NAME = "json-envelope"
_DIALECT = speaker(_NAME).dialect
_FACES = tuple(speaker(_NAME, None, results_twin=twin).face for twin in (False, True))
"""They keep what is generated for them, so most answers are written by writers that others have left."""
_REPLY_TYPES = st.sampled_from(("", "text/json; charset=utf-8", "application/json; charset=iso-8859-1"))


def _name_of(entry: Entry, operation: Operation) -> str:
    return f"{operation.name} at {entry.path[0]}"


_SHOWN: dict[str, tuple[Entry, Operation, OperationPlan]] = {
    _name_of(entry, operation): (entry, operation, plan)
    for entry in _DIALECT.entries
    for operation, plan in zip(entry.operations, entry.plans, strict=True)
    if plan and plan.item and plan.layout
}
_MOST_USED = ("calls.list at calls", "messages.list at sms", "incoming_phone_numbers.list at phone_numbers")


def _ask(name: str, reply_type: str = "") -> ApiRequest:
    entry, operation, _ = _SHOWN[name]
    asked = speaker(_NAME).ask(operation, Representation.JSON)
    return replace(asked, reply_type=reply_type, tail=(LOGS,) if entry.path[0] == LOGS else ())


def _responses(operation: Operation) -> st.SearchStrategy[ApiResponse]:
    kind = OWN_BASE.kinds[operation.kind]
    return shown_pages(kind) if operation.shape is Shape.LIST else shown_resources(kind)


@pytest.mark.parametrize("name", _SHOWN)
def test_generated_writers_write_what_the_interpreter_writes(name: str) -> None:
    _, operation, _ = _SHOWN[name]

    @(SOME_EFFORT if name in _MOST_USED else EFFORT)
    @given(response=_responses(operation), face=st.sampled_from(_FACES), reply_type=_REPLY_TYPES)
    def write_both(response: ApiResponse, face: Face, reply_type: str) -> None:
        assert_both_write_the_same(_DIALECT, response, _ask(name, reply_type), face)

    write_both()


@pytest.mark.parametrize("method", ["DELETE", "POST"])
@pytest.mark.parametrize("body", ["page", "one", "none"])
@pytest.mark.parametrize("name", ["messages.create at sms", "messages.delete at sms", "calls.update at calls"])
def test_a_body_that_nobody_expects_is_answered_alike(name: str, body: str, method: str) -> None:
    one = Resource("message", {"sid": f"SM{1:032}", "status": "sent"})
    bodies = {"page": Page("message", (one, one)), "one": one, "none": None}
    for face in _FACES:
        asked = replace(_ask(name) if name in _SHOWN else ApiRequest(name.partition(" ")[0]), method=method)
        assert_both_write_the_same(_DIALECT, ApiResponse(200, bodies[body]), asked, face)


_WHOLE: Fields = dict.fromkeys((field.name for field in OWN_BASE.kinds["call"].fields), "x")
_PARTS: tuple[Fields, ...] = (
    _WHOLE,
    {**_WHOLE, FIELD: {}},
    {**_WHOLE, FIELD: {"application_id": "7", "status": "held", "é": "\ud800"}},
    {**_WHOLE, FIELD: "x"},
    {name: value for name, value in _WHOLE.items() if name != "to"},
    {name: value for name, value in _WHOLE.items() if name not in ("status", "hangup_cause")},
    {"sid": "CA1"},
    {},
)


@pytest.mark.parametrize("first", _PARTS)
@pytest.mark.parametrize("second", _PARTS)
@pytest.mark.parametrize("name", ["calls.list at calls", "calls.list at call_logs"])
def test_what_is_not_told_is_left_out_item_by_item(name: str, first: Fields, second: Fields) -> None:
    page = Page("call", (Resource("call", first), Resource("call", second)), size=2, total=2)
    assert_both_write_the_same(_DIALECT, ApiResponse(200, page), _ask(name), _FACES[0])


@pytest.mark.parametrize("fields", _PARTS)
@pytest.mark.parametrize("face", _FACES, ids=["plainly", "with-twin"])
def test_of_a_thing_just_made_its_id_is_told(face: Face, fields: Fields) -> None:
    response = ApiResponse(201, Resource("call", {**fields, "sid": f"CA{1:032}"} if fields else fields))
    assert_both_write_the_same(_DIALECT, response, _ask("calls.create at calls"), face)


@pytest.mark.parametrize("text", ["é", "😀 \u2028", "\ufffe", "\ud800", "\x80\xff", '"\\\n'])
def test_what_latin_1_can_not_carry_is_escaped_alike(text: str) -> None:
    asked = _ask("messages.list at sms", "text/json; charset=iso-8859-1")
    message = {**dict.fromkeys((field.name for field in OWN_BASE.kinds["message"].fields), None), "body": text, "to": text}
    page = Page("message", (Resource("message", message),))
    assert_both_write_the_same(_DIALECT, ApiResponse(200, page), asked, _FACES[0])


_USUAL = {
    "direction": st.sampled_from((None, "inbound", "outbound-api")),
    "status": st.sampled_from((None, "queued", "sent", "delivered")),
    "num_media": st.just("0"),
}
"""Left to the interpreter is a word that has none like it here, and a message with media: both are losses."""


@pytest.mark.parametrize("name", [name for name, (_, operation, _) in _SHOWN.items() if operation.shape is Shape.LIST])
def test_what_the_tables_expect_is_not_left_to_the_interpreter(name: str) -> None:
    _, operation, plan = _SHOWN[name]
    scene = Scene(_FACES[0], NO_REQUEST, {})
    assert plan.item

    def interpret(fields: Fields, suffix: str, record: Record) -> str:
        raise AssertionError(f"left to the interpreter: {fields}, {suffix}, {record}")

    writer = compile_showing(name, plan.item, replace(item_form(), interpret=interpret), scene, in_list=True)

    @EFFORT
    @given(fields=fields_of(operation, st.text('ab/é&<"\\\r\n', max_size=5), _USUAL))
    def write(fields: Fields) -> None:
        assert len(writer.write((Resource(operation.kind, fields),), scene, Record(), "", clean=True)) == 1

    write()
