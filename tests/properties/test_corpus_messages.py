"""Captured errors come back as they were, documented requests are understood, and captured answers may be damaged anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.xml import read_xml
from gateway.model import ApiRequest, ApiResponse, ProblemRaised, Representation
from gateway.wire import Headers, WireRequest, WireResponse
from tests.properties import corpus
from tests.properties.corpus import SAMPLES, Sample
from tests.properties.effort import MORE_EFFORT
from tests.properties.hostile import mutations
from tests.properties.speakers import speaker

_ERRORS = corpus.ROOT / "twilio-2010/live/errors.json"
_Body: TypeAlias = dict[str, str | int]

pytestmark = pytest.mark.skipif(not corpus.IS_THERE, reason="the corpus is absent; see GATEWAY_CORPUS")


def _errors() -> list[_Body]:
    return [row["body"] for row in json.loads(_ERRORS.read_text("utf-8"))] if corpus.IS_THERE else []


@pytest.mark.parametrize("suffix", [".json", ""])
@pytest.mark.parametrize("body", _errors(), ids=lambda body: f"{body['code']}-{body['message'][:40]}")
def test_an_error_comes_back_as_it_was(body: _Body, suffix: str) -> None:
    one = speaker("twilio-2010", Representation.JSON)
    named = re.search(r"/2010-04-01/\S+", str(body["message"]))
    target = (named[0] if named else "/2010-04-01/Accounts/AC1/Messages.json").removesuffix(".json") + suffix
    wire = WireRequest("POST", target)
    answer = WireResponse(int(body["status"]), body=json.dumps(body).encode())
    with pytest.raises(ProblemRaised) as raised:
        one.dialect.read_response(answer, ApiRequest("messages.create"), one.face)
    written = one.dialect.write_problem(raised.value.problem, wire, one.face)
    assert written.status == body["status"]
    if suffix:
        assert json.loads(written.body) == body
    else:
        shown = read_xml(written.body).children[0]
        told = {str(key).title().replace("_", ""): str(value).replace(".json", "") for key, value in body.items()}
        assert {child.name: child.text for child in shown.children} == told


_REQUESTS: Mapping[str, tuple[str, dict[str, str]]] = {
    "req-delete-overloaded.http": ("incoming_phone_numbers.delete", {}),
    "req-filter-calls.http": ("calls.list", {"Status": "in-progress", "StartTime>": "2009-07-04", "StartTime<": "2009-07-06"}),
    "req-openvbx-put-number.http": (
        "incoming_phone_numbers.update",
        {
            "VoiceUrl": "http://vbx.example/twiml/start/voice/1",
            "SmsUrl": "http://vbx.example/twiml/start/sms/1",
            "VoiceFallbackUrl": "http://vbx.example/fallback/voice.php",
            "SmsFallbackUrl": "http://vbx.example/fallback/voice.php",
            "VoiceFallbackMethod": "GET",
            "SmsFallbackMethod": "GET",
            "SmsMethod": "POST",
        },
    ),
    "req-provision-local.http": (
        "incoming_phone_numbers.local.create",
        {
            "AreaCode": "415",
            "VoiceUrl": "http://mycompany.com/handleNewCall.php",
            "VoiceMethod": "GET",
            "FriendlyName": "My Company Line",
        },
    ),
    "req-redirect-call.http": ("calls.update", {"Url": "http://www.myapp.com/myhandler.php", "Method": "POST"}),
}


def test_every_documented_request_is_asked_about() -> None:
    assert {file.name for file in (corpus.ROOT / "twilio-2008").glob("req-*.http")} == set(_REQUESTS)


@pytest.mark.parametrize("file", _REQUESTS)
def test_a_documented_request_is_understood(file: str) -> None:
    text = (corpus.ROOT / "twilio-2008" / file).read_bytes().replace(b"\r\n", b"\n")
    head, _, body = text.partition(b"\n\n")
    line, *fields = head.decode("latin-1").split("\n")
    method, target, _ = line.split(" ")
    headers = Headers((name, value) for name, _, value in (field.partition(": ") for field in fields))
    one = speaker("twilio-2008")
    api = one.dialect.read_request(WireRequest(method, target, headers, body.strip()), one.face)
    assert (api.operation, dict(api.parameters)) == _REQUESTS[file]
    assert api.account == "AC309475e5fede1b49e100272a8640f438"
    assert api.unknown == ()


@MORE_EFFORT
@given(st.data())
def test_a_damaged_capture_is_read_or_refused(data: st.DataObject) -> None:
    sample: Sample = data.draw(st.sampled_from(SAMPLES))
    one = speaker(sample.dialect, Representation.JSON if sample.suffix else Representation.XML)
    asked = one.dialect.read_request(sample.request, one.face)
    wire = WireResponse(data.draw(st.sampled_from((200, 201, 400, 404, 500))), body=data.draw(mutations(sample.data)))
    try:
        response = one.dialect.read_response(wire, asked, one.face)
    except ProblemRaised as raised:
        assert raised.problem.status >= 400  # noqa: PT017 -- a damaged answer may as well be read
    else:
        assert isinstance(response, ApiResponse)
