"""Which hosts are those of the API: the version is the first label, and the header is there once (rules 7 and 8)."""

from __future__ import annotations

import pytest

from gateway.wire import Headers, WireRequest
from tests.properties.speakers import speaker
from tests.unit.json_envelope.asking import BASIC, ONE, code

NAMED = speaker("json-envelope", hosts="v1.api.example.com:8443 API.example.com.")


def wire(*hosts: str) -> WireRequest:
    return WireRequest("GET", "/sms", Headers((*(("Host", host) for host in hosts), BASIC)))


@pytest.mark.parametrize(
    "host", ["v1", "V1.API.EXAMPLE.COM", "v1.api.example.com.", "v1.api.example.com:443", "v1.x.:443", "v1.x:", " v1.x "]
)
def test_a_host_of_the_version(host: str) -> None:
    assert code(wire(host)) is None


@pytest.mark.parametrize(
    "host",
    [
        "api.example.com",
        "v2.api.example.com",
        "v10.x",
        "v1x.y",
        ".v1.x",
        "user@v1.x",
        "127.0.0.1",
        "[::1]",
        "[::1]:8080",
        "::1",
    ],
)
def test_a_host_of_no_version_that_is_supported(host: str) -> None:
    assert code(wire(host)) == 10006


@pytest.mark.parametrize("hosts", [(), ("",), (" ",), (":443",), (".",), ("v1.x", "v1.x"), ("v1.x", "v1.y")], ids=str)
def test_a_host_that_is_none(hosts: tuple[str, ...]) -> None:
    assert code(wire(*hosts)) == 19101


@pytest.mark.parametrize(("host", "found"), [("v1.api.example.com", True), ("api.example.com:80", True), ("v1.x", False)])
def test_hosts_that_are_named_are_named_however_they_are_spelled(host: str, *, found: bool) -> None:
    assert code(wire(host), NAMED) == (None if found else 10006)


def test_a_host_is_looked_at_before_anything_else() -> None:
    assert code(WireRequest("GET", "/nosuch?format=xml", Headers((("Host", "v2.x"),)))) == 10006
    assert ONE.dialect.claims("/nosuch") is False
