"""One request being answered, and the shapes an answer may take before it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import TypeAlias, Union

from gateway.sandbox.errors import not_found
from gateway.sandbox.forms import Form
from gateway.sandbox.kinds import Kind, represent
from gateway.sandbox.store import Record, Scene
from gateway.sandbox.values import Fields


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked.

    `caller` is the account whose credentials were shown, `account` the one in the path (both empty where there is none).
    `segments` are the decoded path segments below the account, `ids` those that stand for a `*` of the route, `path` the
    path as requested, suffix included.
    """

    scene: Scene
    caller: str
    account: str
    segments: tuple[str, ...]
    ids: tuple[str, ...]
    path: str
    suffix: str
    query: Form
    form: Form

    @property
    def folder(self) -> str:
        """The path below the account."""
        return "/".join(self.segments)

    def records(self, folder: str) -> list[Record]:
        """Every record of a folder of the account in the path, newest first."""
        return self.scene.store.newest_first(self.account, folder)

    def need(self, folder: str, sid: str) -> Record:
        """The record of that id, or a 404 for the path as requested."""
        record = self.scene.store.find(self.account, folder, sid)
        if record is None:
            raise not_found(self.path)
        return record

    def make(self, kind: Kind, folder: str, fields: Fields) -> Record:
        """A new record of a kind, with a new id, made now."""
        store = self.scene.store
        return store.add(self.account, folder, store.issue_sid(kind.prefix), self.scene.now, fields)

    def show(self, kind: Kind, record: Record, status: HTTPStatus = HTTPStatus.OK, folder: str = "") -> Instance:
        return Instance(kind.element, represent(kind, record, self.scene, folder), status)

    def discard(self, record: Record) -> Nothing:
        self.scene.store.remove(record)
        return Nothing()


@dataclass(frozen=True, slots=True)
class Instance:
    """One resource."""

    element: str
    fields: Fields
    status: HTTPStatus = HTTPStatus.OK


@dataclass(frozen=True, slots=True)
class Listing:
    """All items of a list, before paging. `folder` is the path they are shown under, their own unless told."""

    kind: Kind
    rows: Sequence[Record]
    folder: str = ""
    paged: bool = True


@dataclass(frozen=True, slots=True)
class Nothing:
    """204 without a body."""


@dataclass(frozen=True, slots=True)
class File:
    """Bytes that are no representation: audio, a picture, plain text."""

    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Redirect:
    """The thing is elsewhere. With an `element` the place is told in a body too."""

    location: str
    element: str = ""


Answer: TypeAlias = Union[Instance, Listing, Nothing, File, Redirect]
Handler: TypeAlias = Callable[[Exchange], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """A path below the account, `*` for an id, and what each method does.

    `media` are suffixes beyond the representations. `public` are the suffixes under which a GET needs no credentials.
    """

    path: str
    methods: Mapping[str, Handler]
    media: frozenset[str] = frozenset()
    public: frozenset[str] = frozenset()

    def match(self, segments: tuple[str, ...]) -> tuple[str, ...] | None:
        """The ids in the path, or None where it is not this route's."""
        pattern = self.path.split("/")
        if len(pattern) != len(segments):
            return None
        pairs = tuple(zip(pattern, segments, strict=True))
        if any(part not in ("*", segment) for part, segment in pairs):
            return None
        return tuple(segment for part, segment in pairs if part == "*")


def route(
    path: str,
    *,
    media: frozenset[str] = frozenset(),
    public: frozenset[str] = frozenset(),
    **methods: Handler,
) -> Route:
    """A route; methods are given by name: `GET=fetch, DELETE=remove`."""
    return Route(path, MappingProxyType(methods), media, public)
