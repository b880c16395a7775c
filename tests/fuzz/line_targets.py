"""Readers of single lines and files: the request-target, Via and Forwarded, what people paste, the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryDirectory

from gateway.explaining.pasted import Unreadable, read_call, read_har
from gateway.model import ProblemRaised
from gateway.server import via
from gateway.server.forwarded import read_forwarded, read_forwarded_for
from gateway.server.forwarding import Arrival, Forwarding
from gateway.server.target import guess_target, split_target
from gateway.wire import Headers, WireRequest
from tests.fuzz.messages import clean_field
from tests.fuzz.target import FuzzOne, Target, as_text, pure, take_byte
from tests.settings.test_settings_totality import check as check_settings
from tests.settings.test_settings_values import FULL

_METHODS = ("GET", "OPTIONS", "POST", "get")
_TRUSTING = Forwarding("ours", (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32")))
_PEERS = ("10.0.0.1", "2001:db8::1", "192.0.2.1", "", "no address")
_FIELDS = ("Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host")


def read_target(data: bytes) -> None:
    which, rest = take_byte(data)
    method, target = _METHODS[which % len(_METHODS)], as_text(rest)
    guess_target(target)
    try:
        split, authority = split_target(method, target)
    except ProblemRaised as raised:
        problem = raised.problem
        assert problem.status == 400
        return
    assert split.startswith("/") or (split == "*" and method == "OPTIONS")
    assert target.endswith(split.removeprefix("/")) or split == "*"
    assert authority is None or ("@" not in authority and "/" not in authority)
    assert split_target(method, split) == (split, None)
    assert guess_target(target).lstrip("/") == split.lstrip("/") or split == "*"


def read_way(data: bytes) -> None:
    """A line for each field of a request that tells of its way; the first byte chooses the peer that sent it."""
    which, rest = take_byte(data)
    lines = as_text(rest).split("\n")
    received = Headers((_FIELDS[place % len(_FIELDS)], clean_field(line)) for place, line in enumerate(lines))
    for reader, name in ((read_forwarded, "Forwarded"), (read_forwarded_for, "X-Forwarded-For")):
        try:
            hops = reader(received.get_all(name))
        except ValueError:
            continue
        again = read_forwarded((", ".join(hop.text for hop in hops),)) if hops else ()
        assert [hop.node for hop in again] == [hop.node for hop in hops]
    ways = via.well_formed(received.get_all("Via"))
    assert via.well_formed(ways) == ways
    try:
        trace = _TRUSTING.trace(received, Arrival(_PEERS[which % len(_PEERS)], "https", "api.example.test", http_1_0=False))
    except ProblemRaised as raised:
        problem = raised.problem
        assert problem.status == 508
        assert any("ours" in line.lower() for line in received.get_all("Via"))
        return
    assert all(value and value == clean_field(value) for _, value in trace.fields)
    said = Headers(trace.fields)
    assert via.names(said.get_all("Via"), "ours")
    assert read_forwarded(said.get_all("Forwarded"))
    assert read_forwarded_for(said.get_all("X-Forwarded-For"))


def read_pasted(data: bytes) -> None:
    """A curl command or a URL, as a shell hands it over."""
    text = data.decode("utf-8", "surrogateescape")
    for words in ([text], text.split(" ")):
        try:
            wire = read_call(words, [], [])
        except Unreadable as refusal:
            sentence = str(refusal)
            assert sentence
        else:
            _check_call(wire)


def _check_call(wire: WireRequest) -> None:
    assert isinstance(wire.method, str)
    assert wire.target.startswith("/")
    wire.target.encode("latin-1")
    assert all(isinstance(name, str) and isinstance(value, str) for name, value in wire.headers)


@contextmanager
def open_har() -> Iterator[FuzzOne]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "calls.har"

        def read(data: bytes) -> None:
            file.write_bytes(data)
            try:
                wire = read_har(file, 0)
            except Unreadable as refusal:
                sentence = str(refusal)
                assert sentence
            else:
                _check_call(wire)

        yield read


def read_settings(data: bytes) -> None:
    check_settings(data.decode("utf-8", "replace"))


TARGETS = (
    Target(
        "target",
        "they are a target in origin form that stays what it is, or a Problem (400)",
        pure(read_target),
        (b"\0/2010-04-01/Accounts?a=b", b"\1*", b"\0http://h:80/x", b"\1http://h", b"\0https://h?x"),
    ),
    Target(
        "way",
        "they are fields a backend can read, or a Problem (508)",
        pure(read_way),
        (
            b'\x001.1 a, 1.0 b (c)\nfor="[2001:db8::1]:80";proto=https;host=h, for=192.0.2.1\n10.0.0.2, [::1]:80\nhttps\nh',
            b"\x011.1 ours",
            b'\x00\nfor=unknown;by=_x, for="_hidden:_p"\nunknown',
        ),
    ),
    Target(
        "pasted",
        "they are a call or Unreadable",
        pure(read_pasted),
        (
            b"curl -u AC1:x -d To=1 'http://h/2008-08-01/Accounts'",
            b"POST http://a:b@h/x?y",
            b"curl -G --data-urlencode a=b h/x",
        ),
        {
            "a user in bytes that are no UTF-8": b"curl -u\x80 h/x",
            "a user in a URL in such bytes": b"\x80@-",
            "a path in such bytes": b"/\x80",
        },
    ),
    Target(
        "har",
        "they are a call or Unreadable",
        open_har,
        (
            b'{"log": {"entries": [{"request": {"method": "GET", "url": "http://h/x", "headers": [{"name": "A", "value": "b"}], "postData": {"text": "a=b"}}}]}}',
        ),
        {
            "a method that is no text": b'{"log": {"entries": [{"request": {"method": 5, "url": "http://h/x"}}]}}',
            "levels without end": b"[" * 100_000,
        },
    ),
    Target("settings", "they are settings or faults with a place", pure(read_settings), (FULL.encode(),)),
)
