"""The Host field: one, and in it a host with or without a port (RFC 9112 section 3.2)."""

from __future__ import annotations

from tests.wire.raw_requests.rows import ANY, AUTHORIZED, FETCHED, NEW, PATH, SPY, Row, answered, get, ok, passes, refused

_HOST = "RFC 9112 section 3.2: any invalid Host, or not just one, is a 400"

_GOOD = {
    "Host with port": "v1.gateway.example:8080",
    "Host with an empty port": "v1.gateway.example:",
    "Host in capitals": "V1.GATEWAY.EXAMPLE",
    "Host with blanks around": "   v1.gateway.example   ",
    "Host with the dot of the root": "v1.gateway.example.",
    "Host unknown": "v1.evil.example",
}
_GOOD_ELSEWHERE = {
    "Host IPv4": "127.0.0.1",
    "Host IPv6": "[::1]",
    "Host IPv6 with port": "[2001:db8::1]:8080",
    "Host with percent": "a%20b",
}
_BAD = {
    "Host with user": f"{SPY}@v1.gateway.example",
    "Host with path": f"v1.gateway.example/{SPY}",
    "Host with query": f"v1.gateway.example?{SPY}",
    "Host with fragment": f"v1.gateway.example#{SPY}",
    "Host with scheme": "http://v1.gateway.example",
    "Host with a blank": f"v1.gateway.example {SPY}",
    "Host with a tab": f"v1.gateway.example\t{SPY}",
    "Host a list": f"v1.gateway.example, {SPY}",
    "Host with bad port": f"v1.gateway.example:{SPY}",
    "Host with negative port": "v1.gateway.example:-1",
    "Host with two ports": "v1.gateway.example:80:81",
    "Host with port of six digits": "v1.gateway.example:123456",
    "Host IPv6 without end": "[::1",
    "Host IPv6 without brackets": "::1",
    "Host IPv6 with junk": "[::1]x",
    "Host in quotes": '"v1.gateway.example"',
    "Host with a backslash": "v1.gateway.example\\x",
    "Host beyond ASCII": "v1.g\xe4teway.example",
    "Host with NUL": "v1.gateway.example\0x",
    "Host with a comparison": "<v1.gateway.example>",
}


def _hosts(*hosts: str, path: str = PATH) -> str:
    return get(path=path, head="".join(f"Host: {host}\r\n" for host in hosts) + f"{AUTHORIZED}X-Spy: {SPY}\r\n")


ROWS: tuple[Row, ...] = (
    *(passes(name, _HOST, _hosts(host)) for name, host in _GOOD.items()),
    *(passes(name, _HOST, _hosts(host, path=NEW)) for name, host in _GOOD_ELSEWHERE.items()),
    *(refused(name, _HOST, _hosts(host)) for name, host in _BAD.items()),
    refused("Host missing", _HOST, _hosts()),
    refused("Host twice", _HOST, _hosts("v1.gateway.example", SPY)),
    refused("Host twice the same", _HOST, _hosts("v1.gateway.example", "v1.gateway.example")),
    refused("Host twice, one empty", _HOST, _hosts("", "v1.gateway.example")),
    refused("Host missing beside an absolute form", _HOST, _hosts(path=f"http://v1.gateway.example{PATH}")),
    refused("Host folded", "RFC 9112 section 5.2", _hosts(f"v1.gateway.example\r\n {SPY}")),
    refused(
        "Host before a blank and colon",
        "RFC 9112 section 5.1",
        get(head=f"Host : v1.gateway.example\r\n{AUTHORIZED}X-Spy: {SPY}\r\n"),
    ),
    refused(
        "Host behind a blank", "RFC 9112 section 2.2", get(head=f" Host: {SPY}\r\nHost: v1.gateway.example\r\n{AUTHORIZED}")
    ),
    refused(
        "Host behind a folded line",
        "RFC 9112 section 5.2",
        get(head=f"X: y\r\n Host: {SPY}\r\nHost: v1.gateway.example\r\n{AUTHORIZED}"),
    ),
    passes("Host empty", "RFC 9112 section 3.2: where the target has no authority", _hosts("", path=NEW)),
    passes(
        "Host that differs from the absolute form",
        "RFC 9112 section 3.2.2: the received Host is ignored",
        _hosts("evil.example", path=f"http://v1.gateway.example{PATH}"),
    ),
    refused("Host bad beside a good absolute form", _HOST, _hosts(f"{SPY} x", path=f"http://v1.gateway.example{PATH}")),
    passes("Host with underscore", "RFC 3986 section 3.2.2", _hosts("v1.gate_way.example")),
    Row(
        "Host that changes between two requests",
        "RFC 9112 section 9.3: each request stands for itself",
        _hosts("v1.gateway.example", path=NEW) + _hosts("evil.example", path=NEW),
        (ok(FETCHED), ok(FETCHED)),
    ),
    answered(
        "Host of another version",
        "json-envelope: the version is in the host",
        _hosts("evil.example", path="/calls"),
        400,
        voice=ANY,
    ),
    passes(
        "X-Forwarded-Host and its kin",
        "nobody is believed",
        get("X-Forwarded-Host: evil.example\r\nX-Host: evil.example\r\nX-Original-URL: /evil\r\nX-Rewrite-URL: /evil\r\n"),
        dropped=("X-Host", "X-Original-URL", "X-Rewrite-URL"),
    ),
)
