"""What callers, logins and addresses are counted by: digests, so that a key holds no name and takes the same room for all.

An IPv6 address counts as the /64 it is in, which is what one customer is given (RFC 6177); an IPv4 address within IPv6 counts
as itself.
"""

from __future__ import annotations

import hashlib
import ipaddress
from functools import lru_cache

from msgspec import Struct

from gateway.remembered import Remembered

_PREFIX = 64
_DIGEST = 16
_REMEMBERED, _SHORT = 4096, 256
"""Of so many texts the digests are remembered, none of them longer than this: each caller comes again and again."""


def key_of(*parts: str) -> str:
    """A digest of these parts in this order, as 32 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for part in parts:
        # A header that was no UTF-8 arrives with surrogates in it.
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


@lru_cache(maxsize=4096)
def neighbourhood(client: str) -> str:
    """The address itself, or the /64 it is in. What is no address, such as the peer of a Unix socket, stays as it is."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), _PREFIX), strict=False))


class Attempt(Struct, frozen=True, gc=False):
    """A login: the keys of where it comes from, of what it claims to be, and of the two together."""

    address: str
    login: str
    pair: str

    @staticmethod
    def of(client: str, login: str) -> Attempt:
        return _ATTEMPTS[client, login]


def caller_key(caller: str) -> str:
    """The key of a caller."""
    return _CALLERS[caller]


def _attempt(said: tuple[str, ...]) -> Attempt:
    client, login = said
    address = neighbourhood(client)
    return Attempt(key_of("address", address), key_of("login", login), key_of("pair", address, login))


def _caller(caller: str) -> str:
    return key_of("caller", caller)


_ATTEMPTS = Remembered(_attempt, most=_REMEMBERED, longest=_SHORT)
_CALLERS = Remembered(_caller, most=_REMEMBERED, longest=_SHORT)
