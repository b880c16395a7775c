"""The resource-path dialects: `/{version}/Accounts/{sid}/Calls.json`, forms in, envelopes out, tables for the rest.

One instance is one dialect, made of a Grammar (byte forms) and entries: which method and path serve which canonical
operation, with the plans `derive` compiled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from gateway.dialects import rest_backend, rest_caller
from gateway.dialects.base import Recipe, Written
from gateway.dialects.change import Change
from gateway.dialects.entries import Entry
from gateway.dialects.face import Face, Option
from gateway.dialects.grammar import Grammar
from gateway.dialects.paths import PathTable
from gateway.dialects.tables import Operation
from gateway.dialects.target import collapse_slashes
from gateway.model import ApiRequest, ApiResponse, Credentials, Problem, Representation
from gateway.wire import WireRequest, WireResponse


@dataclass(frozen=True)
class RestDialect:
    """One resource-path dialect; `gateway.dialects.base.Dialect` says what each function promises."""

    name: str
    grammar: Grammar
    entries: tuple[Entry, ...]
    prefers: Representation
    readable: tuple[Representation, ...] = (Representation.JSON, Representation.XML)
    options: tuple[Option, ...] = ()
    changes: tuple[Change, ...] = ()
    recipes: Mapping[str, Recipe] = field(default_factory=dict)

    @property
    def root(self) -> str:
        return self.grammar.root

    @cached_property
    def paths(self) -> PathTable:
        return PathTable(self.entries)

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        return MappingProxyType({op.name: op for entry in self.entries for op in entry.operations})

    def listing(self) -> Iterator[tuple[str, tuple[str, ...], Operation]]:
        return ((entry.method, entry.path, operation) for entry in self.entries for operation in entry.operations)

    def claims(self, path: str) -> bool:
        return f"/{self.grammar.version}" in collapse_slashes(path)

    def read_credentials(self, wire: WireRequest) -> Credentials | None:
        return rest_caller.read_credentials(wire)

    def read_request(self, wire: WireRequest, face: Face) -> ApiRequest:
        return rest_caller.read_request(wire, face, self.grammar, self.paths)

    def write_request(self, api: ApiRequest, face: Face) -> Written[WireRequest]:
        return rest_backend.write_request(api, face, self.grammar, self.paths)

    def read_response(self, wire: WireResponse, asked: ApiRequest, face: Face) -> ApiResponse:
        return rest_backend.read_response(wire, asked, face, self.grammar, self.paths)

    def write_response(self, response: ApiResponse, asked: ApiRequest, face: Face) -> Written[WireResponse]:
        return rest_caller.write_response(response, asked, face, self.grammar, self.paths)

    def write_problem(self, problem: Problem, request: WireRequest, face: Face) -> WireResponse:
        return rest_caller.write_problem(problem, request, face, self.grammar)
