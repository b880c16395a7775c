"""What a request says of the way it came, how much of that one listener believes, and what a backend is told of it.

A trusted peer's word is passed on and added to; what anybody else claims is replaced. Nothing here decides where a request
goes or what a caller is answered: it makes the `client` that limits and logs go by, and the fields for the backend.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import TypeAlias

from msgspec import Struct

from gateway.model import ProblemRaised
from gateway.server import problems, via
from gateway.server.forwarded import (
    Address,
    Hop,
    complete_last,
    read_address,
    read_forwarded,
    read_forwarded_for,
    read_host,
    read_proto,
    write_hop,
)
from gateway.wire import Headers

Network: TypeAlias = IPv4Network | IPv6Network
Field: TypeAlias = tuple[str, str]


_REMEMBERED = 1024  # ways here that are written once
_LONGEST_HOST = 256  # characters of a host whose way is remembered


class Arrival(Struct, frozen=True, gc=False):
    """How a request reached the listener. `remote` is the address of the connection's other end, `scheme` http or https.

    `host` is the one the request names, empty where it names none.
    """

    remote: str
    scheme: str
    host: str
    http_1_0: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """`client` is the caller's address as far as it is believed, `fields` are for the backend."""

    client: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class _Told:
    """What a trusted peer said: the hops as `Forwarded` and as X-Forwarded-For has them, and how the caller came."""

    hops: tuple[Hop, ...] = ()
    listed: tuple[Hop, ...] = ()
    proto: str = ""
    host: str = ""


_NOTHING = _Told()


@dataclass(frozen=True, slots=True)
class Forwarding:
    """One listener's. `name` is ours in Via, a token no other proxy on the way has; `trusted` are the peers believed."""

    name: str
    trusted: tuple[Network, ...] = ()
    _direct: dict[Arrival, Trace] = field(default_factory=dict, init=False, repr=False, compare=False)

    def trace_direct(self, arrival: Arrival) -> Trace:
        """What `trace` makes of a request without any field about its way. Most are, and callers come more than once."""
        known = self._direct.get(arrival)
        if known is not None:
            return known
        trace = self.trace(Headers(), arrival)
        if len(arrival.host) <= _LONGEST_HOST:
            if len(self._direct) >= _REMEMBERED:
                self._direct.clear()
            self._direct[arrival] = trace
        return trace

    def trace(self, received: Headers, arrival: Arrival) -> Trace:
        """What becomes of a request's fields about its way. Raises ProblemRaised (508) for one that was here before."""
        ways = received.get_all("Via")
        if via.names(ways, self.name):
            raise ProblemRaised(problems.loop())
        peer = read_address(arrival.remote)
        told = self._believe(received, peer) if peer is not None and self._trusts(peer) else _NOTHING
        origin = self._origin(told.hops, peer)
        client = origin.node if origin else peer
        host = read_host(arrival.host)
        own = write_hop(peer, host, arrival.scheme)
        ours = ("Via", f"{'1.0' if arrival.http_1_0 else '1.1'} {self.name}")
        fields = (
            *(("Via", line) for line in via.well_formed(ways)),
            ours,
            ("Forwarded", ", ".join(hop.text for hop in (*told.hops, own))),
            ("X-Forwarded-For", ", ".join(hop.listed for hop in (*told.listed, own))),
            ("X-Forwarded-Proto", (origin.proto if origin else "") or told.proto or arrival.scheme),
            ("X-Forwarded-Host", (origin.host if origin else "") or told.host or host),
        )
        return Trace(str(client) if client else arrival.remote, tuple(field for field in fields if field[1]))

    def _believe(self, received: Headers, peer: Address) -> _Told:
        """What a trusted peer says, unless one of its two fields must be somebody else's.

        A proxy that writes only one of them passes the other on as its caller wrote it. So where both stand there and do not
        lead to the same client, or one is malformed, neither is believed.
        """
        try:
            hops = read_forwarded(received.get_all("Forwarded"))
            listed = read_forwarded_for(received.get_all("X-Forwarded-For"))
        except ValueError:
            return _NOTHING
        if not hops:
            proto, host = _only_proto(received), _only_host(received)
            return _Told(complete_last(listed, host, proto), listed, proto, host)
        if not listed:
            return _Told(hops, hops)
        if self._client(hops, peer) != self._client(listed, peer):
            return _NOTHING
        return _Told(hops, listed, _only_proto(received), _only_host(received))

    def _client(self, hops: tuple[Hop, ...], peer: Address) -> Address | None:
        origin = self._origin(hops, peer)
        return origin.node if origin else peer

    def _origin(self, hops: tuple[Hop, ...], peer: Address | None) -> Hop | None:
        """The hop that tells of the nearest client which is not itself trusted; None where that is the peer.

        It ends at a hidden node: whoever is behind that is nobody's word but its own.
        """
        origin: Hop | None = None
        for hop in reversed(hops):
            known = origin.node if origin else peer
            if hop.node is None or known is None or not self._trusts(known):
                break
            origin = hop
        return origin

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self.trusted)


TRUSTING_NOBODY = Forwarding("gateway")


def _only(received: Headers, name: str) -> str:
    """The value of a field that stands there once. In a list of them nobody knows which is whose."""
    values = received.get_all(name)
    return values[0] if len(values) == 1 else ""


def _only_proto(received: Headers) -> str:
    return read_proto(_only(received, "X-Forwarded-Proto"))


def _only_host(received: Headers) -> str:
    return read_host(_only(received, "X-Forwarded-Host"))
