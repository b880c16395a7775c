"""Request-targets as callers of old write them, through a whole gateway: what each means, and what reaches the backend for it."""

from __future__ import annotations

import pytest

from tests.unit.upstream.raw_backend import Backend
from tests.wire.gateway_running import (
    ACME,
    ACME_BEHIND,
    DATE,
    NEW,
    OLD,
    SID,
    Setting,
    assert_error,
    before_script,
    call,
    call_data,
    json_reply,
)

BEHIND = f"{NEW}/Accounts/{ACME_BEHIND.id}"
ONE = json_reply(call_data())
LIST = json_reply({"calls": [], "page": 0, "page_size": 50, "uri": f"{BEHIND}/Calls.json", "next_page_uri": None})


def target_of(backend: Backend) -> str:
    return backend.received[-1].split(b" ")[1].decode("latin-1")


FETCHES = {
    "plain": "{version}/Accounts/{account}/Calls/{sid}",
    "one slash too many": "/{version}/Accounts/{account}/Calls/{sid}",
    "slashes all over": "//{version}//Accounts/{account}///Calls//{sid}",
    "slash behind": "{version}/Accounts/{account}/Calls/{sid}/",
    "bare question mark": "{version}/Accounts/{account}/Calls/{sid}?",
    "lone ampersand": "{version}/Accounts/{account}/Calls/{sid}?&",
    "absolute form": "http://elsewhere.example{version}/Accounts/{account}/Calls/{sid}",
    "absolute form, two slashes": "HTTP://elsewhere.example:80/{version}/Accounts/{account}/Calls/{sid}?",
    "needlessly encoded": "{version}/Accounts/{account}/%43alls/{sid}",
}


@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize("form", FETCHES)
async def test_a_target_means_what_it_meant(form: str, version: str) -> None:
    target = FETCHES[form].format(version=version, account=ACME.id, sid=SID)
    async with before_script(ONE) as (front, backend):
        answer = await front.ask(call("GET", target))
    assert answer.status == 200
    assert f"<Sid>{SID}</Sid>".encode() in answer.body
    assert target_of(backend) == f"{BEHIND}/Calls/{SID}.json"


FILTERS = {
    "raw": "StartTime>=2009-07-06&StartTime<=2009-07-08",
    "encoded": "StartTime%3E=2009-07-06&StartTime%3C=2009-07-08",
    "one bare key": "StartTime%3E%3D2009-07-06&StartTime%3C%3D2009-07-08",
    "trailing ampersand": "StartTime>=2009-07-06&StartTime<=2009-07-08&",
    "doubled ampersand": "StartTime>=2009-07-06&&StartTime<=2009-07-08",
}


@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize("form", FILTERS)
async def test_comparison_signs_become_the_same_filter(form: str, version: str) -> None:
    async with before_script(LIST) as (front, backend):
        answer = await front.ask(call("GET", f"{version}/Accounts/{ACME.id}/Calls?{FILTERS[form]}"))
    assert answer.status == 200
    asked = target_of(backend)
    assert "StartTime%3E=2009-07-06" in asked
    assert "StartTime%3C=2009-07-0" in asked
    assert "<" not in asked
    assert ">" not in asked


NOWHERE = {
    "encoded slash": "/Calls%2F{sid}",
    "encoded slash in an id": "/Calls/{sid}%2f..",
    "dot segments": "/Calls/../../{other}/Calls/{sid}",
    "dot segments at the end": "/Calls/../",
    "encoded dot segments": "/%2e%2e/{other}/Calls/{sid}",
    "half encoded dot segments": "/.%2E/{other}/Calls/{sid}",
    "single dot": "/./Calls/{sid}",
    "backslash": "/Calls%5C{sid}",
    "NUL": "/Calls/{sid}%00",
    "line break": "/Calls/{sid}%0d%0aX-Injected:%201",
    "no UTF-8": "/Calls/%ff%fe",
}


@pytest.mark.parametrize("suffix", ["", ".json"])
@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize("form", NOWHERE)
async def test_a_path_that_climbs_or_hides_a_slash_is_nowhere(form: str, version: str, suffix: str) -> None:
    path = f"{version}/Accounts/{ACME.id}{NOWHERE[form].format(sid=SID, other=ACME_BEHIND.id)}{suffix}"
    # not by `ask`: the backend's id stands in this path because the caller wrote it there, and is no leak
    async with before_script(ONE) as (front, backend), front.connected() as client:
        await client.send(call("GET", path))
        answer = await client.read_response()
    assert_error(answer, 404, path=path)
    assert answer.get("X-Injected") is None
    assert backend.received == []


@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize("rest", ["Calls/..", "Calls/...json", "Calls/..json", "Recordings/...wav", "Calls/%2e%2e.xml"])
async def test_no_suffix_hides_a_dot_segment(rest: str, version: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/{rest}"
    # a backend asked for XML is asked without a suffix: there the dots would stand alone
    async with before_script(ONE, setting=Setting(representation="xml")) as (front, backend):
        answer = await front.ask(call("GET", path))
    assert_error(answer, 404, path=path)
    assert backend.received == []


@pytest.mark.parametrize("version", [OLD, NEW])
@pytest.mark.parametrize("raw", ["C\xe4lls", "Calls\xc3\xa9", "\xff"])
async def test_raw_bytes_beyond_ascii_are_refused_in_the_dialect(raw: str, version: str) -> None:
    path = f"{version}/Accounts/{ACME.id}/{raw}.json"
    async with before_script(ONE) as (front, backend):
        answer = await front.ask(call("GET", path))
    assert_error(answer, 400, path=path)
    assert raw.encode("latin-1") not in answer.head + answer.body
    assert backend.received == []


async def test_encoded_text_beyond_ascii_goes_on_encoded_where_paths_may_be_unknown() -> None:
    async with before_script(json_reply({"sid": "XX1", "date_created": DATE})) as (front, backend):
        answer = await front.ask(call("GET", f"{NEW}/Accounts/{ACME.id}/Caf%C3%A9s/1.json"))
    assert answer.status == 200
    assert target_of(backend) == f"{BEHIND}/Caf%C3%A9s/1.json"


@pytest.mark.parametrize(
    ("version", "path"),
    [
        (OLD, "{version}/Accounts/{account}/Queues.json"),  # 2008 has no queues
        (OLD, "{version}/Accounts/{account}/Calls/{sid}/Nothing"),
        (OLD, "{version}/"),
        (OLD, "{version}.json"),
        (NEW, "{version}/"),
        (NEW, "{version}.json"),
        (NEW, "{version}/Nothing.json"),
        (NEW, "{version}/Accounts/{account}.json/Calls/../x.json"),
    ],
)
async def test_an_unknown_path_is_a_404_of_its_dialect(version: str, path: str) -> None:
    path = path.format(version=version, account=ACME.id, sid=SID)
    async with before_script(ONE) as (front, backend):
        answer = await front.ask(call("GET", path))
    fields = assert_error(answer, 404, path=path)
    assert backend.received == []
    assert ("code" in fields) == (version == NEW and path.endswith(".json"))


@pytest.mark.parametrize("target", ["/", "/nothing", "/2007-01-01/Accounts", "/2008-08-011/Accounts", "*"])
async def test_without_a_route_the_first_routes_dialect_answers(target: str) -> None:
    method = "OPTIONS" if target == "*" else "GET"
    async with before_script(ONE) as (front, backend):
        answer = await front.ask(call(method, target))
    assert_error(answer, 404, path=target)
    assert b"<Code>" not in answer.body
    assert backend.received == []
