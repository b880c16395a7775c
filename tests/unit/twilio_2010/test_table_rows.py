"""The tables of the 2010 dialect are sound by themselves, and a word that means nothing stops the program at import."""

from __future__ import annotations

import pytest

from gateway.dialects.tables import (
    Effect,
    Field,
    FieldType,
    Operation,
    Parameter,
    Shape,
    TableError,
    fields,
    index_kinds,
    index_operations,
    kind,
    parameters,
    resource,
)
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.dialects.twilio_2010.names import key_name
from gateway.dialects.twilio_2010.operations import OPERATIONS


def test_operations_are_told_apart_by_name_and_by_method_and_path() -> None:
    calls = {(row.method, tuple("{}" if part[0] == "{" else part for part in row.path)) for row in OPERATIONS.values()}
    assert len(calls) == len(OPERATIONS)
    assert all(name == row.name for name, row in OPERATIONS.items())


def test_every_kind_is_used_and_every_kind_used_exists() -> None:
    assert {row.kind for row in OPERATIONS.values()} == set(KINDS)


def test_what_is_listed_has_names_for_many_and_what_is_not_has_none() -> None:
    listed = {row.kind for row in OPERATIONS.values() if row.shape is Shape.LIST}
    assert {row.name for row in KINDS.values() if row.elements and row.list_key} == listed
    assert {row.name for row in KINDS.values() if row.elements or row.list_key} == listed


def test_a_kind_is_named_after_its_element() -> None:
    assert {row.name: key_name(row.element) for row in KINDS.values()} == {name: name for name in KINDS}


def test_names_of_operations_follow_their_paths() -> None:
    for row in OPERATIONS.values():
        literal = [key_name(part) for part in row.path if not part.startswith("{")]
        below = literal[1:] if len(row.path) > 2 else literal
        assert row.name.rpartition(".")[0] == ".".join(below)


def test_only_one_placeholder_names_the_account_and_none_stands_twice() -> None:
    for row in OPERATIONS.values():
        placeholders = [part for part in row.path if part.startswith("{")]
        assert len(set(placeholders)) == len(placeholders), row.name
        assert row.path[1:2] in ((), ("{account_sid}",)), row.name


def test_one_row_read_by_hand() -> None:
    row = OPERATIONS["calls.recordings.create"]
    assert row == Operation(
        name="calls.recordings.create",
        method="POST",
        path=("Accounts", "{account_sid}", "Calls", "{call_sid}", "Recordings"),
        kind="recording",
        shape=Shape.ITEM,
        effect=Effect.CREATE,
        status=201,
        parameters=(
            Parameter("RecordingStatusCallbackEvent", repeated=True),
            Parameter("RecordingStatusCallback"),
            Parameter("RecordingStatusCallbackMethod"),
            Parameter("Trim"),
            Parameter("RecordingChannels"),
            Parameter("RecordingTrack"),
        ),
    )


@pytest.mark.parametrize(
    ("name", "status", "shape", "paged"),
    [
        ("accounts.list", 200, Shape.LIST, True),
        ("outgoing_caller_ids.create", 200, Shape.ITEM, False),
        ("messages.feedback.create", 200, Shape.ITEM, False),
        ("calls.payments.update", 202, Shape.ITEM, False),
        ("recordings.add_on_results.payloads.data.fetch", 307, Shape.ITEM, False),
        ("available_phone_numbers.local.list", 200, Shape.LIST, False),
        ("available_phone_numbers.fetch", 200, Shape.ITEM, False),
        ("sandbox.update", 200, Shape.ITEM, False),
        ("sms.messages.create", 201, Shape.ITEM, False),
        ("calls.feedback_summary.delete", 204, Shape.EMPTY, False),
    ],
)
def test_the_exceptions(name: str, status: int, shape: Shape, paged: bool) -> None:
    row = OPERATIONS[name]
    assert (row.status, row.shape, row.paged) == (status, shape, paged)


