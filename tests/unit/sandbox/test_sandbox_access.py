"""Who may do what, and how every refusal looks."""

from __future__ import annotations

import base64

import pytest

from gateway.sandbox import MAIN, SUBACCOUNT, SUSPENDED, TEST, DemoAccount, Sandbox
from gateway.wire import Headers, WireRequest, WireResponse
from tests.unit.sandbox.sandbox_caller import NOW, Caller, basic, read_json

_CALLS = f"/2010-04-01/Accounts/{MAIN.sid}/Calls"
_XML_401 = (
    b"<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse><RestException><Code>20003</Code><Detail>Your AccountSid or "
    b"AuthToken was incorrect.</Detail><Message>Authenticate</Message><MoreInfo>https://www.twilio.com/docs/errors/20003"
    b"</MoreInfo><Status>401</Status></RestException></TwilioResponse>"
)
_JSON_401 = (
    b'{"code": 20003, "detail": "Your AccountSid or AuthToken was incorrect.", "message": "Authenticate", '
    b'"more_info": "https://www.twilio.com/docs/errors/20003", "status": 401}'
)


def _ask(target: str, authorization: str | None, method: str = "GET") -> WireResponse:
    headers = Headers(() if authorization is None else (("authorization", authorization),))
    return Sandbox(clock=lambda: NOW).answer(WireRequest(method, target, headers))


def _encoded(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        (None, "Authentication Error - No credentials provided"),
        ("Bearer abc", "Authentication Error - No credentials provided"),
        (_encoded("nobody:x"), "Authentication Error - invalid username"),
        ("Basic ???", "Authentication Error - invalid username"),
        ("Basic /w==", "Authentication Error - invalid username"),
        (_encoded(f"{MAIN.sid}:wrong"), "Authenticate"),
        (_encoded(f"{MAIN.sid}"), "Authenticate"),
    ],
)
def test_wrong_credentials_are_challenged(authorization: str | None, message: str) -> None:
    answer = _ask(f"{_CALLS}.json", authorization)
    assert answer.headers.get("WWW-Authenticate") == 'Basic realm="Twilio API"'
    body = read_json(answer, 401)
    assert (body["code"], body["message"]) == (20003, message)
    assert body["detail"] == "Your AccountSid or AuthToken was incorrect."


@pytest.mark.parametrize(
    ("suffix", "content_type", "body"), [("", "application/xml", _XML_401), (".json", "application/json", _JSON_401)]
)
def test_an_error_has_the_bytes_that_were_captured(suffix: str, content_type: str, body: bytes) -> None:
    # the captured messages are known by their lengths: 293 bytes of XML, 171 of JSON
    answer = _ask(_CALLS + suffix, _encoded(f"{MAIN.sid}:wrong"))
    assert (answer.headers.get("Content-Type"), answer.body) == (content_type, body)
    assert len(body) == {"": 293, ".json": 171}[suffix]


@pytest.mark.parametrize("path", ["/2010-04-01/Accounts/invalid_sid/Messages.json", "/2010-04-01/Nope.json", "/.json"])
def test_a_path_that_cannot_be_is_not_found_before_credentials_are_looked_at(path: str) -> None:
    body = read_json(_ask(path, None), 404)
    assert (body["code"], body["message"]) == (20404, f"The requested resource {path} was not found")


@pytest.mark.parametrize("path", ["calls", "Calls/CA1", "Calls/CA1/Nothing", "Calls.wav", "Calls.html", "Calls/", "/Calls"])
def test_an_unknown_path_is_not_found_and_named_as_requested(path: str) -> None:
    target = f"/2010-04-01/Accounts/{MAIN.sid}/{path}"
    answer = Caller().send("GET", target)
    assert answer.status == 404
    assert f"The requested resource {target} was not found" in answer.body.decode()


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "Calls"), ("DELETE", "Calls"), ("PATCH", "Calls/CA1"), ("BREW", "Queues")]
)
def test_a_method_the_path_does_not_have_is_named_with_those_it_has(method: str, path: str) -> None:
    answer = Caller().send(method, f"{path}.json")
    assert read_json(answer, 405)["code"] == 20004
    assert answer.headers.get("Allow") == ("DELETE, GET, POST" if "/" in path else "GET, POST")


def test_head_is_get_without_the_body() -> None:
    api = Caller()
    head, get = api.send("HEAD", "Calls.json"), api.send("GET", "Calls.json")
    assert (head.status, head.body) == (200, b"")
    assert head.headers.get("Content-Length") == str(len(get.body))


