"""Redirects of a backend to its own host. A caller can't follow them: it does not know that host, nor its accounts.

A file there the gateway fetches itself; a place of the API is turned around like every URI; any other place is no answer. A
redirect to another host is the caller's to follow.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote, urljoin, urlsplit

from msgspec.structs import replace

from gateway.carried_headers import carry_headers
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face
from gateway.dialects.refusal import unreadable
from gateway.model import ApiResponse, Problem, ProblemKind, ProblemRaised, Source
from gateway.wire import Headers, WireRequest, WireResponse

_REDIRECTION = 3  # the class of the status (RFC 9110 section 15.4)
_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))


def settle(incoming: WireResponse, asked: WireRequest, behind: Face) -> WireResponse:
    """The answer, its Location made a whole URL as the settings write it where it leads to the backend's own host.

    A Location may be relative to what was asked, name no scheme, or write the host in another way (RFC 9110 section 10.2.2).
    Raises ProblemRaised (502) for a redirect that leads nowhere.
    """
    location = incoming.headers.get("Location") if _redirects(incoming.status) else None
    if location is None:
        return incoming
    try:
        place = urlsplit(urljoin(behind.base_url + asked.target, location))
    except ValueError:
        raise unreadable("The backend's redirect can't be read: its Location is no URL.") from None
    host = place.netloc.rpartition("@")[2]
    target = behind.without_host(place._replace(netloc=host, path=place.path or "/", fragment="").geturl())
    if target is None:
        return incoming
    headers = incoming.headers.without("Location").plus(("Location", f"{behind.base_url}{target}"))
    return replace(incoming, headers=headers)


def own_file(incoming: WireResponse, asked: WireRequest, dialect: Dialect, behind: Face) -> WireRequest | None:
    """The request for the file a settled redirect leads to, where that lies on the backend's own host and outside its API.

    It carries no credentials: the address is the key, as it is for every other host a backend may redirect to.
    """
    location = incoming.headers.get("Location")
    target = behind.without_host(location) if location and _redirects(incoming.status) else None
    if target is None or dialect.claims(target):
        return None
    return WireRequest(
        "GET", quote(target, safe=_VISIBLE, encoding="latin-1"), Headers(carry_headers(asked.headers, media=True))
    )


def refuse_locked(file: WireResponse) -> None:
    """Raises ProblemRaised (502) where such a file asks for credentials: the request for it carries nobody's."""
    if file.status == HTTPStatus.UNAUTHORIZED:
        said = "The backend redirects to a file of its own that it gives to nobody without credentials."
        raise ProblemRaised(Problem(ProblemKind.BACKEND_FAILED, Source.BACKEND, HTTPStatus.BAD_GATEWAY, said))


def refuse_hidden(response: ApiResponse, behind: Face) -> None:
    """Raises ProblemRaised (502) for a redirect to a place of the backend that callers can't be told."""
    location = response.location
    if _redirects(response.status) and isinstance(location, str) and behind.without_host(location) is not None:
        raise unreadable(
            "The backend redirects to a place of its own that callers can't reach. It may have done what was asked."
        )


def _redirects(status: int) -> bool:
    return status // 100 == _REDIRECTION
