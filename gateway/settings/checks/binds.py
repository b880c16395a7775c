"""Addresses to listen on: no two of them may be the same socket."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from gateway.settings.faults import Fault, path_text, quote
from gateway.settings.nodes import Place
from gateway.settings.scalars.addresses import Bind, bind_from
from gateway.settings.sections.listen import DEFAULT_BIND

_LOOPBACKS = ("127.0.0.1", "::1")


def check_binds(root: Place) -> Iterator[Fault]:
    """A fault for each address that overlaps an earlier one. Port 0 is a new port each time and overlaps none."""
    earlier: list[tuple[Bind, Place]] = []
    for place, bind in _binds(root):
        for other, there in earlier:
            if _overlap(bind, other):
                owner = (
                    f"{path_text(there.path)} on line {there.mark.line}"
                    if there.node
                    else f"{path_text(there.path)} by default"
                )
                expected = f"another address than {owner} has"
                yield place.fault(found=quote(str(bind)), expected=expected)
                break
        earlier.append((bind, place))


def _binds(root: Place) -> Iterator[tuple[Place, Bind]]:
    if root.at("listen").node is None:
        yield root.below(("listen", 0, "bind")), DEFAULT_BIND
    listeners = tuple(root.at("listen").items())
    for place in (*(listener.at("bind") for listener in listeners), root.below(("admin", "bind"))):
        bind = bind_from(place.text) if place.text is not None else None
        if bind is None and place.node is None and place.path[0] == "listen":
            bind = DEFAULT_BIND
        if bind is not None:
            yield place, bind


def _overlap(one: Bind, other: Bind) -> bool:
    if one.port != other.port or one.port == 0:
        return False
    return any(_same(a, b) for a in _addresses(one.host) for b in _addresses(other.host))


def _addresses(host: str) -> tuple[str, ...]:
    return _LOOPBACKS if host == "localhost" else (host,)


def _same(one: str, other: str) -> bool:
    """Whether two hosts are one address, or one of them is every address of the other's family."""
    first, second = _parsed(one), _parsed(other)
    if first is None or second is None:
        return one == other
    if first.version != second.version:
        return False  # an IPv6 socket is bound to IPv6 alone, so 0.0.0.0 and [::] go together
    return first == second or first.is_unspecified or second.is_unspecified


def _parsed(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
