"""What real Restcomm clients put on the wire and need back, byte for byte: rows W11 to W22 of the list of observed behaviour."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from tests.clients.commands import Curl, run
from tests.clients.places import BACKENDS, CALLER_SID, CALLER_TOKEN, V2012, Place, place_on
from tests.clients.raw_http import Answer, ask, basic, tree
from tests.clients.scripted_backend import Reply, ScriptedBackend
from tests.clients.sessions import need_program
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
FORM_TYPE = "Content-Type: application/x-www-form-urlencoded"
NO_SUCH_CALL = "CA00000000000000000000000000000bad"
SMS = [("To", "+14155550142"), ("From", "+14155550100"), ("Body", "Café")]
CALL = urlencode({"To": "+14155550142", "From": "+14155550100", "Url": "http://example.com/"}).encode()


def send(place: Place, target: str, *headers: str, method: str = "GET", body: bytes = b"", version: str = "1.1") -> Answer:
    login = f"Authorization: {basic(place.user, place.token)}"
    return ask(place.base, target, login, *headers, method=method, body=body, version=version)


def in_json(answer: Answer) -> bool:
    kind = answer.header("Content-Type")
    assert kind in {"application/json", "application/xml"}
    return kind == "application/json"


def one_element(answer: Answer) -> str:
    """The name of the one element inside RestcommResponse."""
    root = tree(answer.body)
    assert root.tag == "RestcommResponse"
    (item,) = root
    return item.tag


@pytest.mark.parametrize(
    "shape",
    [
        "/Accounts.json/{sid}/Calls/{call}",
        "/Accounts/{sid}/Calls.json/{call}",
        "/Accounts/{sid}/Calls/{call}.json",
        "/Accounts/{sid}/Calls/{call}.json/",
        "/Accounts/{sid}/Calls.json/{call}/?",
        "//Accounts/{sid}/Calls.json/{call}",
    ],
)
def test_w11_the_suffix_may_stand_on_any_segment(restcomm: Place, truth: Truth, shape: str) -> None:
    held = truth.calls("PageSize=1")[0]["sid"]
    answer = send(restcomm, f"/{V2012}" + shape.format(sid=restcomm.sid, call=held))
    assert answer.status == 200
    assert in_json(answer)
    assert answer.json()["sid"] == held


@pytest.mark.parametrize("tail", ["", "/", ".json", ".json/", ".xml", ".xml/"])
def test_w11_lists_with_and_without_slash_and_suffix(restcomm: Place, tail: str) -> None:
    answer = send(restcomm, restcomm.path(f"/Calls{tail}?PageSize=1"))
    assert answer.status == 200
    assert in_json(answer) is (".json" in tail)


@pytest.mark.parametrize(
    ("accept", "json_is_given"),
    [
        ("application/json", True),
        ("text/json", True),
        ("application/json;q=0.1, application/xml", True),
        ("application/xml", False),
        ("*/*", False),
        ("application/*", False),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", False),
    ],
)
def test_w11_json_by_accept_alone(restcomm: Place, accept: str, json_is_given: bool) -> None:
    answer = send(restcomm, restcomm.path("/Calls/?PageSize=1"), f"Accept: {accept}")
    assert answer.status == 200
    assert in_json(answer) is json_is_given


def test_w11_a_suffix_is_stronger_than_accept(restcomm: Place) -> None:
    assert in_json(send(restcomm, restcomm.path("/Calls.json?PageSize=1"), "Accept: application/xml"))


@pytest.mark.parametrize("accept", ["text/html", "text/xml", "image/png"])
def test_w11_what_cannot_be_accepted_is_a_406(restcomm: Place, accept: str) -> None:
    answer = send(restcomm, restcomm.path("/Calls"), f"Accept: {accept}")
    assert answer.status == 406
    assert answer.body


def test_w12_the_neighbours_of_a_lone_page_are_the_text_null(restcomm: Place) -> None:
    listing = send(restcomm, restcomm.path("/Calls.json?PageSize=1000")).json()
    assert (listing["previous_page_uri"], listing["next_page_uri"]) == ("null", "null")


@pytest.mark.parametrize("suffix", ["", ".json"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_w12_a_page_past_the_end_is_a_400(gateway: str, backend: str, suffix: str) -> None:
    place = place_on(gateway, V2012, backend)
    answer = send(place, place.path(f"/Calls{suffix}?PageSize=50&Page=900"))
    assert answer.status == 400
    assert answer.body


def test_w12_the_next_page_leads_on_with_the_filter_it_had(restcomm: Place, truth: Truth) -> None:
    """The links are told below the version: what stands before that is the client's to add."""
    listing = send(restcomm, restcomm.path("/Calls.json?PageSize=2&Status=completed")).json()
    following = send(restcomm, "/restcomm" + re.sub(r"/Calls\?", "/Calls.json?", listing["next_page_uri"])).json()
    done = [call["sid"] for call in truth.calls("PageSize=1000&Status=completed")]
    assert [call["sid"] for call in following["calls"]] == done[2:4]


