"""URL arguments of single resources: their names compare without case, as those of all do (rule 12, T4, T5)."""

from __future__ import annotations

import pytest

from gateway.model import ApiRequest, PageRequest, Representation
from tests.unit.json_envelope.asking import ONE, UUID, code, read, request


@pytest.mark.parametrize("query", ["to=%2B14155550117", "To=%2B14155550117", "TO=%2B14155550117"])
@pytest.mark.parametrize("resource", ["sms", "calls"])
def test_a_filter_in_any_case(resource: str, query: str) -> None:
    asked = read(request("GET", f"/{resource}?{query}"))
    assert (asked.parameters, asked.losses) == ((("To", "+14155550117"),), ())


@pytest.mark.parametrize("query", ["media=wav", "Media=wav", "MEDIA=mp3"])
def test_a_sound_in_any_case(query: str) -> None:
    assert read(request("GET", f"/media/{UUID}?{query}")).representation is Representation.FILE


@pytest.mark.parametrize("query", ["", "media=", "sound=wav"])
def test_a_description_where_no_sound_is_asked_for(query: str) -> None:
    assert read(request("GET", f"/media/{UUID}?{query}")).representation is Representation.JSON


def test_arguments_nobody_documents_are_told_in_their_order() -> None:
    asked = read(request("GET", "/sms?zebra=1&apple=2&zebra=3&status=new"))
    assert (asked.parameters, [loss.where for loss in asked.losses]) == ((), ["zebra", "apple", "status"])


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("limit=1", PageRequest(size=1)),
        ("limit=1000", PageRequest(size=1000)),
        ("Limit=05", PageRequest(size=5)),
        ("limit=5&LIMIT=5&offset=0", PageRequest(0, 5)),
        ("limit=1000&offset=1", PageRequest(0, 1000, skip=1)),
        ("OFFSET=99", PageRequest(1, 50, skip=49)),
    ],
)
@pytest.mark.parametrize("resource", ["sms", "menus", "call_logs", "phone_numbers"])
def test_slices_of_any_list(resource: str, query: str, page: PageRequest) -> None:
    assert read(request("GET", f"/{resource}?{query}")).page == page


@pytest.mark.parametrize("value", ["", "0", "-1", "1001", "x", "1.5", "+5", "1e2", "%C2%B2", "%D9%A1", "9999999999"])
def test_limits_that_are_none(value: str) -> None:
    assert code(request("GET", f"/sms?limit={value}")) == 19400


@pytest.mark.parametrize("value", ["", "-1", "x", "9999999999"])
def test_offsets_that_are_none(value: str) -> None:
    assert code(request("GET", f"/sms?offset={value}&limit=5")) == 19400


@pytest.mark.parametrize("query", ["limit=1&limit=2", "offset=0&OFFSET=1", "limit=&limit=5"])
def test_slices_that_contradict_themselves(query: str) -> None:
    assert code(request("GET", f"/sms?{query}")) == 19107


def test_arguments_that_can_not_be_read() -> None:
    assert code(request("GET", "/sms?x=%ff")) == 19400
    assert code(request("GET", "/sms?" + "x&" * 1001)) == 19400


@pytest.mark.parametrize("name", ["To", "From"])
def test_a_filter_that_filters_nothing_is_left_out_and_told(name: str) -> None:
    written = ONE.dialect.write_request(ApiRequest("messages.list", parameters=((name, ""),)), ONE.face)
    assert (written.wire.target, [note.where for note in written.notes], written.losses) == ("/sms", ["GET /sms", name], ())
