"""What one listener, which trusts two networks, makes of a request's fields about its way."""

from __future__ import annotations

from ipaddress import ip_network

from gateway.server.forwarding import Arrival, Forwarding, Trace
from gateway.wire import Headers
from tests.wire.http_running import NAME

PROXY, STRANGER = "10.0.0.7", "203.0.113.9"
LISTENER = Forwarding(NAME, (ip_network("10.0.0.0/8"), ip_network("fd00::/8")))


def trace(
    *fields: tuple[str, str], remote: str = PROXY, host: str = "api.example.test", scheme: str = "http", old: bool = False
) -> Trace:
    return LISTENER.trace(Headers(fields), Arrival(remote, scheme, host, old))


def fields_of(traced: Trace) -> dict[str, str]:
    names = [name for name, _ in traced.fields]
    assert len(set(names)) == len(names)
    return dict(traced.fields)