def test_only_these_fields_are_not_shown_by_every_operation() -> None:
    marked = {(row.name, field.name, field.only) for row in KINDS.values() for field in row.fields if field.only}
    assert marked == {
        ("key", "secret", "create"),
        ("signing_key", "secret", "create"),
        ("notification", "request_variables", "item"),
        ("notification", "response_body", "item"),
        ("notification", "response_headers", "item"),
        ("recording", "track", "calls"),
        ("recording", "media_url", "recordings"),
        ("recording", "subresource_uris", "recordings"),
    }


def test_an_error_code_is_a_number_but_in_a_notification() -> None:
    found = {row.name: field.type for row in KINDS.values() for field in row.fields if field.name == "error_code"}
    assert found == {"message": FieldType.INTEGER, "recording": FieldType.INTEGER, "notification": FieldType.TEXT}


def test_fields_are_read_from_words() -> None:
    assert fields("sid date_created:date body@item secret:map@create") == (
        Field("sid"),
        Field("date_created", FieldType.DATE),
        Field("body", FieldType.TEXT, "item"),
        Field("secret", FieldType.MAP, "create"),
    )


def test_parameters_are_read_from_words() -> None:
    assert parameters("To* MediaUrl[] Id*[] StartTime< Part{9..10}.Name") == (
        Parameter("To", required=True),
        Parameter("MediaUrl", repeated=True),
        Parameter("Id", required=True, repeated=True),
        Parameter("StartTime<"),
        Parameter("Part9.Name"),
        Parameter("Part10.Name"),
    )


@pytest.mark.parametrize("words", ["Sid", "sid:number", "sid@list", "sid:", "sid sid:int", "to-from", "ﬁeld"])
def test_an_unknown_field_word_is_refused(words: str) -> None:
    with pytest.raises(TableError, match="field '"):
        fields(words)


@pytest.mark.parametrize("words", ["To**", "To[", "To To*", "Start<=", "7Up", "Part{1..}", "To,From"])
def test_an_unknown_parameter_word_is_refused(words: str) -> None:
    with pytest.raises(TableError, match="parameter '"):
        parameters(words)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("calls ~/Calls call", "at least 4 words"),
        ("calls ~/Calls call remove", "verb 'remove'"),
        ("calls ~/Calls call list list", "verb 'list'"),
        ("calls ~/Calls call create=ok", "verb 'create=ok'"),
        ("calls ~/Calls call create=", "verb 'create='"),
        ("calls ~/Calls/{Sid} call list", "path segment '{Sid}'"),
        ("calls /Calls call list", "path segment ''"),
    ],
)
def test_a_row_that_means_nothing_is_refused(row: str, complaint: str) -> None:
    with pytest.raises(TableError, match=complaint):
        resource(row)


def test_parameters_for_a_verb_the_resource_has_not_are_refused() -> None:
    with pytest.raises(TableError, match="parameters for update, which it has not; it has list"):
        resource("calls ~/Calls call list", update="Url")


def test_a_kind_with_a_missing_name_is_refused() -> None:
    with pytest.raises(TableError, match="expected 4 words"):
        kind("call Call Calls", "sid")


def test_an_index_refuses_what_stands_twice_or_nowhere() -> None:
    kinds = index_kinds([kind("call Call Calls calls", "sid")])
    fetch = resource("calls ~/Calls/{sid} call fetch")
    with pytest.raises(TableError, match="kind 'call' stands twice"):
        index_kinds(kinds.values(), kinds.values())
    with pytest.raises(TableError, match=r"operation 'calls.fetch' stands twice"):
        index_operations(kinds, fetch, fetch)
    with pytest.raises(TableError, match=r"method and path 'GET /Accounts/\{\}/Calls/\{\}' stands twice"):
        index_operations(kinds, fetch, resource("legs ~/Calls/{call_sid} call fetch"))
    with pytest.raises(TableError, match="no table holds the kind 'queue'"):
        index_operations(kinds, resource("queues ~/Queues queue list"))
