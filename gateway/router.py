"""Chooses the route of a request. Pure: a request and a table give a Route, or the dialect to say in that there is none.

The first route whose conditions all hold wins. The path is compared as the dialects read it: repeated slashes count as one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from gateway.codecs.basic import read_basic
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face
from gateway.dialects.sids import account_sid
from gateway.wire import WireRequest

_ACCOUNT = re.compile(r"/Accounts(?:\.\w+)?/(?P<sid>[^/.?]+)", re.ASCII)


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
        return (
            self.covers(path)
            and (not self.host or _host(wire) == self.host)
            and all(wire.headers.get(name) == value for name, value in self.headers.items())
            and (self.accounts is None or bool(self.accounts & _accounts(wire, path)))
        )

    def covers(self, path: str) -> bool:
        """Whether the path alone may take this route."""
        return not self.path or path == self.path or path.startswith(f"{self.path}/")


@dataclass(frozen=True, slots=True)
class Route:
    """One way through the gateway: who calls how, which backend answers, and what becomes of what can't be said."""

    name: str
    condition: Condition
    caller: Dialect
    face: Face
    backend: str
    on_loss: str = "warn"
    unknown_parameters: str = "pass"


def choose_route(wire: WireRequest, routes: Sequence[Route]) -> Route | None:
    """The first route that takes the request, or None."""
    path = re.sub("/{2,}", "/", wire.path)
    return next((route for route in routes if route.condition.holds(wire, path)), None)


def choose_voice(wire: WireRequest, routes: Sequence[Route], dialects: Mapping[str, Dialect]) -> tuple[Dialect, Face | None]:
    """The dialect a request no route takes is refused in: the one its path looks like, else that of the first route.

    Of a request that could not be parsed the path is all there is: a route at that path is the one it would have taken. The
    Face is that of the first route of the dialect, None where no route speaks it.
    """
    path = re.sub("/{2,}", "/", wire.path)
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
    host = (wire.headers.get("Host") or "").lower()
    return re.sub(r":\d*$", "", host).rstrip(".")


def _accounts(wire: WireRequest, path: str) -> frozenset[str]:
    # The first is the account the call is about: one further down must not take its credentials to another backend.
    match = _ACCOUNT.search(path)
    said = set(wire.headers.get_all("Authorization") or wire.headers.get_all("Authentication"))
    credentials = read_basic(said.pop()) if len(said) == 1 else None
    named = {unquote(match["sid"])} if match else set()
    return frozenset(map(account_sid, named | ({credentials.id} if credentials else set())))
