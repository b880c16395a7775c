"""The operator's listener: one that others than this machine can reach asks for a token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_address

from gateway.settings.faults import Fault, quote
from gateway.settings.nodes import Place
from gateway.settings.scalars.addresses import bind_from


def check_admin(root: Place) -> Iterator[Fault]:
    """A fault where the address is no loopback one and no token is set. A faulty token has its own."""
    admin = root.at("admin")
    place = admin.at("bind")
    bind = bind_from(place.text) if place.text is not None else None
    if bind is None or "token" in admin.keys or _is_loopback(bind.host):
        return
    expected = "a loopback address, or a token beside it: who reaches this one could reload and drain the gateway"
    yield place.fault(found=quote(str(bind)), expected=expected, nearest=str(replace(bind, host="127.0.0.1")))


def _is_loopback(host: str) -> bool:
    """Whether nothing but this machine reaches the host. A name other than `localhost` may mean any address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
