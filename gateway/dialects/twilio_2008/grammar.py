"""The byte forms of 2008, put together: which representation, which envelope, which error, and the switches of a route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from msgspec.structs import replace

from gateway.dialects.change import Layout
from gateway.dialects.compiled.answers import Frame
from gateway.dialects.compiled.forms import ItemForm
from gateway.dialects.face import Face
from gateway.dialects.foreign_errors import read_foreign_error
from gateway.dialects.grammar import Document, PagingWords
from gateway.dialects.record import Record
from gateway.dialects.refusal import invalid, unreadable
from gateway.dialects.tables import Effect, Operation, Shape
from gateway.dialects.target import write_path
from gateway.dialects.twilio_2008 import envelopes, errors, paging, reading
from gateway.dialects.twilio_2008.item_forms import item_form
from gateway.dialects.twilio_2008.layouts import LAYOUTS
from gateway.model import ApiRequest, ApiResponse, Page, PageRequest, Problem, Representation, Resource
from gateway.wire import WireRequest, WireResponse

_PAGING = PagingWords("page", "num")
VERSION = "2008-08-01"
# Found once: to look one up by its name is a call.
_JSON, _XML = Representation.JSON, Representation.XML
_DELETE, _CREATED = Effect.DELETE, HTTPStatus.CREATED
_SUFFIXES = {".json": Representation.JSON, ".csv": Representation.CSV, ".html": Representation.HTML, ".xml": Representation.XML}
_MEDIA: Mapping[str, Mapping[str, Representation]] = {
    "recordings.fetch": {"": Representation.WAV, ".wav": Representation.WAV, ".mp3": Representation.MP3},
    "transcriptions.fetch": {".txt": Representation.TEXT},
    "recordings.transcriptions.fetch": {".txt": Representation.TEXT},
}
_CONTENT_TYPES = {
    Representation.XML: "application/xml; charset=utf-8",  # the documentation says no type; this is what its clients parse
    Representation.JSON: "application/json",
    Representation.CSV: "text/csv",
    Representation.HTML: "text/html; charset=utf-8",
}
_LONGEST_SMS = 160
_LARGEST_PAGE = 1000  # 2008-08-01 docs, Response page: "The max is 1000"
_PUTS = frozenset({"accounts.update", "incoming_phone_numbers.update", "outgoing_caller_ids.update", "sandbox.update"})
"""The updates that may be PUT; a call and a participant may not."""


@dataclass(frozen=True, slots=True, eq=False)
class Grammar2008:
    """See `gateway.dialects.grammar.Grammar`."""

    version: str = VERSION
    root: str = ""
    suffix_anywhere: bool = False
    reads_query_of_post: bool = True
    structural: bool = False  # what the documentation does not name is not there
    locates: bool = True
    realm: str = "Twilio API"

    @property
    def media(self) -> Mapping[str, Mapping[str, Representation]]:
        return _MEDIA

    def paging_of(self, operation: str) -> PagingWords:
        del operation
        return _PAGING

    def write_path(self, segments: tuple[str, ...], suffix: str, operation: str) -> str:
        del operation
        return write_path(segments) + suffix

    def error_status(self, problem: Problem) -> int:
        return problem.status

    def puts(self, operation: str) -> bool:
        return operation in _PUTS

    def choose(self, suffix: str, accept: str | None) -> Representation:
        """The suffix wins; without one JSON only where Accept names it and neither XML nor everything."""
        if suffix:
            return _SUFFIXES.get(suffix, Representation.FILE)
        wanted = (accept or "").lower()
        plainly_json = "application/json" in wanted and "xml" not in wanted and "*/*" not in wanted
        return _JSON if plainly_json else _XML

    def read_request(self, api: ApiRequest, wire: WireRequest, face: Face) -> ApiRequest:
        del wire
        body = api.parameter("Body") or ""
        if api.operation == "messages.create" and face.switch("strict_sms_length") and len(body) > _LONGEST_SMS:
            raise invalid("The body of a text message may hold 160 characters at most", 21605)
        if api.operation.startswith("messages.") and face.text("sms_path") == "sms":
            api = replace(api, operation=f"sms.{api.operation}")
        if api.operation == "recordings.fetch" and api.representation.is_media and face.switch("public_recordings"):
            api = replace(api, public=True)
        if api.page and (api.page.size or 0) > _LARGEST_PAGE:
            api = replace(api, page=replace(api.page, size=_LARGEST_PAGE))
        limit = face.count("walk_limit")
        if api.page:
            api = replace(api, page=replace(api.page, reach=limit))
        if face.text("totals") == "walk":
            api = replace(api, page=replace(api.page or PageRequest(), walk=limit))
        return api

    def prepare(self, api: ApiRequest, face: Face) -> ApiRequest:
        del face
        return api

    def write_empty(self, status: int, asked: ApiRequest, face: Face) -> Document | None:
        del face
        if status == HTTPStatus.NO_CONTENT:
            return None
        if asked.representation is Representation.JSON:
            return _CONTENT_TYPES[Representation.JSON], envelopes.write_empty_json()
        return _CONTENT_TYPES[Representation.XML], envelopes.write_xml(())

    def write_body(self, response: ApiResponse, asked: ApiRequest, face: Face, record: Record) -> Document:
        body = response.body
        if not isinstance(body, Resource | Page):
            raise unreadable("The backend's answer holds nothing that can be shown.")
        content_type = _CONTENT_TYPES[asked.representation]
        if asked.representation is Representation.JSON:
            return content_type, envelopes.write_json_body(body)
        if asked.representation is Representation.CSV:
            return content_type, envelopes.write_rows(body, _header(body, face))
        told = tuple(paging.attributes(body, asked, face, self.version, record)) if isinstance(body, Page) else ()
        element = envelopes.make_element(body, told, record)
        if asked.representation is Representation.HTML:
            return content_type, envelopes.write_html_page(element, response.status)
        return content_type, envelopes.write_xml((element,))

    def item_form(
        self, representation: Representation, layout: Layout, face: Face, operation: str, *, in_list: bool
    ) -> ItemForm | None:
        del face, operation, in_list
        return item_form(representation, layout.element)

    def write_frame(self, response: ApiResponse, asked: ApiRequest, face: Face, record: Record) -> Frame:
        body, content_type = response.body, _CONTENT_TYPES[asked.representation]
        if asked.representation is Representation.JSON:
            return Frame(content_type, *envelopes.json_frame(body.list_key if isinstance(body, Page) else ""))
        if not isinstance(body, Page):
            return Frame(content_type, *envelopes.xml_frame("", ()))
        told = tuple(paging.attributes(body, asked, face, self.version, record))
        return Frame(content_type, *envelopes.xml_frame(body.list_key, told))

    def read_body(self, wire: WireResponse, operation: Operation | None, asked: ApiRequest, face: Face) -> Resource | Page:
        if operation is None:
            raise unreadable("The backend's answer is to a call that its API does not have.")
        if operation.shape is not Shape.LIST:
            return Resource(operation.kind, reading.read_resource(wire.body, plain=face.plain))
        name, told, items = reading.read_list(wire.body, plain=face.plain)
        resources = tuple([Resource(operation.kind, item) for item in items])
        return paging.read_page(resources, told, name, operation, asked)

    def write_error(self, problem: Problem, path: str, representation: Representation, face: Face) -> Document:
        del path, face
        return _CONTENT_TYPES[representation], errors.write_error(problem, representation)

    def read_error(self, wire: WireResponse, asked: ApiRequest) -> Problem:
        return errors.read_message(replace(read_foreign_error(wire), operation=asked.operation))

    def success_status(self, operation: Operation, status: int, face: Face) -> int:
        """The statuses as the route's switches have them."""
        del status
        if operation.effect is _DELETE:
            return face.count("delete_status")
        return face.count("create_status") if operation.status == _CREATED else operation.status


def _header(body: Resource | Page, face: Face) -> tuple[str, ...]:
    """The columns: those of the items, or those an item would have where the list is empty."""
    if isinstance(body, Resource):
        return tuple(body.fields)
    if body.items:
        return tuple(body.items[0].fields)
    layout = next(layout for layout in LAYOUTS if layout.elements == body.list_key)
    words = (word.partition("?") for word in (layout.list_order or layout.order).split())
    return tuple(name for name, _, option in words if not option or face.switch(option))
