"""The way a request came: what a listener believes of Via, Forwarded and X-Forwarded-*, and what it tells a backend."""

from __future__ import annotations

import pytest

from tests.wire.http_running import (
    CALL,
    DIALECTS,
    NAME,
    Setting,
    ask,
    bare_listener,
    before_script,
    thing,
    told,
    trusting,
)
from tests.wire.http_traces import PROXY, STRANGER, fields_of, trace
from tests.wire.listening import Recorder, request_bytes


def test_a_strangers_request_is_told_as_it_came() -> None:
    traced = trace(remote=STRANGER)
    assert traced.client == STRANGER
    assert traced.fields == (
        ("Via", f"1.1 {NAME}"),
        ("Forwarded", f"for={STRANGER};host=api.example.test;proto=http"),
        ("X-Forwarded-For", STRANGER),
        ("X-Forwarded-Proto", "http"),
        ("X-Forwarded-Host", "api.example.test"),
    )


CLAIMS = [
    ("Forwarded", "for=192.0.2.66;proto=https;host=evil.example"),
    ("X-Forwarded-For", "192.0.2.66"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-Host", "evil.example"),
]


@pytest.mark.parametrize("claim", [*([one] for one in CLAIMS), CLAIMS], ids=lambda claim: "+".join(name for name, _ in claim))
def test_what_a_stranger_claims_is_replaced(claim: list[tuple[str, str]]) -> None:
    assert trace(*claim, remote=STRANGER) == trace(remote=STRANGER)


@pytest.mark.parametrize(
    ("remote", "node", "listed"),
    [
        ("2001:db8::17", '"[2001:db8::17]"', "2001:db8::17"),
        ("2001:0DB8:0:0::17", '"[2001:db8::17]"', "2001:db8::17"),
        ("fe80::1%eth0", '"[fe80::1]"', "fe80::1"),
        ("::ffff:203.0.113.9", "203.0.113.9", "203.0.113.9"),
        ("", "unknown", "unknown"),
        ("/run/gateway.sock", "unknown", "unknown"),
    ],
)
def test_an_address_of_any_kind_is_written_as_the_rfc_asks(remote: str, node: str, listed: str) -> None:
    told_fields = fields_of(trace(remote=remote))
    assert told_fields["Forwarded"].partition(";")[0] == f"for={node}"
    assert told_fields["X-Forwarded-For"] == listed


@pytest.mark.parametrize(
    ("host", "element"),
    [
        ("api.example.test:8443", 'host="api.example.test:8443"'),
        ("[2001:db8::1]:80", 'host="[2001:db8::1]:80"'),
        ("api.example.test", "host=api.example.test"),
    ],
)
def test_a_host_no_token_can_hold_is_quoted(host: str, element: str) -> None:
    told_fields = fields_of(trace(host=host))
    assert told_fields["Forwarded"].split(";")[1] == element
    assert told_fields["X-Forwarded-Host"] == host


@pytest.mark.parametrize("host", ["", "a,b", "a;proto=https", "x=y"])
def test_a_host_that_would_be_read_as_more_is_not_told(host: str) -> None:
    told_fields = fields_of(trace(host=host))
    assert told_fields["Forwarded"] == f"for={PROXY};proto=http"
    assert "X-Forwarded-Host" not in told_fields


def test_what_a_trusted_proxy_said_is_kept_and_added_to() -> None:
    traced = trace(
        ("Forwarded", 'For="[2001:db8::1]:4711";by=_edge;proto=https;host=shop.example;secret="a,b;\\"c"'),
        ("X-Forwarded-For", "2001:db8::1"),
    )
    assert traced.client == "2001:db8::1"
    assert fields_of(traced) == {
        "Via": f"1.1 {NAME}",
        "Forwarded": 'For="[2001:db8::1]:4711";by=_edge;proto=https;host=shop.example;secret="a,b;\\"c"'
        f", for={PROXY};host=api.example.test;proto=http",
        "X-Forwarded-For": f"2001:db8::1, {PROXY}",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "shop.example",
    }


def test_the_older_fields_alone_are_told_in_the_newer_ones_words_too() -> None:
    traced = trace(
        ("X-Forwarded-For", "198.51.100.1, 2001:db8::1"),
        ("X-Forwarded-Proto", "HTTPS"),
        ("X-Forwarded-Host", "shop.example:443"),
    )
    assert traced.client == "2001:db8::1"
    assert fields_of(traced) == {
        "Via": f"1.1 {NAME}",
        "Forwarded": f'for=198.51.100.1, for="[2001:db8::1]";host="shop.example:443";proto=https, '
        f"for={PROXY};host=api.example.test;proto=http",
        "X-Forwarded-For": f"198.51.100.1, 2001:db8::1, {PROXY}",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "shop.example:443",
    }


def test_repeated_fields_are_one_list_in_their_order() -> None:
    traced = trace(
        ("Forwarded", "for=198.51.100.1"), ("Forwarded", "for=198.51.100.2, for=10.1.1.1"), ("forwarded", "for=10.2.2.2")
    )
    assert traced.client == "198.51.100.2"
    assert fields_of(traced)["Forwarded"].startswith("for=198.51.100.1, for=198.51.100.2, for=10.1.1.1, for=10.2.2.2, for=10.")
    listed = trace(("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", " 198.51.100.2 ,,10.1.1.1"))
    assert listed.client == "198.51.100.2"
    assert fields_of(listed)["X-Forwarded-For"] == f"198.51.100.1, 198.51.100.2, 10.1.1.1, {PROXY}"


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("192.0.2.66, 198.51.100.1", "198.51.100.1"),  # what stands before was written by nobody who is trusted
        ("192.0.2.66, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("192.0.2.66, 198.51.100.1, fd00::9, 10.9.9.9", "198.51.100.1"),
        ("10.1.1.1, 10.9.9.9", "10.1.1.1"),  # all of them ours: the farthest
        ("198.51.100.1, unknown", PROXY),
        ("198.51.100.1, _hidden", PROXY),
        ("198.51.100.1, unknown, 10.9.9.9", "10.9.9.9"),
        ("198.51.100.1:4711", "198.51.100.1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("192.0.2.66, ::ffff:10.9.9.9", "10.9.9.9"),
        ("", PROXY),
    ],
)
def test_the_client_is_the_nearest_address_that_is_not_trusted(chain: str, client: str) -> None:
    if chain == "192.0.2.66, ::ffff:10.9.9.9":
        client = "192.0.2.66"  # 10.9.9.9 is trusted in either spelling
    assert trace(("X-Forwarded-For", chain)).client == client


def test_two_fields_that_name_the_same_client_are_both_kept() -> None:
    traced = trace(
        ("Forwarded", "for=198.51.100.1"),
        ("X-Forwarded-For", "192.0.2.66, 198.51.100.1"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "shop.example"),
    )
    assert traced.client == "198.51.100.1"
    assert fields_of(traced) == {
        "Via": f"1.1 {NAME}",
        "Forwarded": f"for=198.51.100.1, for={PROXY};host=api.example.test;proto=http",
        "X-Forwarded-For": f"192.0.2.66, 198.51.100.1, {PROXY}",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "shop.example",
    }


def test_the_proto_is_that_of_the_connection_where_nobody_says_otherwise() -> None:
    assert fields_of(trace(scheme="https"))["X-Forwarded-Proto"] == "https"
    assert "proto=https" in fields_of(trace(scheme="https"))["Forwarded"]


async def test_a_listener_gives_the_pipeline_client_and_fields() -> None:
    recorder = Recorder()
    async with bare_listener(recorder, forwarding=trusting("127.0.0.0/8")) as client:
        await client.send(
            request_bytes(
                "GET / HTTP/1.1",
                "X-Forwarded-For: 198.51.100.1",
                "Connection: X-Forwarded-For, Forwarded, Via",
                "Via: 1.1 edge",
            )
        )
        await client.read_response()
    (seen,) = recorder.seen
    assert (seen.remote, seen.client) == ("127.0.0.1", "198.51.100.1")
    assert dict(seen.forwarded)["X-Forwarded-For"] == "198.51.100.1, 127.0.0.1"
    assert dict(seen.forwarded)["X-Forwarded-Host"] == "api.example.test"
    assert [value for name, value in seen.forwarded if name == "Via"] == ["1.1 edge", f"1.1 {NAME}"]


async def test_the_host_of_an_absolute_target_is_the_one_that_is_told() -> None:
    recorder = Recorder()
    async with bare_listener(recorder) as client:
        await client.send(request_bytes("GET http://other.example.test:81/x HTTP/1.1"))
        await client.read_response()
    assert dict(recorder.seen[0].forwarded)["X-Forwarded-Host"] == "other.example.test:81"


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_the_backend_is_told_the_way_of_every_callers_request(dialect: str) -> None:
    async with before_script(CALL, setting=Setting(trusted="[127.0.0.0/8]")) as (front, backend):
        fields = ("X-Forwarded-For: 198.51.100.1", "X-Forwarded-Proto: https", "Via: 1.1 edge", "X-Forwarded-Port: 66")
        await front.ask(ask("GET", thing(dialect), *fields))
    assert told(backend, "Via") == ["1.1 edge", f"1.1 {NAME}"]
    assert told(backend, "Forwarded") == [
        "for=198.51.100.1;proto=https, for=127.0.0.1;host=gateway.example;proto=http",
    ]
    assert told(backend, "X-Forwarded-For") == ["198.51.100.1, 127.0.0.1"]
    assert told(backend, "X-Forwarded-Proto") == ["https"]
    assert told(backend, "X-Forwarded-Host") == ["gateway.example"]
    assert told(backend, "X-Forwarded-Port") == []
    assert told(backend, "Host") == [f"localhost:{backend.port}"]


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_strangers_claims_reach_no_backend(dialect: str) -> None:
    fields = (
        "X-Forwarded-For: 192.0.2.66",
        "X_Forwarded_For: 192.0.2.66",
        "Forwarded: for=192.0.2.66",
        "X-Real-IP: 192.0.2.66",
    )
    async with before_script(CALL) as (front, backend):
        await front.ask(ask("GET", thing(dialect), *fields))
    assert b"192.0.2.66" not in backend.received[-1]
    assert told(backend, "X-Forwarded-For") == ["127.0.0.1"]
