"""What a listener does not believe of Forwarded and X-Forwarded-*: malformed lists, fields that contradict each other, several of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.server import via
from gateway.server.forwarded import read_address, read_forwarded, read_forwarded_for, write_hop
from gateway.wire import Headers
from tests.wire.http_traces import PROXY, STRANGER, trace


@pytest.mark.parametrize(
    "line",
    [
        '"',
        'for="',
        "for=",
        "for",
        "=x",
        "for=192.0.2.66;for=192.0.2.66",
        "proto=http;proto=http",
        "by=[::1]",
        'by="[::1]:"',
        'for="192.0.2.66:port"',
        "for=192.0.2.66:80",
        'for="[192.0.2.66]"',
        'for="2001:db8::1"',
        "for=300.0.2.1",
        "for=192.0.2",
        "for=example.test",
        'for="192.0.2.66',
        'for="192.0.2.66", for="',
        "for=192.0.2.66 for=192.0.2.67",
        'for="192.0.2.66"x',
        "for=caf\xe9",
        'for="\x00"',
        'for="\\',
    ],
)
@pytest.mark.parametrize("place", ["before", "behind", "line before", "line behind"])
def test_a_malformed_field_is_not_believed_at_all(line: str, place: str) -> None:
    good = "for=198.51.100.1"
    lines = {
        "before": [f"{line}, {good}"],
        "behind": [f"{good}, {line}"],
        "line before": [line, good],
        "line behind": [good, line],
    }[place]
    assert trace(*(("Forwarded", text) for text in lines)) == trace()


@pytest.mark.parametrize(
    "entry", ["example.test", "1.2.3", "1.2.3.4.5", "[::1", "::1]:80", "a b", "1.2.3.4:", "caf\xe9", "-", '""']
)
def test_a_list_with_something_else_than_addresses_is_not_believed(entry: str) -> None:
    assert trace(("X-Forwarded-For", f"{entry}, 198.51.100.1")) == trace()
    assert trace(("X-Forwarded-For", f"198.51.100.1, {entry}")) == trace()


def test_an_open_quotation_mark_does_not_swallow_what_the_proxy_wrote() -> None:
    assert trace(("Forwarded", 'for="'), ("Forwarded", 'for="[2001:db8::1]"')).client == PROXY
    assert trace(("Forwarded", 'for="x, for="[2001:db8::1]"')).client == PROXY


def test_of_two_fields_that_disagree_neither_is_believed() -> None:
    """A proxy that writes one of them passes the other on as its caller wrote it."""
    assert trace(("Forwarded", "for=192.0.2.66"), ("X-Forwarded-For", "198.51.100.1")) == trace()
    assert trace(("Forwarded", "for=unknown"), ("X-Forwarded-For", "198.51.100.1")) == trace()
    assert trace(("Forwarded", 'for="'), ("X-Forwarded-For", "192.0.2.66")) == trace()
    assert trace(("Forwarded", "for=192.0.2.66"), ("X-Forwarded-For", "nonsense")) == trace()


@pytest.mark.parametrize(
    "fields",
    [
        [("X-Forwarded-Proto", "https, http")],
        [("X-Forwarded-Proto", "https"), ("X-Forwarded-Proto", "https")],
        [("X-Forwarded-Proto", "gopher")],
        [("X-Forwarded-Host", "a.example, b.example")],
        [("X-Forwarded-Host", "a.example"), ("X-Forwarded-Host", "b.example")],
        [("X-Forwarded-Host", "a/b")],
        [("X-Forwarded-Host", "user@a")],
    ],
    ids=str,
)
def test_a_proto_or_host_that_is_none_or_several_is_not_believed(fields: list[tuple[str, str]]) -> None:
    assert trace(("X-Forwarded-For", STRANGER), *fields) == trace(("X-Forwarded-For", STRANGER))


def test_beside_the_newer_field_alone_the_older_ones_may_be_anybodys() -> None:
    believed = trace(("Forwarded", "for=198.51.100.1"))
    assert trace(("Forwarded", "for=198.51.100.1"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example")) == (
        believed
    )


TEXT = st.text(st.characters(max_codepoint=255), max_size=60) | st.text('for=";,[]:.\\_ 1a', max_size=60)


@given(
    st.lists(TEXT, max_size=3), st.lists(TEXT, max_size=3), st.lists(TEXT, max_size=3), st.sampled_from([PROXY, STRANGER, ""])
)
def test_nothing_a_caller_writes_breaks_anything(forwarded: list[str], listed: list[str], ways: list[str], remote: str) -> None:
    """Whatever is sent, what a backend is told can be read again and ends with ours."""
    traced = trace(
        *(("Forwarded", line) for line in forwarded),
        *(("X-Forwarded-For", line) for line in listed),
        *(("Via", line) for line in ways),
        remote=remote,
    )
    kept = Headers(traced.fields)
    assert via.well_formed(kept.get_all("Via")) == kept.get_all("Via")
    assert read_forwarded(kept.get_all("Forwarded"))[-1].node == read_address(remote)
    assert read_forwarded_for(kept.get_all("X-Forwarded-For"))[-1].node == read_address(remote)
    assert all(value.isascii() for _, value in traced.fields)


@given(st.ip_addresses(), st.sampled_from(["", "a.example", "a.example:80", "[::1]:1"]), st.sampled_from(["", "http", "https"]))
def test_what_is_written_is_what_is_read(node: object, host: str, proto: str) -> None:
    hop = write_hop(read_address(str(node)), host, proto)
    assert read_forwarded([hop.text]) == (hop,)
