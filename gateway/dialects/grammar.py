"""What the resource-path dialects differ in besides their tables: version, paging words, envelopes, errors, media.

`rest.py` holds what they share; a dialect of that family supplies one Grammar and its entries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from msgspec import Struct

from gateway.dialects.compiled.answers import Framing
from gateway.dialects.face import Face
from gateway.dialects.record import Record
from gateway.dialects.tables import Operation
from gateway.model import ApiRequest, ApiResponse, Page, Problem, Representation, Resource
from gateway.wire import WireRequest, WireResponse

Document: TypeAlias = tuple[str, bytes]
"""A Content-Type and the bytes of a body."""


class PagingWords(Struct, frozen=True):
    """The query parameters that choose a slice; one is empty where the dialect has no such."""

    number: str
    size: str
    token: str = ""


class Grammar(Framing, Protocol):
    """The byte forms of one resource-path dialect."""

    def __hash__(self) -> int:
        """There is one of each dialect: it is told from others by nothing it holds."""
        ...

    @property
    def version(self) -> str:
        """The path segment that names it: `2010-04-01`."""
        ...

    @property
    def root(self) -> str:
        """The base path where the settings give none: what stands before the version."""
        ...

    @property
    def suffix_anywhere(self) -> bool:
        """Whether `.json` and `.xml` may stand behind any segment of a path."""
        ...

    @property
    def reads_query_of_post(self) -> bool:
        """Whether parameters in the query of a POST or PUT count."""
        ...

    def paging_of(self, operation: str) -> PagingWords: ...

    def write_path(self, segments: tuple[str, ...], suffix: str, operation: str) -> str:
        """The path below the version, as a backend is asked: quoted, and with the suffix where this dialect puts it."""
        ...

    @property
    def media(self) -> Mapping[str, Mapping[str, Representation]]:
        """Operations that answer with bytes: canonical name → suffix → which bytes (`""` is the path without a suffix)."""
        ...

    @property
    def structural(self) -> bool:
        """Whether a path below an account that no table knows is passed on by the structural rule."""
        ...

    @property
    def locates(self) -> bool:
        """Whether the answer to a create carries a `Location`."""
        ...

    def puts(self, operation: str) -> bool:
        """Whether a PUT on the path of that update means the update."""
        ...

    @property
    def realm(self) -> str: ...

    def choose(self, suffix: str, accept: str | None) -> Representation:
        """The representation a suffix or an Accept header asks for."""
        ...

    def read_request(self, api: ApiRequest, wire: WireRequest, face: Face) -> ApiRequest:
        """The last word on a request that was read: the switches of a route."""
        ...

    def prepare(self, api: ApiRequest, face: Face) -> ApiRequest:
        """A request before it is written to a backend. Raises ProblemRaised for what this dialect must not be asked."""
        ...

    def write_empty(self, status: int, asked: ApiRequest, face: Face) -> Document | None:
        """The body of a success that has none, where the dialect gives it one."""
        ...

    def write_body(self, response: ApiResponse, asked: ApiRequest, face: Face, record: Record) -> Document:
        """A resource or a page, by this dialect's own names, in the representation asked for."""
        ...

    def read_body(self, wire: WireResponse, operation: Operation | None, asked: ApiRequest, face: Face) -> Resource | Page:
        """The same, read. Raises CodecError or ProblemRaised."""
        ...

    def write_error(self, problem: Problem, path: str, representation: Representation, face: Face) -> Document:
        """A problem in the representation the request asked for; `path` is the request's own, as the caller wrote it."""
        ...

    def read_error(self, wire: WireResponse, asked: ApiRequest) -> Problem:
        """The problem a backend's answer of status 400 or more tells, readable or not."""
        ...

    def error_status(self, problem: Problem) -> int:
        """The status of a problem towards a caller."""
        ...

    def success_status(self, operation: Operation, status: int, face: Face) -> int:
        """The status of a success towards a caller: the dialect's own, whatever the backend of another said."""
        ...