def test_a_parent_speaks_for_its_subaccount_and_not_the_other_way_round() -> None:
    below = f"/2010-04-01/Accounts/{SUBACCOUNT.sid}/IncomingPhoneNumbers.json"
    api = Caller()
    assert read_json(api.send("GET", below), 200)["incoming_phone_numbers"][0]["account_sid"] == SUBACCOUNT.sid
    assert read_json(api.send("GET", f"{_CALLS}.json", by=SUBACCOUNT), 401)["message"] == "Authenticate"


def test_a_stranger_cannot_tell_an_account_from_none() -> None:
    api = Caller(TEST)
    form = {"To": "+14155550150", "From": "+15005550006", "Body": "x"}
    there = api.send("POST", f"/2010-04-01/Accounts/{MAIN.sid}/Messages.json", form)
    nowhere = api.send("POST", f"/2010-04-01/Accounts/AC{'1' * 32}/Messages.json", form)
    assert (there.status, there.body) == (nowhere.status, nowhere.body)
    assert there.status == 401


def test_what_one_account_has_another_cannot_find() -> None:
    api = Caller()
    call = api.get("Calls")["calls"][0]["sid"]
    answer = api.send("GET", f"/2010-04-01/Accounts/{SUBACCOUNT.sid}/Calls/{call}.json", by=SUBACCOUNT)
    assert answer.status == 404


def test_a_suspended_account_can_do_nothing_until_its_parent_reactivates_it() -> None:
    api = Caller()
    own = f"/2010-04-01/Accounts/{SUSPENDED.sid}"
    assert read_json(api.send("GET", f"{own}/Calls.json", by=SUSPENDED), 403)["code"] == 20005
    assert read_json(api.send("GET", f"{own}/Calls.json"), 403)["code"] == 20005
    assert api.get(own)["status"] == "suspended"
    assert api.post(own, {"Status": "active"}, 200)["status"] == "active"
    assert read_json(api.send("GET", f"{own}/Calls.json", by=SUSPENDED), 200)["calls"] == []


@pytest.mark.parametrize("collection", ["Keys", "SigningKeys"])
def test_a_key_opens_the_account_it_was_made_in(collection: str) -> None:
    api = Caller()
    made = api.post(collection, {"FriendlyName": "laptop"})
    key = DemoAccount(made["sid"], made["secret"])
    assert api.send("GET", "Calls.json", by=key).status == 200
    assert api.send("GET", "Calls.json", by=DemoAccount(made["sid"], "wrong")).status == 401
    assert "secret" not in api.get(f"{collection}/{made['sid']}")


def test_test_credentials_only_send_call_and_buy() -> None:
    api = Caller(TEST)
    assert api.refusal("GET", "Calls") == (403, 20008)
    assert api.refusal("POST", "Queues", {"FriendlyName": "q"}) == (403, 20008)
    assert api.post("Messages", {"To": "+14155550150", "From": "+15005550006", "Body": "x"})["status"] == "queued"
    assert api.refusal("POST", "IncomingPhoneNumbers", {"PhoneNumber": "+15005550000"}) == (400, 21422)


def test_credentials_are_no_part_of_what_is_printed() -> None:
    assert MAIN.token not in repr(MAIN)
    assert MAIN.token not in repr(Sandbox(clock=lambda: NOW))
    assert basic(MAIN).startswith("Basic ")


def test_every_answer_carries_the_headers_of_the_service() -> None:
    for answer in (_ask("/", None), Caller().send("GET", "Calls"), Caller().send("DELETE", "Calls/CA1")):
        assert (answer.headers.get("Twilio-Request-Id") or "").startswith("RQ")
        assert answer.headers.get("X-Shenanigans") == "none"
        assert answer.headers.get("Location") is None


def test_parameters_in_the_wrong_place_are_not_seen() -> None:
    api = Caller()
    query = "To=%2B14155550150&From=%2B14155550100&Url=https%3A%2F%2Fdemo.example%2F"
    assert api.refusal("POST", f"Calls?{query}") == (400, 21201)
    headers = Headers((("Authorization", basic(MAIN)), ("Content-Type", "application/json")))
    answer = api.sandbox.answer(WireRequest("POST", f"{_CALLS}.json", headers, b'{"To": "+14155550150"}'))
    assert read_json(answer, 400)["code"] == 21201
