"""What stands between a caller and the path of a call: how many there are, who failed to log in, what each caller may have.

The pipeline knows these as three doors and their order; `policy/admission` makes them. `OPEN` has none of them closed.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from copy import copy
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from msgspec.structs import replace

from gateway.model import ApiRequest, ApiResponse, Credentials, ProblemKind, ProblemRaised, Source
from gateway.policy.credentials import Account, unauthenticated
from gateway.remembered import Remembered
from gateway.trail import Trail
from gateway.wire import ByteStream, WireRequest, WireResponse


class Place(Protocol):
    """Something a call holds: for as long as a block lasts, or until it leaves it. Giving it back raises nothing."""

    async def __aenter__(self) -> None:
        """Raises ProblemRaised where none is to be had."""

    async def __aexit__(self, *raised: object) -> None: ...

    def leave(self) -> None: ...


class Gate(Protocol):
    """Calls in progress in this process."""

    @property
    def crowded(self) -> bool:
        """Whether one more call would have to wait."""
        ...

    def hold(self) -> Place:
        """One place, for as long as it is held. Raises ProblemRaised (503) where none comes free in time."""
        ...


class Logins(Protocol):
    """Failed logins, counted by where they come from and by what they claim to be."""

    async def check(self, client: str, login: str) -> None:
        """Raises ProblemRaised (429) where there were too many."""
        ...

    async def note(self, client: str, login: str, *, succeeded: bool) -> None: ...


class Callers(Protocol):
    """What one caller may have at once and in a while."""

    def hold(self, caller: str) -> Place:
        """One call of this caller. Raises ProblemRaised (429) where it has had too many."""
        ...


class _Open:
    """A door that is always open, and the place behind it."""

    crowded = False

    def hold(self, caller: str = "") -> Place:
        del caller
        return self

    async def __aenter__(self) -> None: ...

    async def __aexit__(self, *raised: object) -> None: ...

    def leave(self) -> None: ...

    async def check(self, client: str, login: str) -> None: ...

    async def note(self, client: str, login: str, *, succeeded: bool) -> None: ...


_OPEN = _Open()


@dataclass(frozen=True, slots=True)
class Entry:
    """The three doors, in the order they are met. As long as `stay` is held none of them is taken away."""

    gate: Gate = _OPEN
    logins: Logins = _OPEN
    callers: Callers = _OPEN
    stay: Callable[[], AbstractContextManager[None]] = nullcontext


OPEN = Entry()
_DIGEST = 32  # bytes


Recognise: TypeAlias = Callable[[Credentials], bool]
"""Whether these are the credentials of an account here, in the same time whatever is wrong with them."""


async def check_login(credentials: Credentials, wire: WireRequest, logins: Logins, recognises: Recognise | None) -> None:
    """Raises ProblemRaised: 401 for credentials nobody has here, 429 where too many of them failed, without looking.

    Failures are counted by id, so that a guesser gains nothing by changing the secret, and by address.
    """
    client, login = wire.client or wire.remote, _LOGINS[credentials.id]
    await logins.check(client, login)
    if recognises is None:
        return  # `heed_backend` hears who does know them
    recognised = recognises(credentials)
    await logins.note(client, login, succeeded=recognised)
    if not recognised:
        raise unauthenticated()


async def heed_backend(asking: Awaitable[ApiResponse], asked: ApiRequest, wire: WireRequest, logins: Logins) -> ApiResponse:
    """The answer. Counts what the backend says of credentials that it alone can check.

    That it gave a file proves nothing: there are backends that give them to everybody.
    """
    credentials = asked.credentials
    try:
        response = await asking
    except ProblemRaised as raised:
        refused = raised.problem.kind is ProblemKind.UNAUTHENTICATED and raised.problem.source is Source.BACKEND
        if credentials is not None and refused:
            await logins.note(wire.client or wire.remote, _LOGINS[credentials.id], succeeded=False)
        raise
    if credentials is not None and not asked.representation.is_media:
        await logins.note(wire.client or wire.remote, _LOGINS[credentials.id], succeeded=True)
    return response


def _login_of(account_id: str) -> str:
    """What failures are counted by: one for all spellings of an id that a backend may take for the same."""
    return account_id.strip().casefold()


_LOGINS: Remembered[str, str] = Remembered(_login_of, most=1_024)


def caller_of(account: Account | None, asked: ApiRequest, wire: WireRequest) -> str:
    """Who a call is counted for.

    The account, where it is known. With credentials nobody has checked here it is the pair of id and secret: who knows the id
    alone can't use up what its owner may have. Without any it is the address.
    """
    if account is not None:
        return f"account:{account.name}"
    presented = asked.credentials
    if presented is None:
        return f"client:{wire.client or wire.remote}"
    whole = f"{_LOGINS[presented.id]}:{presented.secret}"
    return "login:" + hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).hexdigest()


class Held:
    """What a call holds: the doors as they stand, its places, the bodies that still arrive for it.

    All is given back once, the last first: when the call has ended or, where its answer is streamed, when that is out.
    """

    __slots__ = ("_places", "_stay", "_trail")

    def __init__(self, entry: Entry, trail: Trail) -> None:
        self._places: list[Place] = []
        self._trail = trail
        self._stay: AbstractContextManager[None] | None = entry.stay()
        self._stay.__enter__()

    async def take(self, place: Place) -> None:
        """Holds a place from now on. Raises ProblemRaised where there is none."""
        await place.__aenter__()
        self._places.append(place)

    async def let_go(self) -> None:
        """Gives back what is held, if it still is."""
        stay, self._stay = self._stay, None
        if stay is None:
            return
        try:
            while self._places:
                self._places.pop().leave()
            for sent in self._trail.sent:  # the call ended without what is still arriving
                if sent.response is not None and sent.response.stream is not None:
                    await sent.response.stream.aclose()
        finally:
            stay.__exit__(None, None, None)

    def keep_while_streaming(self, response: WireResponse) -> WireResponse:
        """The response, which gives back what is held here once its body is out, where that comes piece by piece."""
        if response.stream is None:
            return response
        kept = copy(self)
        self._stay = None
        return replace(response, stream=_HoldingStream(response.stream, kept))


class _HoldingStream:
    """A stream that holds places until it is let go of."""

    def __init__(self, stream: ByteStream, held: Held) -> None:
        self._stream = stream
        self._held = held

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            await self._held.let_go()
