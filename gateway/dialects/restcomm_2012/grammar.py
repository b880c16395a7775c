"""The byte forms of 2012-04-24, put together: which representation, which form, which error, and the switches of a route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from gateway.dialects.change import Layout
from gateway.dialects.compiled.answers import Frame
from gateway.dialects.compiled.forms import ItemForm
from gateway.dialects.face import Face
from gateway.dialects.grammar import Document, PagingWords
from gateway.dialects.record import Record
from gateway.dialects.refusal import unreadable
from gateway.dialects.restcomm_2012 import errors, json_form, json_reading, requests, xml_form, xml_reading
from gateway.dialects.restcomm_2012.item_forms import item_form, write_frame
from gateway.dialects.restcomm_2012.names import VERSION
from gateway.dialects.tables import Effect, Operation
from gateway.dialects.target import write_path
from gateway.model import ApiRequest, ApiResponse, Page, Problem, Representation, Resource
from gateway.wire import WireRequest, WireResponse

_DELETE, _OK, _NO_CONTENT = Effect.DELETE, HTTPStatus.OK, HTTPStatus.NO_CONTENT  # found once: to look one up is a call
_SUFFIXES = {"": Representation.XML, ".json": Representation.JSON, ".xml": Representation.XML}
_MEDIA: Mapping[str, Mapping[str, Representation]] = {
    "recordings.fetch": {".wav": Representation.WAV, ".mp4": Representation.FILE}
}
_CONTENT_TYPES = {Representation.XML: "application/xml", Representation.JSON: "application/json"}  # exactly, without a charset
_SUFFIX_ON_THE_COLLECTION = frozenset(
    {"accounts.fetch", "accounts.update", "calls.update", "calls.legs.update", "conferences.participants.update"}
)
"""Where servers of every year take `.json` behind the collection and not behind the item."""
_NO_PUT = frozenset({"calls.update", "conferences.participants.update"})


@dataclass(frozen=True, slots=True, eq=False)
class Grammar2012:
    """See `gateway.dialects.grammar.Grammar`."""

    version: str = VERSION
    root: str = "/restcomm"
    suffix_anywhere: bool = True
    reads_query_of_post: bool = False
    structural: bool = False  # what servers have and nobody else is in the tables; all else is not there
    locates: bool = False
    realm: str = "Restcomm realm"

    @property
    def media(self) -> Mapping[str, Mapping[str, Representation]]:
        return _MEDIA

    def paging_of(self, operation: str) -> PagingWords:
        return requests.paging_of(operation)

    def write_path(self, segments: tuple[str, ...], suffix: str, operation: str) -> str:
        """`.json` where servers of every year take it; `.xml` never, for they have no such suffix."""
        if suffix == ".xml":
            return write_path(segments)
        if suffix == ".json" and operation in _SUFFIX_ON_THE_COLLECTION:
            return f"{write_path(segments[:-1])}{suffix}{write_path(segments[-1:])}"
        return write_path(segments) + suffix

    def puts(self, operation: str) -> bool:
        return operation not in _NO_PUT

    def choose(self, suffix: str, accept: str | None) -> Representation:
        """The suffix wins; without one JSON wherever Accept holds the letters, XML else."""
        if not suffix and "json" in (accept or "").lower():
            return Representation.JSON
        return _SUFFIXES.get(suffix, Representation.FILE)

    def read_request(self, api: ApiRequest, wire: WireRequest, face: Face) -> ApiRequest:
        requests.refuse_unacceptable(api, wire)
        requests.refuse_other_bodies(wire)
        return requests.read_request(api, face)

    def prepare(self, api: ApiRequest, face: Face) -> ApiRequest:
        del face
        return requests.prepare(api)

    def write_empty(self, status: int, asked: ApiRequest, face: Face) -> Document | None:
        del status, asked, face
        return None

    def write_body(self, response: ApiResponse, asked: ApiRequest, face: Face, record: Record) -> Document:
        body = response.body
        if not isinstance(body, Resource | Page):
            raise unreadable("The backend's answer holds nothing that can be shown.")
        if asked.representation is Representation.JSON:
            return _CONTENT_TYPES[Representation.JSON], json_form.write_body(body, asked, face, self.version, record)
        return _CONTENT_TYPES[Representation.XML], xml_form.write_body(body, asked, face, self.version, record)

    def item_form(
        self, representation: Representation, layout: Layout, face: Face, operation: str, *, in_list: bool
    ) -> ItemForm | None:
        return item_form(representation, layout, face, operation, in_list=in_list)

    def write_frame(self, response: ApiResponse, asked: ApiRequest, face: Face, record: Record) -> Frame:
        if not isinstance(response.body, Resource | Page):
            raise unreadable("The backend's answer holds nothing that can be shown.")
        form = Representation.JSON if asked.representation is Representation.JSON else Representation.XML
        return Frame(_CONTENT_TYPES[form], *write_frame(response.body, asked, face, record))

    def read_body(self, wire: WireResponse, operation: Operation | None, asked: ApiRequest, face: Face) -> Resource | Page:
        """By its first character: backends mislabel what they send."""
        if operation is None:
            raise unreadable("The backend's answer is to a call that its API does not have.")
        if wire.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return xml_reading.read_body(wire.body, operation, asked, face)
        return json_reading.read_body(wire.body, operation, asked, face)

    def write_error(self, problem: Problem, path: str, representation: Representation, face: Face) -> Document:
        del path
        data = errors.write_error(problem, representation, as_server=face.text("errors") == "server")
        return _CONTENT_TYPES[representation], data

    def read_error(self, wire: WireResponse, asked: ApiRequest) -> Problem:
        return errors.read_error(wire, asked)

    def error_status(self, problem: Problem) -> int:
        return errors.status_of(problem)

    def success_status(self, operation: Operation, status: int, face: Face) -> int:
        """Always 200, but for a number that is released."""
        del status, face
        released = operation.effect is _DELETE and operation.name.startswith("incoming_phone_numbers.")
        return _NO_CONTENT if released else _OK
