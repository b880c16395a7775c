"""The byte forms of 2010, put together: which representation, which envelope, which error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec.structs import replace

from gateway.dialects.change import Layout
from gateway.dialects.compiled.answers import Frame
from gateway.dialects.compiled.forms import ItemForm
from gateway.dialects.face import Face
from gateway.dialects.foreign_errors import read_foreign_error
from gateway.dialects.grammar import Document, PagingWords
from gateway.dialects.record import Record
from gateway.dialects.refusal import unreadable
from gateway.dialects.rest_requests import refuse_unnamed_number
from gateway.dialects.tables import Kind, Operation
from gateway.dialects.target import write_path
from gateway.dialects.twilio_2010 import errors, json_form, table_form, xml_form, xml_reading
from gateway.dialects.twilio_2010.documents import CONTENT_TYPES, write_document, write_frame
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.dialects.twilio_2010.names import singular
from gateway.dialects.twilio_2010.place import Place, fill
from gateway.model import ApiRequest, ApiResponse, Page, Problem, Representation, Resource
from gateway.wire import WireRequest, WireResponse

_PAGING = PagingWords("Page", "PageSize", "PageToken")
VERSION = "2010-04-01"
_NO_NUMBER = 21421
SUFFIXES = {".json": Representation.JSON, ".csv": Representation.CSV, ".html": Representation.HTML, ".xml": Representation.XML}
_XML, _FILE = Representation.XML, Representation.FILE  # found once: to look one up by its name is a call
_AUDIO = {"": Representation.WAV, ".wav": Representation.WAV, ".mp3": Representation.MP3}
MEDIA: Mapping[str, Mapping[str, Representation]] = {
    "recordings.fetch": _AUDIO,
    "calls.recordings.fetch": _AUDIO,
    "conferences.recordings.fetch": _AUDIO,
    "messages.media.fetch": {"": Representation.FILE},
    "transcriptions.fetch": {".txt": Representation.TEXT},
    "recordings.transcriptions.fetch": {".txt": Representation.TEXT},
}
"""Operations that answer with bytes, by suffix."""


@dataclass(frozen=True, slots=True, eq=False)
class Grammar2010:
    """See `gateway.dialects.grammar.Grammar`."""

    version: str = VERSION
    root: str = ""
    suffix_anywhere: bool = False
    reads_query_of_post: bool = True
    structural: bool = True
    locates: bool = False  # no captured 201 has a Location
    realm: str = "Twilio API"

    @property
    def media(self) -> Mapping[str, Mapping[str, Representation]]:
        return MEDIA

    def paging_of(self, operation: str) -> PagingWords:
        del operation
        return _PAGING

    def write_path(self, segments: tuple[str, ...], suffix: str, operation: str) -> str:
        del operation
        return write_path(segments) + suffix

    def error_status(self, problem: Problem) -> int:
        return problem.status

    def puts(self, operation: str) -> bool:
        """PUT is a synonym of POST on an instance (2010-04-01 docs, Request page)."""
        del operation
        return True

    def choose(self, suffix: str, accept: str | None) -> Representation:
        """The suffix alone decides, whatever Accept says."""
        del accept
        return SUFFIXES.get(suffix, _FILE) if suffix else _XML

    def read_request(self, api: ApiRequest, wire: WireRequest, face: Face) -> ApiRequest:
        del wire, face
        refuse_unnamed_number(api, "A PhoneNumber or an AreaCode is required", _NO_NUMBER)
        return api

    def prepare(self, api: ApiRequest, face: Face) -> ApiRequest:
        del face
        return api

    def write_empty(self, status: int, asked: ApiRequest, face: Face) -> Document | None:
        del status, asked, face
        return None

    def write_body(self, response: ApiResponse, asked: ApiRequest, face: Face, record: Record) -> Document:
        body = response.body
        if not isinstance(body, Resource | Page):
            raise unreadable("The backend's answer holds nothing that can be shown.")
        kind = KINDS.get(body.kind) or _unknown_kind(asked)
        content_type = CONTENT_TYPES[asked.representation]
        place = Place(face, self.version, asked.suffix)
        data = write_document(response, kind, asked.representation, place, record)
        if data is not None:
            return content_type, data
        if face.switch("fill_fields"):
            body = _fill(body, kind)
        if asked.representation is Representation.JSON:
            return content_type, json_form.write_body(body, kind, face, self.version, asked.suffix)
        if asked.representation is Representation.XML:
            return content_type, xml_form.write_body(body, kind, face, self.version, asked.suffix, record)
        element = xml_form.make_element(body, kind, face, self.version, asked.suffix, record)
        if asked.representation is Representation.CSV:
            return content_type, table_form.write_rows(element, kind, is_list=isinstance(body, Page))
        return content_type, table_form.write_page(element, response.status)

    def item_form(
        self, representation: Representation, layout: Layout, face: Face, operation: str, *, in_list: bool
    ) -> ItemForm | None:
        """None: no plan makes an item of 2010, see `write_document`."""
        del representation, layout, face, operation, in_list
        return None

    def write_frame(self, response: ApiResponse, asked: ApiRequest, face: Face, record: Record) -> Frame:
        body = response.body
        if not isinstance(body, Resource | Page):
            raise unreadable("The backend's answer holds nothing that can be shown.")
        kind = KINDS.get(body.kind) or _unknown_kind(asked)
        return write_frame(body, kind, asked.representation, Place(face, self.version, asked.suffix), record)

    def read_body(self, wire: WireResponse, operation: Operation | None, asked: ApiRequest, face: Face) -> Resource | Page:
        del asked
        kind = KINDS.get(operation.kind) if operation else None
        if looks_like_json(wire):
            return json_form.read_body(wire.body, operation, kind, face, self.version)
        return xml_reading.read_body(wire.body, operation, kind, face, self.version)

    def write_error(self, problem: Problem, path: str, representation: Representation, face: Face) -> Document:
        return CONTENT_TYPES[representation], errors.write_error(problem, path, representation, face)

    def read_error(self, wire: WireResponse, asked: ApiRequest) -> Problem:
        del asked
        return read_foreign_error(wire)

    def success_status(self, operation: Operation, status: int, face: Face) -> int:
        """The table's own status: clients fail on a 200 where they expect 201."""
        del status, face
        return operation.status


def looks_like_json(wire: WireResponse) -> bool:
    """Whether an answer is JSON: by its first character, because backends mislabel; by its type where that tells nothing."""
    first = wire.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first in (b"{", b"["):
        return True
    return first != b"<" and "json" in (wire.headers.get("Content-Type") or "")


def _unknown_kind(asked: ApiRequest) -> Kind:
    """A kind no table has, named after the last collection in its path: `VoiceWhispers/VW…` is a VoiceWhisper."""
    collection = next((segment for segment in reversed(asked.tail) if segment.isascii() and segment.isalpha()), "Resources")
    return Kind("", singular(collection), "", "", ())


def _fill(body: Resource | Page, kind: Kind) -> Resource | Page:
    """The body with every field its kind has everywhere; what the backend left out is null."""
    if isinstance(body, Resource):
        return replace(body, fields=fill(body.fields, kind))
    return replace(body, items=tuple(replace(item, fields=fill(item.fields, kind)) for item in body.items))
