"""What real clients put on the wire, replayed byte for byte: each oddity gets the answer the plain request would get.

The numbers are those of the list of observed client behaviour (W1, W2 …) in the issue this suite was written for.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest

from tests.clients.commands import Curl, Wget
from tests.clients.places import V2008, V2010, Place
from tests.clients.raw_http import Answer, ask, basic
from tests.clients.sessions import run_session
from tests.clients.tap import Tap
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
FORM_TYPE = "Content-Type: application/x-www-form-urlencoded"


@pytest.fixture(params=[V2008, V2010])
def place(request: pytest.FixtureRequest) -> Place:
    chosen: Place = request.getfixturevalue("old" if request.param == V2008 else "new")
    return chosen


def login(place: Place) -> str:
    return f"Authorization: {basic(place.sid, place.token)}"


def get(place: Place, target: str, *headers: str, body: bytes = b"") -> Answer:
    return ask(place.base, target, login(place), *headers, body=body)


def call_form(place: Place, *more: tuple[str, str]) -> bytes:
    to, sender = ("Called", "Caller") if place.is_2008 else ("To", "From")
    form = [(to, "4155550142"), (sender, "4155550100"), ("Url", "http://example.com/"), *more]
    return urlencode(form).encode()


def shown(answer: Answer) -> tuple[int, str | None]:
    """Status, and the page size of the list that was answered."""
    assert answer.status == 200, answer.body
    return answer.status, answer.xml().get("pagesize")


@pytest.fixture
def number(truth: Truth) -> str:
    """A number of the account that may be changed."""
    return next(iter(truth.numbers()))


def test_w1_a_post_without_credentials_has_no_effect_and_is_challenged(place: Place, tap: Tap) -> None:
    answer = ask(place.base, place.path("/Calls"), FORM_TYPE, method="POST", body=call_form(place))
    assert answer.status == 401
    assert answer.header("WWW-Authenticate") == 'Basic realm="Twilio API"'
    assert answer.xml().tag == "RestException"
    assert not tap.sent()


def test_w1_wget_is_challenged_and_its_call_is_made_once(place: Place, tap: Tap, truth: Truth) -> None:
    before = len(truth.calls())
    form = [(name, value) for name, value in parse_qsl(call_form(place).decode())]
    assert Wget()(place, "POST", place.path("/Calls"), form).status == 201
    assert [request.method for request in tap.sent()] == ["POST"]
    assert len(truth.calls()) == before + 1


def test_w1_twilio_5_7_0_answers_only_a_challenge_and_its_call_is_made_once(new: Place, tap: Tap) -> None:
    run_session("twilio-5.7.0", new.base, new.sid, new.token)
    posts = [request for request in tap.sent() if request.method == "POST" and request.target.endswith("/Calls.json")]
    assert len([request for request in posts if "14155550142" in request.body]) == 1


@pytest.mark.parametrize("slashes", ["//", "///"])
def test_w2_more_than_one_slash_before_the_version(place: Place, slashes: str) -> None:
    assert shown(get(place, slashes + place.path("/Calls").lstrip("/"))) == (200, "50")


@pytest.mark.parametrize("key", ["StartTime>", "StartTime%3E", "StartTime<", "StartTime%3C"])
def test_w3_w7_comparison_signs_raw_or_encoded_are_a_filter(place: Place, tap: Tap, truth: Truth, key: str) -> None:
    sign = ">" if key.endswith((">", "3E")) else "<"
    assert shown(get(place, place.path(f"/Calls?{key}=2009-07-06"))) == (200, "50")
    (first, *_) = tap.sent()
    assert (f"StartTime{sign}", "2009-07-06") in parse_qsl(first.target.partition("?")[2])
    assert truth.calls(), "no calls to filter"


def test_w7_one_bare_key_without_value_is_a_filter_too(place: Place, tap: Tap) -> None:
    assert shown(get(place, place.path("/Calls?StartTime%3E%3D2009-07-06"))) == (200, "50")
    (first, *_) = tap.sent()
    assert ("StartTime>", "2009-07-06") in parse_qsl(first.target.partition("?")[2], keep_blank_values=True)


@pytest.mark.parametrize("tail", ["?", "?&", "/", "/?"])
def test_w4_nothing_behind_the_path(place: Place, tail: str) -> None:
    assert shown(get(place, place.path(f"/Calls{tail}"))) == (200, "50")


@pytest.mark.parametrize("tail", ["/", "/?", "?"])
def test_w4_w11_a_slash_behind_the_suffix(place: Place, tail: str) -> None:
    answer = get(place, place.path(f"/Calls.json{tail}"))
    assert (answer.status, answer.header("Content-Type")) == (200, "application/json")
    assert ("TwilioResponse" in answer.json()) is place.is_2008


def test_w4_a_trailing_ampersand(place: Place) -> None:
    size = "num" if place.is_2008 else "PageSize"
    assert shown(get(place, place.path(f"/Calls?{size}=2&"))) == (200, "2")


def test_w5_a_get_whose_form_body_holds_the_parameters(place: Place) -> None:
    body = b"num=2" if place.is_2008 else b"PageSize=2"
    assert shown(get(place, place.path("/Calls"), FORM_TYPE, body=body)) == (200, "2")


@pytest.mark.parametrize("headers", [[FORM_TYPE], []], ids=["form", "no content type"])
def test_w6_put_is_an_update(place: Place, truth: Truth, number: str, headers: list[str]) -> None:
    name = f"{place.version} {len(headers)}"
    body = urlencode({"FriendlyName": name}).encode()
    answer = ask(place.base, place.path(f"/IncomingPhoneNumbers/{number}"), login(place), *headers, method="PUT", body=body)
    assert (answer.status, answer.xml().findtext("FriendlyName")) == (200, name)
    assert truth.numbers()[number]["friendly_name"] == name


def test_w6_a_delete_with_a_form_type_and_no_length(place: Place, truth: Truth) -> None:
    sid = bought(place)
    target = place.path(f"/IncomingPhoneNumbers/{sid}")
    answer = ask(place.base, target, login(place), FORM_TYPE, "Content-Length: 0", method="DELETE")
    assert (answer.status, answer.body) == (204, b"")
    assert sid not in truth.numbers()


def bought(place: Place) -> str:
    target = place.path("/IncomingPhoneNumbers" + "/Local" * place.is_2008)
    answer = ask(place.base, target, login(place), FORM_TYPE, method="POST", body=b"AreaCode=415")
    assert answer.status == 201, answer.body
    return answer.xml().findtext("Sid", "")


def test_w8_a_repeated_parameter_reaches_the_backend_repeated(new: Place, tap: Tap) -> None:
    events = [("StatusCallbackEvent", "initiated"), ("StatusCallbackEvent", "answered")]
    answer = ask(new.base, new.path("/Calls"), login(new), FORM_TYPE, method="POST", body=call_form(new, *events))
    assert answer.status == 201
    (sent,) = tap.sent()
    assert [pair for pair in parse_qsl(sent.body) if pair[0] == "StatusCallbackEvent"] == events


def test_w9_headers_of_the_connection_stay_on_it(place: Place, tap: Tap) -> None:
    hop_by_hop = ["TE: trailers", "Connection: TE, close, X-Mine", "X-Mine: 1", "Keep-Alive: 5", "Proxy-Connection: close"]
    assert shown(get(place, place.path("/Calls"), *hop_by_hop)) == (200, "50")
    for request in tap.sent():
        assert [name for name in ("TE", "X-Mine", "Keep-Alive", "Proxy-Connection", "Upgrade") if request.header(name)] == []


def test_w9_curl_offers_http2_and_is_answered_without_it(place: Place, tap: Tap) -> None:
    answer = Curl(("--http2",))(place, "GET", place.path("/Calls"))
    assert shown(answer) == (200, "50")
    assert [request for request in tap.sent() if request.header("Upgrade") or request.header("HTTP2-Settings")] == []


@pytest.mark.parametrize(
    "header",
    ["Accept: text/html, image/gif, image/jpeg, */*; q=0.2", "Accept: */*", "Accept-Encoding: utf-8", "Accept: text/json"],
)
def test_w10_a_path_without_suffix_is_xml_whatever_is_accepted(place: Place, header: str) -> None:
    answer = get(place, place.path("/Calls"), header)
    assert shown(answer) == (200, "50")
    assert (answer.header("Content-Type") or "").startswith("application/xml")
    assert answer.header("Content-Encoding") is None
