"""URIs of the API in a backend's answers are recognised however it writes them, and a customer's own never are."""

from __future__ import annotations

import pytest

from gateway.dialects.face import Face
from gateway.dialects.links import read_link, write_link
from gateway.model import Link

VERSION = "2010-04-01"
BEHIND = Face(base_url="https://api.backend.example", other_urls=("http://10.0.0.7:8080",), base_path="/voice")
CALL = Link("/Accounts/AC1/Calls/CA1")


@pytest.mark.parametrize(
    "written",
    [
        "/voice/2010-04-01/Accounts/AC1/Calls/CA1.json",
        "/2010-04-01/Accounts/AC1/Calls/CA1",  # a proxy before the backend takes the base path away
        "https://api.backend.example/voice/2010-04-01/Accounts/AC1/Calls/CA1",
        "https://api.backend.example:443/2010-04-01/Accounts/AC1/Calls/CA1.xml",
        "http://api.backend.example/voice/2010-04-01/Accounts/AC1/Calls/CA1",
        "HTTPS://API.Backend.Example/voice/2010-04-01/Accounts/AC1/Calls/CA1",
        "http://10.0.0.7:8080/voice/2010-04-01/Accounts/AC1/Calls/CA1",
    ],
)
def test_a_uri_of_the_backend_is_a_link(written: str) -> None:
    assert read_link(written, BEHIND, VERSION) == CALL


@pytest.mark.parametrize(
    "written",
    [
        "https://app.example/2010-04-01/Accounts/AC1/Calls/CA1",
        "https://api.backend.example.evil.example/voice/2010-04-01/Accounts/AC1",
        "https://api.backend.example@evil.example/voice/2010-04-01/Accounts/AC1",
        "https://api.backend.example:8443/voice/2010-04-01/Accounts/AC1",
        "http://10.0.0.7/voice/2010-04-01/Accounts/AC1",
        "/2010-04-011/Accounts/AC1",
        "voice/2010-04-01/Accounts/AC1",
        "https://api.backend.example",
        "",
    ],
)
def test_any_other_uri_is_left_alone(written: str) -> None:
    assert read_link(written, BEHIND, VERSION) == written


def test_a_whole_url_stays_whole_and_has_no_suffix_put_on() -> None:
    media = read_link("/voice/2010-04-01/Accounts/AC1/Recordings/RE1.mp3", BEHIND, VERSION, whole=True)
    assert media == Link("/Accounts/AC1/Recordings/RE1.mp3", absolute=True)
    front = Face(base_url="https://gateway.example/telephony")
    assert (
        write_link(media, front, VERSION, ".json")
        == "https://gateway.example/telephony/2010-04-01/Accounts/AC1/Recordings/RE1.mp3"
    )


def test_a_path_stays_a_path_also_where_the_backend_wrote_a_whole_url() -> None:
    link = read_link("https://api.backend.example/voice/2010-04-01/Accounts/AC1/Calls.json?Page=1", BEHIND, VERSION)
    assert isinstance(link, Link)
    assert write_link(link, Face(), VERSION, ".json") == "/2010-04-01/Accounts/AC1/Calls.json?Page=1"
