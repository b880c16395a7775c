"""Where callers and operators reach the gateway."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from gateway.settings.scalars.addresses import Address, Bind, PublicUrl, TrustedNetwork
from gateway.settings.scalars.secrets import CallerSecret
from gateway.settings.sections.base import Section
from gateway.settings.sections.tls import ListenTls

DEFAULT_BIND = Bind("127.0.0.1", 8080)


def _own_url(before: dict[str, Any]) -> str:
    return f"{'https' if before.get('tls') else 'http'}://{before['bind']}"


class Listen(Section):
    """One address callers reach the gateway at."""

    bind: Address = Field(default=DEFAULT_BIND, description="the address to listen on, host:port")
    tls: ListenTls | None = Field(default=None, description="certificate and key; without them the listener speaks plain HTTP")
    public_url: PublicUrl = Field(
        default_factory=_own_url, description="the base of the absolute URLs handed to callers; by default the bind's own URL"
    )
    trusted_proxies: tuple[TrustedNetwork, ...] = Field(
        default=(), description="the networks whose X-Forwarded-* headers are believed; by default nobody's"
    )


class Admin(Section):
    """The operator's own listener: health, readiness, metrics, reload."""

    bind: Address = Field(description="the address to listen on, host:port")
    token: CallerSecret | None = Field(
        default=None, description="the bearer token operators present; needed where the address is not a loopback one"
    )
