"""`gateway explain`: one call translated offline, both wire forms, every change and every loss, and never a secret."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gateway.__main__ import main
from gateway.sandbox import MAIN

SECRET = "a-secret-token"
BASIC = base64.b64encode(f"AC1:{SECRET}".encode()).decode()
CALL = "http://api.example/2008-08-01/Accounts/AC1/Calls"
FORM = "Called=4155550117&Caller=4155550100&Url=http%3A%2F%2Fx.example"
OLD_CALL = """<TwilioResponse><Call><Sid>CA1</Sid><Called>4155550117</Called><Status>2</Status><Flags>2</Flags></Call></TwilioResponse>"""
NEW_CALL = {"sid": "CA1", "to": "+14155550117", "from": "+14155550100", "status": "no-answer", "price_unit": "USD"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["explain", *arguments], prog_name="gateway")


def explained(*arguments: str) -> dict[str, Any]:
    result = run("--format", "json", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def backend_request(*arguments: str) -> tuple[str, str, str]:
    told = explained(*arguments)["exchanges"][0]["backend_request"]
    return told["method"], told["target"], told["body"]


def test_a_call_is_told_from_end_to_end() -> None:
    result = run("POST", "/2008-08-01/Accounts/AC1/Calls", "-d", FORM)
    assert (result.exit_code, result.stderr) == (0, "")
    text = result.stdout
    steps = [
        "== 1. The caller sends",
        "== 2. Route",
        "== 3.1 The backend gets",
        "== 4.1 The backend answers",
        "== 5. The caller gets",
    ]
    places = [text.index(step) for step in steps]
    assert places == sorted(places)
    assert FORM in text[places[0] : places[1]]
    assert "calls.create" in text[places[1] : places[2]]
    assert "To=%2B14155550117&From=%2B14155550100" in text[places[2] : places[3]]
    assert '"direction": "outbound-api"' in text[places[3] : places[4]]
    assert "<Called>4155550117</Called>" in text[places[4] :]
    assert "change caller-and-called-became-from-and-to: " in text
    assert "LOSS" in text


def test_a_call_is_told_to_a_program() -> None:
    told = explained("POST", "/2008-08-01/Accounts/AC1/Calls", "-d", FORM)
    assert told["caller_request"]["body"] == FORM
    assert told["canonical_request"]["operation"] == "calls.create"
    assert ["To", "+14155550117"] in told["canonical_request"]["parameters"]
    assert told["exchanges"][0]["backend_request"]["method"] == "POST"
    assert told["exchanges"][0]["backend_response"]["status"] == 201
    assert told["canonical_response"]["fields"]["direction"] == "outbound-api"
    assert "<Called>4155550117</Called>" in told["caller_response"]["body"]
    assert told["problem"] is None
    changes = {change["change"] for step in told["steps"] for change in step["changes"]}
    losses = {loss["where"] for step in told["steps"] for loss in step["losses"]}
    assert "caller-and-called-became-from-and-to" in changes
    assert "price_unit" in losses


PASTED = {
    "method and URL": ["POST", CALL, "-d", FORM],
    "method in small letters": ["post", CALL, "-d", FORM],
    "data in pieces": ["POST", CALL, *(word for pair in FORM.split("&") for word in ("-d", pair))],
    "URL with data": [CALL, "--data", FORM],
    "curl": ["curl", "-X", "POST", CALL, "-d", FORM],
    "curl that tells no method": ["curl", CALL, "--data-raw", FORM],
    "curl as one word": [f"curl -sS '{CALL}' -d '{FORM}'"],
    "curl over several lines": [f"curl '{CALL}' \\\n  -d '{FORM}' \\\n  --compressed"],
    "curl that encodes": [
        "curl",
        "-XPOST",
        "--url",
        CALL,
        "--data-urlencode",
        "Called=4155550117",
        "--data-urlencode",
        "Caller=4155550100",
        "--data-urlencode",
        "Url=http://x.example",
    ],
    "curl with a user": ["curl", "-u", f"AC1:{SECRET}", CALL, "-d", FORM],
    "curl with a user in the URL": ["curl", CALL.replace("//", f"//AC1:{SECRET}@"), "-d", FORM],
}


@pytest.mark.parametrize("form", PASTED)
def test_a_call_may_be_pasted_in_any_form(form: str) -> None:
    method, target, body = backend_request(*PASTED[form])
    assert (method, target) == ("POST", f"/2010-04-01/Accounts/{MAIN.sid}/Calls.json")
    assert body == "To=%2B14155550117&From=%2B14155550100&Url=http%3A%2F%2Fx.example"


@pytest.mark.parametrize(
    "words",
    [
        ["curl", "-G", CALL, "-d", "num=7", "--data-urlencode", "StartTime>=2009-07-06"],
        ["curl", "--get", f"{CALL}?num=7", "--data-urlencode", "StartTime>=2009-07-06"],
        ["curl", f"{CALL}?num=7&StartTime>=2009-07-06"],
        ["GET", f"{CALL}?num=7&StartTime%3E=2009-07-06"],
        [f"{CALL}?num=7&StartTime%3E%3D2009-07-06"],
    ],
    ids=["-G", "--get", "curl", "GET", "URL"],
)
def test_parameters_of_a_get_are_its_query(words: list[str]) -> None:
    method, target, body = backend_request(*words)
    assert (method, body) == ("GET", "")
    assert "StartTime%3E=2009-07-06" in target
    assert "PageSize=7" in target


@pytest.mark.parametrize(
    "target", ["//2008-08-01/Accounts/AC1/Calls", "/2008-08-01/Accounts/AC1/Calls?", "/2008-08-01//Accounts/AC1/Calls/"]
)
def test_a_target_stays_as_it_was_pasted(target: str) -> None:
    for url in (target, f"http://api.example{target}", f"api.example:8080{target}"):
        told = explained("GET", url)
        assert told["caller_request"]["target"] == target
        assert told["canonical_request"]["operation"] == "calls.list"


def test_the_host_of_a_url_is_the_host_field() -> None:
    assert ["Host", "api.example:8080"] in explained("GET", "https://api.example:8080/2008-08-01/x")["caller_request"][
        "headers"
    ]
    given = explained("GET", "https://api.example/2008-08-01/x", "-H", "Host: other.example")["caller_request"]["headers"]
    assert ["Host", "other.example"] in given
    assert [name for name, _ in given].count("Host") == 1


def test_an_entry_of_a_har_file(tmp_path: Path) -> None:
    entries = [
        {
            "request": {
                "method": "GET",
                "url": f"{CALL}?num=7",
                "headers": [{"name": "Authorization", "value": f"Basic {BASIC}"}],
            }
        },
        {
            "request": {
                "method": "POST",
                "url": CALL,
                "headers": [{"name": "Content-Type", "value": "application/x-www-form-urlencoded"}],
                "postData": {"text": FORM},
            }
        },
    ]
    file = tmp_path / "calls.har"
    file.write_text(json.dumps({"log": {"entries": entries}}))
    assert backend_request("--har", str(file))[1].endswith("/Calls.json?PageSize=7")
    assert backend_request("--har", str(file), "--entry", "1")[0] == "POST"
    result = run("--har", str(file), "--entry", "2")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "entry 2" in result.stderr


UNREADABLE = {
    "nothing": [],
    "too much": ["GET", CALL, "more"],
    "a header without one": ["GET", CALL, "-H"],
    "curl without a URL": ["curl", "-s"],
    "curl with an unknown option": ["curl", CALL, "--teleport"],
    "curl with an open quote": [f"curl '{CALL}"],
    "a URL that is none": ["GET", "http://"],
    "a URL with a blank for a host": ["GET", "http:// x/"],
    "a HAR that is not there": ["--har", "/nowhere/x.har"],
    "a HAR that is none": ["--har", __file__],
}


@pytest.mark.parametrize("form", UNREADABLE)
def test_what_is_no_call_is_a_sentence_and_exit_code_1(form: str) -> None:
    result = run(*UNREADABLE[form])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ")
    assert len(result.stderr.splitlines()) == 1


def test_a_fetch_of_2010_from_a_backend_of_2008(tmp_path: Path) -> None:
    answer = tmp_path / "answer.xml"
    answer.write_text(OLD_CALL)
    told = explained("--backend", "twilio-2008", "--response", str(answer), "GET", "/2010-04-01/Accounts/AC1/Calls/CA1.json")
    assert told["exchanges"][0]["backend_request"]["target"] == f"/2008-08-01/Accounts/{MAIN.sid}/Calls/CA1"
    shown = json.loads(told["caller_response"]["body"])
    assert (shown["to"], shown["status"], shown["direction"]) == ("+14155550117", "completed", "outbound-api")


def test_an_answer_of_the_backends_may_be_given(tmp_path: Path) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(NEW_CALL))
    told = explained("--response", str(answer), "GET", "/2008-08-01/Accounts/AC1/Calls/CA1")
    assert "<Status>5</Status>" in told["caller_response"]["body"]
    answer.write_text(json.dumps({"code": 20404, "message": "gone", "status": 404}))
    told = explained("--response", str(answer), "--status", "404", "GET", "/2008-08-01/Accounts/AC1/Calls/CA1.json")
    assert told["problem"] == {"kind": "not_found", "source": "backend"}
    assert told["caller_response"]["status"] == 404
    assert "RestException" in told["caller_response"]["body"]


def test_a_backend_nobody_plays_is_said_to_be_missing() -> None:
    told = explained("--backend", "twilio-2008", "GET", "/2010-04-01/Accounts/AC1/Calls.json")
    assert told["caller_response"]["status"] == 502
    assert "--response" in told["caller_response"]["body"]


def test_a_path_of_nobodys_dialect_is_refused_as_it_would_be() -> None:
    told = explained("GET", "/elsewhere/Calls")
    assert told["caller_response"]["status"] == 404


CONFIG = """\
allow_inline_secrets: true
listen: [{bind: "127.0.0.1:0", public_url: https://calls.example}]
backends: {carrier: {dialect: twilio-2010, endpoints: [https://api.carrier.example]}}
accounts:
  - name: acme
    caller: {id: AC1, secret: a-secret-token}
    backend: {id: AC0123456789abcdef0123456789abcdef, secret: demo-token}
routes:
  - {name: legacy, when: {path: /2008-08-01}, caller: twilio-2008, backend: carrier, unknown_parameters: reject}
"""


def test_the_routes_of_a_config(tmp_path: Path) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text(CONFIG)
    call = ["curl", "-u", f"AC1:{SECRET}", "http://x/2008-08-01/Accounts/AC1/Calls", "-d", FORM]
    told = explained("--config", str(file), *call)
    assert told["route"] == "legacy"
    assert dict(told["caller_response"]["headers"])["Location"].startswith("https://calls.example/2008-08-01/Accounts/AC1/")
    refused = explained("--config", str(file), *call[:-1], f"{FORM}&Odd=1")
    assert refused["caller_response"]["status"] == 400
    assert refused["exchanges"] == []
    nobody = explained("--config", str(file), "curl", "-u", "AC1:wrong-secret", call[3])
    assert nobody["caller_response"]["status"] == 401
    nowhere = explained("--config", str(file), "GET", "/2010-04-01/Accounts/AC1")
    assert (nowhere["route"], nowhere["caller_response"]["status"]) == (None, 404)


def test_a_bad_config_explains_nothing(tmp_path: Path) -> None:
    file = tmp_path / "gateway.yaml"
    file.write_text(CONFIG.replace("twilio-2008", "twilio-2009"))
    result = run("--config", str(file), "GET", "/2008-08-01/Accounts/AC1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{file}:9:" in result.stderr


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    "words",
    [
        ["curl", "-u", f"AC1:{SECRET}", CALL],
        ["curl", "-H", f"Authorization: Basic {BASIC}", CALL],
        ["GET", CALL.replace("//", f"//AC1:{SECRET}@")],
        ["GET", CALL, "-H", f"Authorization: Basic {BASIC}", "-H", f"Cookie: {SECRET}", "-H", f"Proxy-Authorization: {SECRET}"],
        ["GET", "http://x/2008-08-01/Accounts/AC1"],
        ["GET", "http://x/2010-04-01/Accounts/AC1.json"],
    ],
    ids=["-u", "header", "in the URL", "other headers", "an account of 2008", "an account of 2010"],
)
def test_secrets_are_shown_as_asterisks(words: list[str], form: str) -> None:
    result = run("--format", form, *words)
    assert result.exit_code == 0
    for secret in (SECRET, BASIC, MAIN.token, base64.b64encode(f"{MAIN.sid}:{MAIN.token}".encode()).decode()):
        assert secret not in result.output
    assert "***" in result.stdout


_BELOW = "/restcomm/2012-04-24/Accounts/AC0123456789abcdef0123456789abcdef/Calls.json"


def test_a_dialect_with_a_base_path_of_its_own_is_told_by_it() -> None:
    shown = run("GET", _BELOW)
    assert "operation calls.list" in shown.output
    assert "== Problem" not in shown.output


def test_a_backend_with_a_base_path_of_its_own_is_asked_below_it() -> None:
    shown = run("--backend", "restcomm-2012", "GET", _BELOW.replace("/restcomm/2012-04-24", "/2010-04-01"))
    assert f"GET {_BELOW}" in shown.output


@pytest.mark.parametrize(
    ("call", "backend_line"),
    [
        (["GET", "/v1/sms?limit=1"], f"GET /2010-04-01/Accounts/{MAIN.sid}/Messages.json?PageSize=1"),
        (["GET", "http://v1.api.example.com/sms?limit=1"], f"GET /2010-04-01/Accounts/{MAIN.sid}/Messages.json?PageSize=1"),
        (["GET", f"/restcomm/2012-04-24/Accounts.json/{MAIN.sid}"], f"GET /2010-04-01/Accounts/{MAIN.sid}.json"),
    ],
)
def test_a_call_of_any_dialect_needs_no_more_than_its_line(call: list[str], backend_line: str) -> None:
    assert " ".join(backend_request(*call)[:2]) == backend_line
    result = run(*call)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "== 5. The caller gets\n200\n" in result.stdout
    assert MAIN.token not in result.stdout
