"""What generated writers make of answers of 2012 is what the interpreter of the tables makes of them: bytes, notes, losses."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.dialects.change import Scene
from gateway.dialects.compiled.answers import NO_REQUEST
from gateway.dialects.compiled.showing import compile_showing
from gateway.dialects.entries import OperationPlan
from gateway.dialects.face import Face, OptionValue
from gateway.dialects.record import Record
from gateway.dialects.restcomm_2012.item_forms import item_form
from gateway.dialects.restcomm_2012.json_form import PRICELESS
from gateway.dialects.restcomm_2012.kinds import KINDS
from gateway.dialects.tables import Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS as CANONICAL_KINDS
from gateway.model import ApiResponse, Fields, Link, Page, Representation, Resource, Value
from tests.properties.canonical_values import fields_of
from tests.properties.compared_writers import assert_both_write_the_same
from tests.properties.effort import EFFORT, SOME_EFFORT
from tests.properties.odd_items import shown_pages, shown_resources
from tests.properties.speakers import speaker

_NAME = "restcomm-2012"
_DIALECT = speaker(_NAME).dialect
_FORMS = (Representation.XML, Representation.JSON)
_ALIKE = re.compile(r"(incoming_phone_numbers|usage\.records|available_phone_numbers)\.\w+\.(list|create)")
"""Operations that differ from others in their paths alone."""
_SHOWN: dict[str, tuple[Operation, OperationPlan]] = {
    operation.name: (operation, plan)
    for entry in _DIALECT.entries
    for operation, plan in zip(entry.operations, entry.plans, strict=True)
    if plan and plan.item and plan.layout and (not _ALIKE.fullmatch(operation.name) or ".local." in operation.name)
}
_MOST_USED = ("calls.list", "calls.fetch", "messages.list")


def _face(base_path: str, **options: OptionValue) -> Face:
    return dataclasses.replace(speaker(_NAME, None, **options).face, base_path=base_path)


_FACES = (
    _face("/restcomm"),
    _face("", status_spelling="server", timezone="Europe/Berlin"),
    _face('/a&b%s{v0}<"\\', server_xml=True),
    _face("/restcomm", server_xml=True, status_spelling="server"),
)
"""They keep what is generated for them, so most answers are written by writers that others have left."""


def _responses(operation: Operation) -> st.SearchStrategy[ApiResponse]:
    kind = KINDS[operation.kind]
    return shown_pages(kind) if operation.shape is Shape.LIST else shown_resources(kind)


@pytest.mark.parametrize("representation", _FORMS)
@pytest.mark.parametrize("name", _SHOWN)
def test_generated_writers_write_what_the_interpreter_writes(name: str, representation: Representation) -> None:
    operation, _ = _SHOWN[name]
    asked = speaker(_NAME).ask(operation, representation)
    often = name in _MOST_USED

    @(SOME_EFFORT if often else EFFORT)
    @given(response=_responses(operation), face=st.sampled_from(_FACES if often else _FACES[-1:]))
    def write_both(response: ApiResponse, face: Face) -> None:
        assert_both_write_the_same(_DIALECT, response, asked, face)

    write_both()


_EXPECTED = {operation.kind: name for name, (operation, _) in _SHOWN.items() if operation.kind in CANONICAL_KINDS}.values()
_IDS = st.sampled_from(("CA0123456789abcdef0123456789abcdef", "x"))
_USUAL: Mapping[str, st.SearchStrategy[Value]] = {
    **{name: st.none() for name in ("error_code", "error_message", "sms_url")},
    **dict.fromkeys(("sid", "account_sid", "call_sid", "conference_sid"), _IDS),
}
"""Left to it are the error of a message in XML, the second URL of an application, and ids that are none or have to be quoted."""


@pytest.mark.parametrize("representation", _FORMS)
@pytest.mark.parametrize("name", _EXPECTED)
def test_what_the_tables_expect_is_not_left_to_the_interpreter(name: str, representation: Representation) -> None:
    operation, plan = _SHOWN[name]
    in_list = operation.shape is Shape.LIST
    face = speaker(_NAME).face
    assert plan.item
    assert plan.layout
    form = item_form(representation, plan.layout, face, name, in_list=in_list)
    assert form

    def interpret(fields: Fields, suffix: str, record: Record) -> str:
        raise AssertionError(f"left to the interpreter: {fields}, {suffix}, {record}")

    scene = Scene(face, NO_REQUEST, {})
    writer = compile_showing(name, plan.item, replace(form, interpret=interpret), scene, in_list=in_list)

    @EFFORT
    @given(fields=fields_of(operation, st.text('ab/é&<"\\\r\n', max_size=5), _USUAL))
    def write(fields: Fields) -> None:
        assert len(writer.write((Resource(operation.kind, fields),), scene, Record(), "", clean=True)) == 1

    write()


def _page(*items: Fields, **more: Link | None) -> ApiResponse:
    return ApiResponse(200, Page("call", tuple(Resource("call", fields) for fields in items), links=more, list_key="calls"))


@pytest.mark.parametrize("representation", _FORMS)
@pytest.mark.parametrize("operation", ["calls.list", "conferences.participants.list"])
def test_the_next_page_begins_after_the_sid_that_was_shown_last(operation: str, representation: Representation) -> None:
    asked = speaker(_NAME).ask(_SHOWN[operation][0], representation)
    items: tuple[Fields, ...] = ({"sid": "CA1", "call_sid": "CA2"}, {"sid": "CA3", "call_sid": "CA4"}, {"sid": None})
    for shown in (items[:2], items):
        response = _page(*shown, next_page_uri=Link("/Accounts/AC1/Calls", "Page=1"))
        assert_both_write_the_same(_DIALECT, response, asked, speaker(_NAME).face)


def test_a_price_is_lost_in_json_and_told_once() -> None:
    operation, _ = _SHOWN["calls.list"]
    response = _page({"sid": "CA1", "price": None}, {"sid": "CA2", "price": ""}, {"sid": "CA3", "price": "-0.02"})
    asked, face = speaker(_NAME).ask(operation, Representation.JSON), speaker(_NAME).face
    assert_both_write_the_same(_DIALECT, response, asked, face)
    lost = [loss.where for loss in _DIALECT.write_response(response, asked, face).losses if loss.change == PRICELESS]
    assert lost == ["price"]


@pytest.mark.parametrize("representation", _FORMS)
def test_a_secret_may_hold_what_a_caller_sent(representation: Representation) -> None:
    """The token of an account is put there behind the reader, which has told that all it read is clean."""
    account = Resource("account", {"sid": "AC1", "auth_token": "a\x01b"})
    asked = speaker(_NAME).ask(_SHOWN["accounts.fetch"][0], representation)
    assert_both_write_the_same(_DIALECT, ApiResponse(200, account, clean=True), asked, speaker(_NAME).face)


@pytest.mark.parametrize("fields", [{}, {"sid": None, "friendly_name": None}, {"unknown": "x"}])
@pytest.mark.parametrize("name", ["outgoing_caller_ids.list", "outgoing_caller_ids.create", "usage.records.list"])
def test_an_item_that_tells_nothing_is_an_empty_object(name: str, fields: Fields) -> None:
    operation, _ = _SHOWN[name]
    one = Resource(operation.kind, fields)
    body = Page(operation.kind, (one, one)) if operation.shape is Shape.LIST else one
    asked = replace(speaker(_NAME).ask(operation, Representation.JSON), account=None)
    assert_both_write_the_same(_DIALECT, ApiResponse(200, body), asked, speaker(_NAME).face)
