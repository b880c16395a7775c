"""What a dialect is: five pure functions and its tables. Nothing here, and nothing a dialect does, waits or keeps state.

Every function turns values into values. What cannot be done is a `ProblemRaised`; no other exception leaves a dialect.
`write_problem` alone may not raise: it must work with nothing but a raw request line.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from typing import Generic, Protocol, TypeAlias, TypeVar

from msgspec import Struct

from gateway.dialects.change import Change
from gateway.dialects.entries import Entry
from gateway.dialects.face import Face, Option
from gateway.dialects.tables import Operation
from gateway.model import ApiRequest, ApiResponse, Credentials, Loss, Note, Problem, Representation
from gateway.wire import WireRequest, WireResponse

Wire_co = TypeVar("Wire_co", covariant=True)

Conversation: TypeAlias = Generator[ApiRequest, ApiResponse, ApiResponse]
"""Several calls that answer one: yields what to ask next, is sent the answer, returns the answer for the caller."""

Recipe: TypeAlias = Callable[[ApiRequest, Face], Conversation]


class Written(Struct, Generic[Wire_co], frozen=True):
    """Something put on the wire, the named changes that fired on the way, and what could not be said."""

    wire: Wire_co
    notes: tuple[Note, ...] = ()
    losses: tuple[Loss, ...] = ()


class Dialect(Protocol):
    """One wire dialect, as caller side and as backend side.

    `prefers` is what a backend of this dialect is asked for by default; `operations` is the capability list, by canonical
    name; `recipes` are the operations that take this dialect several calls.
    """

    @property
    def name(self) -> str: ...
    @property
    def root(self) -> str:
        """The base path where the settings give none."""
        ...

    @property
    def prefers(self) -> Representation: ...
    @property
    def readable(self) -> tuple[Representation, ...]:
        """The representations a backend of this dialect can be read in."""
        ...

    @property
    def options(self) -> tuple[Option, ...]: ...
    @property
    def changes(self) -> tuple[Change, ...]: ...
    @property
    def operations(self) -> Mapping[str, Operation]: ...
    @property
    def recipes(self) -> Mapping[str, Recipe]: ...

    @property
    def entries(self) -> Sequence[Entry]:
        """Its places: method, path below the version, the operations served there and how their data is turned around."""
        ...

    def listing(self) -> Iterable[tuple[str, tuple[str, ...], Operation]]:
        """Every place of the dialect: method, path below the version, and a canonical operation that it serves."""
        ...

    def claims(self, path: str) -> bool:
        """Whether a path looks like this dialect's: which dialect a stray request is answered in."""
        ...

    def read_credentials(self, wire: WireRequest) -> Credentials | None:
        """What a caller's request presents, by its head alone; None where that is nothing, or nothing that can be read."""
        ...

    def read_request(self, wire: WireRequest, face: Face) -> ApiRequest:
        """A caller's request as what it means. Raises ProblemRaised where it means nothing."""
        ...

    def write_request(self, api: ApiRequest, face: Face) -> Written[WireRequest]:
        """The request this dialect's backend understands. Raises ProblemRaised where the dialect has no such operation."""
        ...

    def read_response(self, wire: WireResponse, asked: ApiRequest, face: Face) -> ApiResponse:
        """A backend's answer as what it means. Raises ProblemRaised for an error, and for an answer that can't be read."""
        ...

    def write_response(self, response: ApiResponse, asked: ApiRequest, face: Face) -> Written[WireResponse]:
        """The answer in the caller's dialect and in the representation it asked for."""
        ...

    def write_problem(self, problem: Problem, request: WireRequest, face: Face) -> WireResponse:
        """The problem in the caller's dialect and representation. Never raises, whatever `request` holds."""
        ...
