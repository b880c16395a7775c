"""Single cases of lists kept by columns: links that are written in more than one way, and the order in which things are lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

import pytest

from gateway.dialects import discover
from gateway.dialects.base import Dialect, Written
from gateway.dialects.face import Face, complete_options
from gateway.model import ApiRequest, ApiResponse, Fields, Link, Page, Representation, Value
from gateway.rows import FEWEST, Rows, columns_of
from gateway.wire import Headers, WireResponse

AC = "AC00000000000000000000000000000001"


def face_of(dialect: Dialect) -> Face:
    return Face("https://api.example.com", base_path=dialect.root, options=complete_options(dialect.options, {}))


def asked(operation: str, form: Representation, suffix: str = "") -> ApiRequest:
    return ApiRequest(operation, account=AC, representation=form, suffix=suffix)


def write(name: str, request: ApiRequest, kind: str, items: Sequence[Fields]) -> Written[WireResponse]:
    """A list kept by columns, as that dialect shows it."""
    found = columns_of(items)
    assert found
    dialect = discover()[name]
    response = ApiResponse(200, Page(kind, Rows(kind, *found), list_key=f"{kind}s"))
    return dialect.write_response(response, request, face_of(dialect))


def alike(**fields: Value) -> list[Fields]:
    return [fields] * FEWEST


def with_last(items: list[Fields], **fields: Value) -> list[Fields]:
    return [*items[:-1], {**items[-1], **fields}]


def test_the_uri_of_an_account_is_not_written_as_what_lies_below_it() -> None:
    """Servers of 2012 write `.json` behind the collection."""
    items: list[Fields] = [{"sid": f"AC{number}", "uri": Link(f"/Accounts/AC{number}")} for number in range(FEWEST)]
    told = json.loads(write("restcomm-2012", asked("accounts.list", Representation.JSON), "account", items).wire.body)
    assert [one["uri"] for one in told] == [f"/2012-04-24/Accounts.json/AC{number}" for number in range(FEWEST)]


@pytest.mark.parametrize("path", ["", "/", "/Accounts"])
def test_a_link_to_nearly_nothing_is_written(path: str) -> None:
    request = asked("calls.list", Representation.JSON, ".json")
    told = json.loads(write("twilio-2010", request, "call", alike(sid="CA1", uri=Link(path))).wire.body)
    assert [one["uri"] for one in told["calls"]] == [f"/2010-04-01{path}.json"] * FEWEST


def test_links_are_read_beside_what_is_none() -> None:
    dialect = discover()["twilio-2010"]
    items = [
        {"sid": "CA1", "uri": f"/2010-04-01/Accounts/{AC}/Calls/CA{number}.json" if number else 7} for number in range(FEWEST)
    ]
    data = json.dumps({"page": 0, "calls": items}).encode()
    wire = WireResponse(200, Headers([("Content-Type", "application/json")]), data)
    page = cast("Page", dialect.read_response(wire, asked("calls.list", Representation.JSON), face_of(dialect)).body)
    assert isinstance(page.items, Rows)
    uris = [item.fields["uri"] for item in page.items]
    assert uris == [7, *(Link(f"/Accounts/{AC}/Calls/CA{number}") for number in range(1, FEWEST))]


def test_an_element_of_a_number_that_holds_no_text_is_empty() -> None:
    items = alike(sid="PN1", voice_caller_id_lookup=Link(""))
    body = write(
        "twilio-2008", asked("incoming_phone_numbers.list", Representation.XML), "incoming_phone_number", items
    ).wire.body
    assert body.count(b"<VoiceCallerIdLookup/>") == FEWEST


def lost(written: Written[WireResponse]) -> list[str]:
    return [loss.where for loss in written.losses]


def test_what_items_lose_comes_item_by_item_and_what_writing_them_loses_last() -> None:
    items = alike(sid="CA1", answered_by="human", zzz="x", aaa="x", caller_name=None, phone_number_sid="PN1")
    items = [{**items[0], "phone_number_sid": "\x01"}, *items[1:]]
    written = write("twilio-2008", asked("calls.list", Representation.XML), "call", with_last(items, caller_name="Ann"))
    assert lost(written) == ["answered_by", "zzz", "aaa", "caller_name", "PhoneNumberSid"]


def test_a_value_that_could_not_be_said_is_told_before_the_fields_that_are_lacking() -> None:
    told = dict.fromkeys(("date_created", "status", "direction", "from", "to", "sid", "body"), "x")
    request = asked("messages.list", Representation.JSON)
    items = alike(**told, num_media="0", price="-1")
    assert lost(write("json-envelope", request, "message", items)) == ["price"]
    assert lost(write("json-envelope", request, "message", with_last(items, num_media="1"))) == ["price", "message"]
    assert lost(write("json-envelope", request, "message", alike(**told, num_media="1", price="-1"))) == ["message", "price"]
