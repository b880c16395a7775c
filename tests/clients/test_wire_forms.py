"""How a request may be framed: continued, chunked, multipart, HTTP/1.0, without a body (W22). Each by curl, which does it itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.commands import Curl, run
from tests.clients.places import V2008, V2010, Place
from tests.clients.raw_http import ask, basic
from tests.clients.sessions import need_program
from tests.clients.tap import Tap
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
SMS = [("To", "+14155550142"), ("From", "+14155550100"), ("Body", "Café")]


@pytest.fixture(params=[V2008, V2010])
def place(request: pytest.FixtureRequest) -> Place:
    chosen: Place = request.getfixturevalue("old" if request.param == V2008 else "new")
    return chosen


def messages(place: Place) -> str:
    return place.path("/SMS/Messages" if place.is_2008 else "/Messages")


def curl(place: Place, *options: str) -> str:
    """The body curl prints for these options; it fails for a status of 400 and above."""
    code, output, errors = run(
        need_program("curl"), "--silent", "--show-error", "--fail-with-body", "--user", f"{place.sid}:{place.token}", *options
    )
    assert code == 0, errors + output.decode()
    return output.decode()


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
def test_w22_a_form_sent_in_an_unusual_frame(place: Place, truth: Truth, tap: Tap, options: tuple[str, ...]) -> None:
    answer = Curl(options)(place, "POST", messages(place), SMS)
    assert answer.status == 201, answer.body
    assert truth.message(answer.xml().findtext("Sid", ""))["body"] == "Café"
    (sent,) = tap.sent()
    assert (sent.header("Transfer-Encoding"), sent.header("Expect")) == (None, None)


def test_w22_a_multipart_form(place: Place, truth: Truth) -> None:
    fields = [part for name, value in SMS for part in ("--form-string", f"{name}={value}")]
    body = curl(place, *fields, place.base + messages(place) + ".json")
    assert "Café" in body
    assert truth.items("Messages", "messages", "PageSize=1")[0]["body"] == "Café"


def test_w22_head_has_the_headers_of_get_and_no_body(place: Place) -> None:
    seen = {method: ask(place.base, place.path("/Calls"), login(place), method=method) for method in ("GET", "HEAD")}
    assert (seen["HEAD"].status, seen["HEAD"].body) == (200, b"")
    assert seen["HEAD"].header("Content-Type") == seen["GET"].header("Content-Type")


def login(place: Place) -> str:
    return f"Authorization: {basic(place.sid, place.token)}"


def test_w22_credentials_in_the_url(place: Place) -> None:
    url = place.base.replace("://", f"://{place.sid}:{place.token}@") + place.path()
    code, output, errors = run(need_program("curl"), "--silent", "--fail", url)
    assert code == 0, errors
    assert place.sid in output.decode()


def test_w22_http_1_0_is_answered_whole_and_closed(place: Place) -> None:
    answer = ask(place.base, place.path("/Calls"), login(place), version="1.0")
    assert (answer.status, answer.header("Transfer-Encoding")) == (200, None)
    assert answer.xml().tag == "Calls"


def test_curl_keeps_the_sign_of_a_filter_as_it_is_told(place: Place, tap: Tap) -> None:
    """The documents' own example: `curl -G -d "StartTime>=2009-07-06"`."""
    body = curl(place, "--get", "--data", "StartTime>=2009-07-06", place.base + place.path("/Calls"))
    assert "<Calls" in body
    assert "StartTime%3E=2009-07-06" in tap.sent()[0].target


def test_wget_saves_a_recording_as_it_is(place: Place, truth: Truth, tmp_path: Path) -> None:
    held = truth.items("Recordings", "recordings")[0]["sid"]
    file = tmp_path / "recording.wav"
    credentials = (f"--user={place.sid}", f"--password={place.token}")
    url = place.base + place.path(f"/Recordings/{held}.wav")
    code, _, errors = run(need_program("wget"), "--no-verbose", *credentials, f"--output-document={file}", url)
    assert code == 0, errors
    assert (file.read_bytes()[:4], file.read_bytes()[8:12]) == (b"RIFF", b"WAVE")
