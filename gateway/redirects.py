"""Redirects of a backend to a file on its own host. A caller can't follow them: it does not know that host, nor its accounts.

The gateway fetches such a file itself. A redirect to any other host is the caller's to follow, and one to the API itself is
turned around like every URI.
"""

from __future__ import annotations

from http import HTTPStatus

from gateway.carried_headers import carry_headers
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face
from gateway.wire import Headers, WireRequest, WireResponse


def own_file(incoming: WireResponse, asked: WireRequest, dialect: Dialect, behind: Face) -> WireRequest | None:
    """The request for the file a redirect leads to, where that lies on the backend's own host and outside its API.

    It carries no credentials: the address is the key, as it is for every other host a backend may redirect to.
    """
    location = incoming.headers.get("Location")
    if not HTTPStatus.MULTIPLE_CHOICES <= incoming.status < HTTPStatus.BAD_REQUEST or location is None:
        return None
    target = behind.without_host(location) or (location if location.startswith("/") and location[1:2] != "/" else None)
    if target is None or dialect.claims(target):
        return None
    return WireRequest("GET", target.partition("#")[0], Headers(carry_headers(asked.headers, media=True)))
