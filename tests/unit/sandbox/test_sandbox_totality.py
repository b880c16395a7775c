"""Any request at all is answered, in the form its path asks for; the same requests give the same bytes."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.sandbox import MAIN, Sandbox
from gateway.sandbox.routes import ROUTES
from gateway.wire import Headers, WireRequest, WireResponse
from tests.unit.sandbox.sandbox_caller import NOW, Caller, basic

_SANDBOX = Sandbox(clock=lambda: NOW, seeded=False)
_LATIN = st.text(st.characters(max_codepoint=255), max_size=40)
_PATHS = st.sampled_from(sorted(ROUTES)).map(lambda path: f"/2010-04-01/Accounts/{MAIN.sid}/{path.replace('*', 'CA1')}")
_TARGETS = st.one_of(
    st.text(max_size=60),
    st.builds("{}{}?{}".format, _PATHS, st.sampled_from(["", ".json", ".xml", ".csv", ".mp3", ".txt"]), _LATIN),
)
_METHODS = st.one_of(st.sampled_from(["GET", "POST", "DELETE", "PUT", "HEAD"]), st.text(max_size=8))
_HEADERS = st.lists(st.tuples(st.sampled_from(["Authorization", "Content-Type", "Host", "X"]), _LATIN), max_size=3)


def _assert_readable(answer: WireResponse) -> None:
    assert 200 <= answer.status < 500
    kind = answer.headers.get("Content-Type")
    if kind == "application/json" and answer.body:
        assert isinstance(json.loads(answer.body), dict)
    if kind == "application/xml" and answer.body:
        assert ET.fromstring(answer.body).tag == "TwilioResponse"  # noqa: S314 - our own document


@settings(max_examples=300, deadline=None)
@given(_METHODS, _TARGETS, _HEADERS, st.binary(max_size=60), st.booleans())
def test_any_request_is_answered(method: str, target: str, headers: list[tuple[str, str]], body: bytes, known: bool) -> None:
    credentials = [("Authorization", basic(MAIN))] if known else []
    _assert_readable(_SANDBOX.answer(WireRequest(method, target, Headers(credentials + headers), body)))


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["Calls", "Messages", "IncomingPhoneNumbers", "Queues", "Tokens", "Conferences/x/Participants"]),
    st.dictionaries(
        st.sampled_from(["To", "From", "Url", "Body", "PhoneNumber", "AreaCode", "FriendlyName", "Ttl", "MaxSize", "SendAt"]),
        st.one_of(st.text(st.characters(codec="utf-8"), max_size=30), st.sampled_from(["+14155550100", "415", "1"])),
    ),
)
def test_any_values_are_answered_in_readable_xml(path: str, form: dict[str, str]) -> None:
    api = Caller(seeded=False)
    _assert_readable(api.send("POST", path, form))
    _assert_readable(api.send("GET", "Messages"))


def test_the_same_requests_give_the_same_bytes() -> None:
    form = {"To": "+14155550150", "From": "+14155550100", "Body": "Hello"}
    first, second = (
        [api.send("POST", "Messages", form), api.send("GET", "Messages.json"), api.send("GET", "Calls")]
        for api in (Caller(), Caller())
    )
    assert first == second


def test_another_seed_gives_other_ids() -> None:
    request = WireRequest("GET", "/")
    one, other = (Sandbox(clock=lambda: NOW, seed=seed, seeded=False).answer(request) for seed in (1, 2))
    assert one.headers.get("Twilio-Request-Id") != other.headers.get("Twilio-Request-Id")


def test_raw_and_escaped_bytes_in_a_query_are_read_alike() -> None:
    api = Caller(seeded=False)
    api.post("Queues", {"FriendlyName": "Köln"})
    raw = "Applications?FriendlyName=" + "Köln".encode().decode("latin-1")
    api.post("Applications", {"FriendlyName": "Köln"})
    assert len(api.get(raw)["applications"]) == len(api.get("Applications?FriendlyName=K%C3%B6ln")["applications"]) == 1
