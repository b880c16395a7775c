"""Chooses the route of a request. Pure: a request and a table give a Route, or the dialect to say in that there is none.

The first route whose conditions all hold wins. The path is compared as the dialects read it: repeated slashes count as one.
What a request costs does not grow with the number of routes: those that its host, its first segment or its accounts rule out
are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from msgspec import Struct

from gateway.codecs.basic import read_basic
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face
from gateway.dialects.sids import account_sid
from gateway.dialects.target import collapse_slashes
from gateway.remembered import Remembered
from gateway.wire import WireRequest

_ACCOUNT = re.compile(r"/Accounts(?:\.\w+)?/(?P<sid>[^/.?]+)", re.ASCII)
_PORT = re.compile(r":\d*$")
_REMEMBERED = 4096  # choices of routes, each by a host, a first segment and accounts that routes name
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Condition:
    """What a request must be for a route: all given parts must hold.

    `path` is a prefix of whole segments, `host` a lower-case name without its port, `headers` lower-case names with their
    values, `accounts` SIDs of which one must stand in the path or the credentials, there perhaps as an API key.
    """

    path: str = ""
    host: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    accounts: frozenset[str] | None = field(default=None, repr=False)

    def holds(self, wire: WireRequest, path: str) -> bool:
        """Whether the path and the fields of a request are as they must be, whose host and accounts are."""
        return self.covers(path) and (
            not self.headers or all(wire.headers.get(name) == value for name, value in self.headers.items())
        )

    def covers(self, path: str) -> bool:
        """Whether the path alone may take this route."""
        return not self.path or path == self.path or path.startswith(f"{self.path}/")


class Route(Struct, frozen=True):
    """One way through the gateway: who calls how, which backend answers, and what becomes of what can't be said."""

    name: str
    condition: Condition
    caller: Dialect
    face: Face
    backend: str
    on_loss: str = "warn"
    unknown_parameters: str = "pass"


class RouteTable:
    """The routes of one listener, in their order."""

    def __init__(self, routes: Sequence[Route]) -> None:
        conditions = [route.condition for route in routes]
        self._routes = tuple(routes)
        self._hosts = frozenset(condition.host for condition in conditions if condition.host)
        self._segments = frozenset(_first_segment(condition.path) for condition in conditions if condition.path)
        self._accounts = _NOBODY.union(*(condition.accounts or _NOBODY for condition in conditions))
        self._left = lru_cache(_REMEMBERED)(self._leave_out)

    def choose(self, wire: WireRequest) -> Route | None:
        """The first route that takes the request, or None."""
        path = wire.path
        if "//" in path:
            path = collapse_slashes(path)
        host = _host(wire) if self._hosts else ""
        segment = _first_segment(path)
        accounts = _accounts(wire, path) & self._accounts if self._accounts else _NOBODY
        # Only what the routes themselves name is remembered: nobody can fill the memory with hosts of his own.
        left = self._left(host if host in self._hosts else "", segment if segment in self._segments else "", accounts)
        for route, is_sure in left:
            if is_sure or route.condition.holds(wire, path):
                return route
        return None

    def _leave_out(self, host: str, segment: str, accounts: frozenset[str]) -> tuple[tuple[Route, bool], ...]:
        """The routes that this host, this first segment of the path and these accounts leave, and whether nothing else is left
        to look at."""
        return tuple(
            (route, not route.condition.headers and _is_whole(route.condition.path, segment))
            for route in self._routes
            if route.condition.host in ("", host)
            and (not route.condition.path or _first_segment(route.condition.path) == segment)
            and (route.condition.accounts is None or route.condition.accounts & accounts)
        )


def choose_route(wire: WireRequest, routes: Sequence[Route]) -> Route | None:
    """The first route that takes the request, or None."""
    return RouteTable(routes).choose(wire)


def choose_voice(wire: WireRequest, routes: Sequence[Route], dialects: Mapping[str, Dialect]) -> tuple[Dialect, Face | None]:
    """The dialect a request no route takes is refused in: the one its path looks like, else that of the first route.

    Of a request that could not be parsed the path is all there is: a route at that path is the one it would have taken. The
    Face is that of the first route of the dialect, None where no route speaks it.
    """
    path = collapse_slashes(wire.path)
    placed = [route for route in routes if route.condition.path and route.condition.covers(path)]
    if placed:
        voice = next((route for route in placed if route.caller.claims(wire.path)), placed[0])
        return voice.caller, voice.face
    spoken = [route for route in routes if route.caller.claims(wire.path)] or list(routes)
    if spoken and spoken[0].caller.claims(wire.path):
        return spoken[0].caller, spoken[0].face
    claimed = next((dialect for dialect in dialects.values() if dialect.claims(wire.path)), None)
    if claimed is not None:
        return claimed, None
    return (spoken[0].caller, spoken[0].face) if spoken else (next(iter(dialects.values())), None)


def _host(wire: WireRequest) -> str:
    host = wire.headers.get("Host")
    return _BARE[host] if host else ""


def _bare(host: str) -> str:
    host = host.lower()
    return (_PORT.sub("", host) if ":" in host else host).rstrip(".")


_BARE: Remembered[str, str] = Remembered(_bare, most=256, longest=256)


def _is_whole(path: str, segment: str) -> bool:
    """Whether every path with this first segment, "" where it is any other, is covered by that one."""
    return not path or (segment != "" and path == f"/{segment}")


def _first_segment(path: str) -> str:
    return path[1:].partition("/")[0] if path.startswith("/") else ""


def _accounts(wire: WireRequest, path: str) -> frozenset[str]:
    # The first is the account the call is about: one further down must not take its credentials to another backend.
    match = _ACCOUNT.search(path)
    said = set(wire.headers.get_all("Authorization") or wire.headers.get_all("Authentication"))
    credentials = read_basic(said.pop()) if len(said) == 1 else None
    named = {unquote(match["sid"])} if match else set()
    return frozenset(map(account_sid, named | ({credentials.id} if credentials else set())))
