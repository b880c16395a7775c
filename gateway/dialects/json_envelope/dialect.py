"""The JSON-envelope API as a dialect; `gateway.dialects.base.Dialect` says what each function promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from gateway.dialects.base import Recipe, Written
from gateway.dialects.change import Change
from gateway.dialects.entries import Entry
from gateway.dialects.face import Face, Option
from gateway.dialects.json_envelope import answer, backend, caller, reading
from gateway.dialects.json_envelope.host import first_resource
from gateway.dialects.json_envelope.operations import RESOURCES
from gateway.dialects.json_envelope.options import OPTIONS
from gateway.dialects.json_envelope.own_properties import NAME
from gateway.dialects.json_envelope.recipes import RECIPES
from gateway.dialects.json_envelope.tables import CHANGES, ENTRIES
from gateway.dialects.tables import Operation
from gateway.model import ApiRequest, ApiResponse, Credentials, Problem, Representation
from gateway.wire import WireRequest, WireResponse


@dataclass(frozen=True)
class JsonEnvelopeDialect:
    """The whole of it is in the tables of this folder: there is one, and it has no state."""

    name: str = NAME
    root: str = ""
    prefers: Representation = Representation.JSON
    readable: tuple[Representation, ...] = (Representation.JSON,)
    options: tuple[Option, ...] = OPTIONS
    changes: tuple[Change, ...] = CHANGES
    entries: Sequence[Entry] = ENTRIES

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        return RECIPES

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        return MappingProxyType({op.name: op for entry in self.entries for op in entry.operations})

    def listing(self) -> Iterator[tuple[str, tuple[str, ...], Operation]]:
        return ((entry.method, entry.path, operation) for entry in self.entries for operation in entry.operations)

    def claims(self, path: str) -> bool:
        return first_resource(path) in RESOURCES

    def read_credentials(self, wire: WireRequest) -> Credentials | None:
        return caller.read_credentials(wire)

    def read_request(self, wire: WireRequest, face: Face) -> ApiRequest:
        return caller.read_request(wire, face)

    def write_request(self, api: ApiRequest, face: Face) -> Written[WireRequest]:
        return backend.write_request(api, face)

    def read_response(self, wire: WireResponse, asked: ApiRequest, face: Face) -> ApiResponse:
        return reading.read_response(wire, asked, face)

    def write_response(self, response: ApiResponse, asked: ApiRequest, face: Face) -> Written[WireResponse]:
        return answer.write_response(response, asked, face)

    def write_problem(self, problem: Problem, request: WireRequest, face: Face) -> WireResponse:
        return answer.write_problem(problem, request, face)
