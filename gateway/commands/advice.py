"""What an operator should know of a configuration that is valid: what weakens it, and what will be missed when something fails.

One line each, and only what has to be decided by somebody. Pure: nothing is asked of the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from gateway.settings import MEMORY, Settings


def worth_knowing(settings: Settings) -> Iterator[str]:
    """The lines, the gravest first. No secret, account id or value of a header stands in them."""
    yield from _about_secrets(settings)
    yield from _about_listeners(settings)
    yield from _about_backends(settings)
    yield from _about_operating(settings)


def _about_secrets(settings: Settings) -> Iterator[str]:
    for name, backend in settings.backends.items():
        if backend.tls is not None and not backend.tls.verify:
            yield f"backend {name}: whoever answers is believed, for its certificate is not checked; see backends.{name}.tls"
        plain = [one for one in backend.endpoints if one.startswith("http:") and not _stays_here(urlsplit(one).hostname or "")]
        if plain:
            yield f"backend {name}: credentials go over plain HTTP to {', '.join(plain)}"
    if settings.allow_inline_secrets:
        yield "secrets may stand in the config as plain text: allow_inline_secrets is true"


def _about_listeners(settings: Settings) -> Iterator[str]:
    for listen in settings.listen:
        if listen.tls is None and not listen.trusted_proxies and not _stays_here(listen.bind.host):
            yield f"{listen.bind} speaks plain HTTP to other machines: give it tls, or name the TLS edge in trusted_proxies"
        if _is_everywhere(urlsplit(listen.public_url).hostname or ""):
            yield f"callers are handed links to {listen.public_url}, which is no address of theirs: set public_url"


def _about_backends(settings: Settings) -> Iterator[str]:
    used = {route.backend for route in settings.routes}
    for name, backend in settings.backends.items():
        if name not in used:
            yield f"backend {name}: no route leads to it"
        elif len(backend.endpoints) > 1 and backend.health is None:
            yield f"backend {name}: which of its {len(backend.endpoints)} endpoints is down only failing calls tell; set health"


def _about_operating(settings: Settings) -> Iterator[str]:
    if settings.admin is None:
        yield "nobody can ask whether it is ready or read its metrics: set admin, as in admin: {bind: 127.0.0.1:9090}"
    if settings.workers > 1 and settings.limits.store == MEMORY and settings.limits.per_caller.rate is not None:
        yield f"each of {settings.workers} workers lets a caller have its whole rate: limits.store is memory"


def _stays_here(host: str) -> bool:
    """Whether only this machine can be meant."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")  # RFC 6761, section 6.3


def _is_everywhere(host: str) -> bool:
    """Whether it stands for every address of a machine."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
