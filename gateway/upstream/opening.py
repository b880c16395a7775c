"""Opens connections to an endpoint: its name looked up, its addresses tried side by side, TLS with the name it must prove.

"Happy Eyeballs" (RFC 8305): where a host has several addresses and the first does not answer at once, the next is tried too.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ssl import CertificateError, SSLContext, SSLError, create_default_context
from typing import TypeVar

from aiohappyeyeballs import start_connection
from yarl import URL

from gateway.upstream import causes

_NEXT_ADDRESS_AFTER = 0.25  # seconds; "Recommended to be 250 milliseconds" (RFC 8305 section 5)
_P = TypeVar("_P", bound=asyncio.Protocol)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an endpoint is, and how it proves to be who it is; `server_name` is whom its certificate must name."""

    host: str
    port: int
    ssl: SSLContext | None
    server_name: str | None

    @classmethod
    def of(cls, url: URL, context: SSLContext | None, server_name: str | None) -> Address:
        """The address of an endpoint. Without a context the system's authorities are believed and nobody else."""
        host, port = url.raw_host or "", url.port or 0
        if url.scheme != "https":
            return cls(host, port, None, None)
        return cls(host, port, context or _usual_context(), (server_name or host).rstrip("."))


async def connect(address: Address, make: Callable[[], _P]) -> _P:
    """A connection, ready to be written to. Raises ClientConnectorError or one of its kinds."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    except OSError as error:
        raise causes.ClientConnectorDNSError from error
    try:
        connected = await start_connection(found, happy_eyeballs_delay=_NEXT_ADDRESS_AFTER, interleave=1)
        _, protocol = await loop.create_connection(
            make, sock=connected, ssl=address.ssl, server_hostname=address.server_name if address.ssl else None
        )
    except CertificateError as error:
        raise causes.ClientConnectorCertificateError from error
    except SSLError as error:
        raise causes.ClientConnectorSSLError from error
    except OSError as error:
        raise causes.ClientConnectorError(error.errno) from error
    return protocol


def _usual_context() -> SSLContext:
    context = create_default_context()
    context.set_alpn_protocols(("http/1.1",))
    return context