@pytest.mark.parametrize("status", [200, 201])
def test_w13_a_create_is_200_whatever_the_backend_says(
    scripted_gateway: str, session_backend: ScriptedBackend, status: int
) -> None:
    place = Place(scripted_gateway, CALLER_SID, CALLER_TOKEN, V2012)
    session_backend.reply = Reply(
        status, "application/json", b'{"sid": "CA00000000000000000000000000000001", "status": "queued"}'
    )
    answer = send(place, place.path("/Calls"), FORM_TYPE, method="POST", body=CALL)
    assert (answer.status, answer.header("Location")) == (200, None)
    assert one_element(answer) == "Call"


def test_w18_json_types(restcomm: Place) -> None:
    listing = send(restcomm, restcomm.path("/Calls.json?PageSize=50&Status=completed")).json()
    assert [type(listing[name]) for name in ("page", "num_pages", "page_size", "total")] == [int] * 4
    assert [type(listing[name]) for name in ("start", "end")] == [str, str]
    answered = [call for call in listing["calls"] if "start_time" in call]
    assert answered, "no call was answered: there is nothing to look at"
    for call in answered:
        assert isinstance(call["duration"], int)
        assert "price" not in call
        assert re.fullmatch(r"\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d \+0000", call["date_created"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", call["start_time"])
    (recording, *_) = send(restcomm, restcomm.path("/Recordings.json?PageSize=1")).json()["recordings"]
    assert isinstance(recording["duration"], str)


def test_w19_the_content_type_is_told_exactly(restcomm: Place) -> None:
    for suffix, kind in (("", "application/xml"), (".json", "application/json")):
        assert ("Content-Type", kind) in send(restcomm, restcomm.path(f"/Calls{suffix}?PageSize=1")).headers


@pytest.mark.parametrize("suffix", ["", ".json"])
@pytest.mark.parametrize(
    ("status", "act"),
    [
        (401, lambda place, suffix: ask(place.base, place.path(f"/Calls{suffix}"))),
        (404, lambda place, suffix: send(place, place.path(f"/Calls/{NO_SUCH_CALL}{suffix}"))),
        (404, lambda place, suffix: send(place, place.path(f"/Queues{suffix}"))),
        (405, lambda place, suffix: send(place, place.path(f"/Calls/{NO_SUCH_CALL}{suffix}"), method="DELETE")),
        (400, lambda place, suffix: send(place, place.path(f"/Calls{suffix}"), FORM_TYPE, method="POST", body=b"From=1")),
        (
            415,
            lambda place, suffix: send(
                place, place.path(f"/Calls{suffix}"), "Content-Type: application/json", method="POST", body=b"{}"
            ),
        ),
    ],
    ids=["401", "404", "404 path", "405", "400", "415"],
)
def test_w20_every_error_has_a_body_in_the_form_asked_for(
    restcomm: Place, suffix: str, status: int, act: Callable[[Place, str], Answer]
) -> None:
    answer = act(restcomm, suffix)
    assert answer.status == status
    if suffix:
        assert list(json.loads(answer.body)) == ["message"]
    else:
        assert one_element(answer) == "Message"
    if status == 401:
        assert answer.header("WWW-Authenticate") == 'Basic realm="Restcomm realm"'


@pytest.mark.parametrize(
    "options",
    [
        ("--header", "Expect: 100-continue"),
        ("--header", "Transfer-Encoding: chunked"),
        ("--http1.0",),
        ("--header", "Connection: close"),
        ("--header", "Content-Type: application/x-www-form-urlencoded; charset=UTF-8"),
    ],
    ids=["expect", "chunked", "http 1.0", "close", "charset"],
)
def test_w22_a_form_sent_in_an_unusual_frame(restcomm: Place, truth: Truth, options: tuple[str, ...]) -> None:
    answer = Curl(options)(restcomm, "POST", restcomm.path("/SMS/Messages.json"), SMS)
    assert answer.status == 200, answer.body
    assert truth.message(answer.json()["sid"])["body"] == "Café"


def test_w22_parameters_in_the_query_of_a_post_are_not_read(restcomm: Place) -> None:
    answer = send(
        restcomm, restcomm.path(f"/SMS/Messages.json?{urlencode(SMS)}"), FORM_TYPE, "Content-Length: 0", method="POST"
    )
    assert (answer.status, list(answer.json())) == (400, ["message"])


def test_w22_head_has_the_headers_of_get_and_no_body(restcomm: Place) -> None:
    seen = {method: send(restcomm, restcomm.path("/Calls.json"), method=method) for method in ("GET", "HEAD")}
    assert (seen["HEAD"].status, seen["HEAD"].body) == (200, b"")
    assert seen["HEAD"].header("Content-Type") == seen["GET"].header("Content-Type")


def test_w22_http_1_0_is_answered_whole_and_closed(restcomm: Place) -> None:
    answer = send(restcomm, restcomm.path("/Calls"), version="1.0")
    assert (answer.status, answer.header("Transfer-Encoding")) == (200, None)
    assert one_element(answer) == "Calls"


def test_w22_credentials_in_the_url(restcomm: Place) -> None:
    url = restcomm.base.replace("://", f"://{restcomm.sid}:{restcomm.token}@") + restcomm.path(".json")
    code, output, errors = run(need_program("curl"), "--silent", "--fail", url)
    assert code == 0, errors
    assert json.loads(output)["sid"] == restcomm.sid


def test_xml_has_no_prolog_and_two_blanks(restcomm: Place) -> None:
    lines = send(restcomm, restcomm.path()).body.decode().splitlines()
    assert lines[:2] == ["<RestcommResponse>", "  <Account>"]
