"""The PHP sample of the JSON-envelope API's documentation, and what its words tell of other clients done with curl.

The sample is run as printed. Restored is what its page has lost: the braces around the payload and at the end, the end of the
here-document, and the braces that make `$info['http_code']` readable in a string. Filled in are its `<…>` and its URL.
"""

from __future__ import annotations

import base64
import json
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.clients.commands import Curl, run
from tests.clients.configured import Listener
from tests.clients.places import ENVELOPE, ON_2010, Place, place_on
from tests.clients.raw_http import Answer
from tests.clients.samples import SAMPLES
from tests.clients.sessions import need_package, need_program
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
TEXT = {"to": "+14155550142", "from": "+14155550100", "message": "Café & <tea>"}


def run_php(place: Place, folder: Path, *options: str, token: str = "") -> str:
    need_package("php-curl")
    text = (SAMPLES / "envelope_sms.php").read_text()
    for placeholder, value in (
        ("''", f"'{place.base}/sms'"),
        ("<my app key>", place.user),
        ("<my app password>", token or place.token),
        ("<caller ID>", "+14155550142"),
    ):
        text = text.replace(placeholder, value)
    file = folder / "sample.php"
    file.write_text(text)
    code, output, errors = run(need_package("php-cli"), *options, str(file))
    assert code == 0, errors + output.decode()
    return output.decode()


def newest_text(truth: Truth) -> dict[str, Any]:
    return truth.items("Messages", "messages", "PageSize=1")[0]


def test_the_sample_prints_the_id_of_the_message(twin: Place, truth: Truth, tmp_path: Path) -> None:
    printed = run_php(twin, tmp_path).splitlines()
    held = newest_text(truth)
    assert (held["body"], held["to"]) == ("My First SMS.", "+14155550142")
    assert printed == [f"ID: {uuid.UUID(held['sid'][2:])}"]


def test_it_goes_through_without_the_key_only_it_reads(envelope: Place, truth: Truth, tmp_path: Path) -> None:
    before = newest_text(truth)["sid"]
    printed = run_php(envelope, tmp_path, "-d", "display_errors=0").splitlines()
    assert printed == ["ID: "]
    assert newest_text(truth)["body"] == "My First SMS."
    assert newest_text(truth)["sid"] != before


def test_it_prints_an_error(twin: Place, tmp_path: Path) -> None:
    printed = run_php(twin, tmp_path, "-d", "display_errors=0", token="wrong")
    told = json.loads(printed.partition("Response body: ")[2])
    assert told["response"]["error"]["code"] == 19401


def test_the_sample_over_tls(tls_listener: Listener, twin: Place, authority: trustme.CA, tmp_path: Path) -> None:
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    place = replace(twin, base=f"https://localhost:{tls_listener.port}")
    assert run_php(place, tmp_path, "-d", f"curl.cainfo={tmp_path / 'authority.pem'}").startswith("ID: ")


def made(answer: Answer) -> str:
    """The SID of the message a POST made."""
    assert answer.status == 200, answer.body
    ((_, response),) = answer.json().items()
    (item,) = response["data"]
    return "SM" + uuid.UUID(item["resource_id"]).hex


def curl(*options: str) -> Curl:
    return Curl(options)


@pytest.mark.parametrize(
    ("options", "query"),
    [
        (("--data-urlencode", f"json={json.dumps(TEXT)}"), ""),
        (("--data-urlencode", f"json={json.dumps(TEXT, ensure_ascii=False)}"), ""),
        (("--data", json.dumps(TEXT, ensure_ascii=False)), "?format=json"),
        (("--data", json.dumps(TEXT, ensure_ascii=False)), "?FORMAT=JSON"),
        (("--data", json.dumps(TEXT), "--header", "Content-Type: application/json"), ""),
        (("--data", json.dumps(TEXT), "--header", "Content-Type:"), ""),
        (("--data", json.dumps(TEXT), "--header", "Content-Type: text/json", "--header", "Accept: text/*;q=0.5"), "/"),
        (("--data", json.dumps(TEXT), "--header", "Content-Type: text/json", "--header", "Accept:"), ""),
    ],
)
def test_curl_sends_an_sms(envelope: Place, truth: Truth, options: tuple[str, ...], query: str) -> None:
    sid = made(curl(*options)(envelope, "POST", f"/sms{query}"))
    assert truth.message(sid)["body"] == TEXT["message"]


def test_a_get_that_says_post_sends_an_sms(envelope: Place, truth: Truth) -> None:
    answer = curl("--data", json.dumps(TEXT))(envelope, "GET", "/sms?method=POST&format=json")
    assert truth.message(made(answer))["body"] == TEXT["message"]


@pytest.mark.parametrize(("method", "query"), [("DELETE", ""), ("GET", "?method=DELETE"), ("POST", "?Method=delete")])
def test_curl_erases_an_sms(envelope: Place, truth: Truth, method: str, query: str) -> None:
    sid = made(curl("--data", json.dumps(TEXT))(envelope, "POST", "/sms?format=json"))
    resource_id = str(uuid.UUID(sid[2:]))
    answer = Curl()(envelope, method, f"/sms/{resource_id}{query}")
    assert (answer.status, answer.json()) == (200, {"response": {"data": [{"resource_id": resource_id}]}})
    assert newest_text(truth)["sid"] != sid


def test_curl_lists_what_it_asked_for(envelope: Place, truth: Truth) -> None:
    held = [text["sid"] for text in truth.items("Messages", "messages")][:3]
    answer = Curl()(envelope, "GET", "/sms?limit=3")
    listed = answer.json()["response"]["data"]
    assert ["SM" + uuid.UUID(text["resource_id"]).hex for text in listed] == held


def through(place: Place, host: str) -> Curl:
    """curl that takes the gateway for that host."""
    port = place.base.rpartition(":")[2]
    return curl("--connect-to", f"{host}:{port}:127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("host", "status", "code"),
    [("v1.api.example.com", 200, None), ("V1.API.example.com", 200, None), ("v2.api.example.com", 400, 10006)],
)
def test_the_version_is_in_the_host(gateway: str, host: str, status: int, code: int | None) -> None:
    place = place_on(f"http://{host}:{gateway.rpartition(':')[2]}", ENVELOPE, ON_2010)
    answer = through(place, host)(place, "GET", "/sms?limit=1")
    assert (answer.status, answer.json()["response"].get("error", {}).get("code")) == (status, code)


def test_the_key_is_asked_for(envelope: Place) -> None:
    code, output, errors = run(need_program("curl"), "--silent", "--include", f"{envelope.base}/sms")
    assert code == 0, errors
    head, _, body = output.decode().partition("\r\n\r\n")
    assert 'WWW-Authenticate: Basic realm="API"' in head
    assert json.loads(body)["response"]["error"]["code"] == 19401


@pytest.mark.parametrize("header", ["Authorization", "Authentication"])
def test_the_documentations_own_header_is_read_with_its_line_feed(envelope: Place, header: str) -> None:
    """The page prints `Authentication:`, with credentials that were encoded together with the line feed behind them."""
    credentials = base64.b64encode(f"{envelope.user}:{envelope.token}\n".encode()).decode()
    url = f"{envelope.base}/sms?limit=1"
    code, output, errors = run(need_program("curl"), "--silent", "--header", f"{header}: Basic {credentials}", url)
    assert code == 0, errors
    assert len(json.loads(output)["response"]["data"]) == 1
