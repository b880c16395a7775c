"""What a caller of the JSON-envelope API is answered: every reply has a body, and the label and charset the request asked for.

"All responses from the API server contain an HTTP body": the resource, the id of what was made or deleted, or an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus

from msgspec.structs import replace

from gateway.codecs.errors import CodecError
from gateway.codecs.json import JsonValue, JsonWritable, read_json, write_json
from gateway.dialects.answer_headers import BY_ACCEPT
from gateway.dialects.base import Written
from gateway.dialects.change import Scene
from gateway.dialects.face import Face
from gateway.dialects.item_turns import scene_of
from gateway.dialects.json_envelope.accept import TEXT_JSON, guess_label
from gateway.dialects.json_envelope.call_logs import RESOURCE as LOGS
from gateway.dialects.json_envelope.content_type import UTF_8, read_content_type
from gateway.dialects.json_envelope.envelope import encode_document, to_json, write_document
from gateway.dialects.json_envelope.errors import error_body, place
from gateway.dialects.json_envelope.host import first_resource
from gateway.dialects.json_envelope.operations import OWN_RESOURCES
from gateway.dialects.json_envelope.own_properties import FIELD, told_properties
from gateway.dialects.json_envelope.paging import show_slice
from gateway.dialects.json_envelope.shown import ID, write_shown
from gateway.dialects.json_envelope.tables import LOG_PATHS, PATHS, own_id
from gateway.dialects.json_envelope.url_arguments import guess_method
from gateway.dialects.paths import Served
from gateway.dialects.record import Record
from gateway.dialects.refusal import unreadable
from gateway.dialects.tables import Effect
from gateway.model import ApiRequest, ApiResponse, Fields, Media, Page, Problem, ProblemKind, Resource
from gateway.release import LongList
from gateway.wire import Headers, WireRequest, WireResponse

_UNCACHED = ("Cache-Control", "no-store")
"""GET may change things here, by `method=DELETE`: what looks like a harmless link must not be answered from a cache."""
Document = Mapping[str, JsonWritable]


def write_response(response: ApiResponse, asked: ApiRequest, face: Face) -> Written[WireResponse]:
    """The answer in its envelope, always with status 200. Raises ProblemRaised where there is nothing to show."""
    served = (LOG_PATHS if asked.tail == (LOGS,) else PATHS).asked(asked)
    headers = _settle_caching(response.headers, changes=served is not None and served.operation.effect is not Effect.READ)
    body = response.body
    if isinstance(body, Media):
        return Written(_write_media(replace(response, headers=headers), body, served, asked, face))
    if response.status == HTTPStatus.NOT_MODIFIED:
        return Written(WireResponse(response.status, Headers(headers)))
    if response.status >= HTTPStatus.MULTIPLE_CHOICES:
        raise unreadable("The backend redirects, which this API has no word for. It may have done what was asked.")
    record = Record()
    data = _write_body(body, served, asked, face, record, clean=response.clean)
    reply_type = asked.reply_type or f"{TEXT_JSON}; charset={UTF_8}"
    data = encode_document(data, reply_type.rpartition("=")[2])
    wire = WireResponse(HTTPStatus.OK, Headers((("Content-Type", reply_type), BY_ACCEPT, *headers)), data)
    return Written(wire, record.notes, record.losses)


def _settle_caching(headers: tuple[tuple[str, str], ...], *, changes: bool) -> tuple[tuple[str, str], ...]:
    if not changes:
        return headers
    return (*(pair for pair in headers if pair[0].lower() not in ("cache-control", "expires")), _UNCACHED)


def _write_body(
    body: Resource | Page | None, served: Served | None, asked: ApiRequest, face: Face, record: Record, *, clean: bool
) -> bytes:
    """The document in UTF-8, by the generated writer of the operation or by the interpreter where there is none."""
    if served and body is not None:
        scene = scene_of(face, asked, body)
        show = partial(_show, served=served, scene=scene, record=record, in_list=isinstance(body, Page))
        data = write_shown(body, served, scene, record, show, clean=clean)
        if data is not None:
            return data
    document = _document(body, served, asked, face, record)
    if served and served.operation.effect is Effect.CREATE and face.switch("results_twin"):
        document = {**document, "results": document["response"]}
    return write_json(document)


def _document(
    body: Resource | Page | None, served: Served | None, asked: ApiRequest, face: Face, record: Record
) -> dict[str, JsonWritable]:
    if asked.method == "DELETE" and not isinstance(body, Page):
        return _envelope([{ID: own_id(asked.id("sid"), served.operation) if served else asked.id("sid")}])
    if body is None:
        raise unreadable("The backend's answer holds nothing that can be shown. It may have done what was asked.")
    scene = scene_of(face, asked, body)
    shown = LongList(_show(item.fields, served, scene, record, in_list=isinstance(body, Page)) for item in _items(body))
    if served and served.operation.effect is Effect.CREATE:
        return _envelope([{ID: item.get(ID)} for item in shown])
    if isinstance(body, Page):
        return _envelope(shown, show_slice(body, asked))
    return _envelope(shown)


def _items(body: Resource | Page) -> Sequence[Resource]:
    return body.items if isinstance(body, Page) else (body,)


def _envelope(data: Sequence[Document], beside: Document | None = None) -> dict[str, JsonWritable]:
    return {"response": {"data": data, **(beside or {})}}


def _show(fields: Fields, served: Served | None, scene: Scene, record: Record, *, in_list: bool) -> dict[str, JsonWritable]:
    """An item by the properties of this API; what the backend did not tell is left out."""
    plan = served.plan.item if served and served.plan else None
    if plan is None:
        return {name: to_json(value) for name, value in fields.items()}
    shown = plan.to_theirs(fields, scene, record, in_list=in_list)
    told = told_properties(plan, fields)
    own = fields.get(FIELD)
    more = own if isinstance(own, Mapping) else {}
    return {name: to_json(value) for name, value in (*shown.items(), *more.items()) if name in told or name in more}


def _write_media(response: ApiResponse, media: Media, served: Served | None, asked: ApiRequest, face: Face) -> WireResponse:
    """Bytes as they are: a sound, or an answer of the same dialect that needs no translation."""
    fields = Headers((("Content-Type", media.content_type or "application/octet-stream"), *media.headers, *response.headers))
    if asked.representation.is_media:
        status = response.status if response.status == HTTPStatus.PARTIAL_CONTENT else HTTPStatus.OK
        return WireResponse(status, fields, media.body, media.stream)
    fields = fields.plus(BY_ACCEPT)
    creates = served is not None and served.operation.effect is Effect.CREATE
    if creates and face.switch("results_twin"):
        fields = fields.without("ETag", "Last-Modified")  # the body with its twin is another one
        return WireResponse(HTTPStatus.OK, fields, _with_twin(media.body, asked.reply_type.rpartition("=")[2]))
    return WireResponse(HTTPStatus.OK, fields, media.body, media.stream)


def _with_twin(data: bytes, charset: str) -> bytes:
    try:
        document: JsonValue = read_json(data)
    except CodecError as error:
        raise unreadable(f"The backend's answer can't be read: {error.message} It did carry out the request.") from error
    if not isinstance(document, dict) or "response" not in document:
        return data
    return write_document({**document, "results": document["response"]}, charset)


def write_problem(problem: Problem, request: WireRequest, face: Face) -> WireResponse:
    """A problem in its envelope, with the headers HTTP asks for. A page behind the last is an empty list here. Never raises."""
    charset = read_content_type(request).reply_charset
    label = guess_label(request)
    headers = [("Content-Type", f"{label}; charset={charset}"), BY_ACCEPT]
    if problem.kind is ProblemKind.PAST_THE_END:
        return WireResponse(HTTPStatus.OK, Headers(headers), write_document(_envelope([]), charset))
    path = request.path.removeprefix(face.base_path)
    status, code = place(problem, foreign_resource=first_resource(path) in OWN_RESOURCES)
    if status == HTTPStatus.UNAUTHORIZED:
        headers.insert(0, ("WWW-Authenticate", f'Basic realm="{face.text("realm")}"'))
    if problem.retry_after is not None:
        headers.append(("Retry-After", str(problem.retry_after)))
    if guess_method(request) != "GET":
        headers.append(_UNCACHED)
    return WireResponse(status, Headers(headers), write_document(error_body(problem, code), charset))
