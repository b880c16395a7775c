"""The backend side of the resource-path dialects: writes the request a backend understands, reads what it answers."""

from __future__ import annotations

from http import HTTPStatus

from msgspec.structs import replace

from gateway.codecs.basic import write_basic
from gateway.codecs.characters import is_clean
from gateway.codecs.errors import CodecError
from gateway.dialects.answer_headers import carried, carried_with_bytes
from gateway.dialects.base import Written
from gateway.dialects.face import Face
from gateway.dialects.grammar import Grammar
from gateway.dialects.item_turns import read_items, scene_of
from gateway.dialects.lacking import lacking
from gateway.dialects.links import read_link
from gateway.dialects.paths import PathTable, Served
from gateway.dialects.record import Record
from gateway.dialects.refusal import invalid, not_found, unreadable
from gateway.dialects.rest_requests import write_page, write_parameters
from gateway.dialects.tables import Effect
from gateway.dialects.target import is_segment, read_suffix
from gateway.model import ApiRequest, ApiResponse, Link, Media, Problem, ProblemKind, ProblemRaised, Representation
from gateway.wire import Headers, WireRequest, WireResponse

# Found once: to look one up by its name is a call.
_REDIRECTION, _NO_CONTENT, _ERROR = HTTPStatus.MULTIPLE_CHOICES, HTTPStatus.NO_CONTENT, HTTPStatus.BAD_REQUEST
_READ, _UPDATE, _DELETE = Effect.READ, Effect.UPDATE, Effect.DELETE
_JSON = Representation.JSON
_ACCEPTS = {form: f"application/{form}" for form in Representation}
OWN_PROPERTY = "property-only-the-callers-dialect-has"
OWN_PROPERTY_TEXT = "the backend's dialect has no place for it"


def write_request(api: ApiRequest, face: Face, grammar: Grammar, paths: PathTable) -> Written[WireRequest]:
    """The request for the backend. Raises ProblemRaised (405, 501) where the dialect has no such operation."""
    api = grammar.prepare(api, face)
    if api.operation:
        served = paths.place(api)
        if served is None:
            raise lacking(api.operation, lambda name: (one.entry.method for one in paths.serving(name)))
        record = Record(served.entry.moved)
        segments = _fill(served, api)
        consumed = served.consumed
        pairs = tuple([pair for pair in api.parameters if pair[0] not in consumed])
        if served.plan and pairs:
            served.plan.parameters.refuse_unsayable(pairs, scene_of(face, api))
            pairs = served.plan.parameters.to_theirs(pairs, scene_of(face, api), record)
        method = served.entry.method
    elif grammar.structural:
        record = Record()
        segments, method, pairs = ("Accounts", api.account or "", *api.tail), api.method, api.parameters
    else:
        raise not_found()
    for name in api.extra:
        record.lose(OWN_PROPERTY, name, OWN_PROPERTY_TEXT)
    suffix = _suffix(api, face, grammar, segments)
    path = f"{face.base_path}/{grammar.version}{grammar.write_path(segments, suffix, api.operation)}"
    paging = write_page(api.page, grammar.paging_of(api.operation)) if api.page else ()
    target, body, headers = write_parameters(method, path, pairs, paging)
    accept = "*/*" if api.representation.is_media else _ACCEPTS[face.representation]
    credentials = (("Authorization", write_basic(api.credentials)),) if api.credentials else ()
    wire = WireRequest(method, target, Headers((*credentials, ("Accept", accept), *headers)), body)
    return Written(wire, record.notes, record.losses)


def _fill(served: Served, api: ApiRequest) -> tuple[str, ...]:
    values = {name: _read_bound(api, parameter) for name, parameter in served.entry.bind} if served.entry.bind else {}
    values.update(api.ids)
    values["account_sid"] = api.account or ""
    segments = list(served.entry.path)
    for name, place in served.placeholders:
        segments[place] = values.get(name, segments[place])
    return tuple(segments)


def _read_bound(api: ApiRequest, parameter: str) -> str:
    """The value of a parameter that becomes a segment of the path; one that would lead elsewhere is refused."""
    value = api.parameter(parameter) or ""
    if not is_segment(value):
        raise invalid(f"{parameter} must be a sid")
    return value


def _suffix(api: ApiRequest, face: Face, grammar: Grammar, segments: tuple[str, ...]) -> str:
    """XML needs none, but where the path means a recording's audio without one, or an id looks as if it had one."""
    if api.representation.is_media:
        return api.suffix
    if face.representation is _JSON:
        return ".json"
    return ".xml" if "" in grammar.media.get(api.operation, {}) or read_suffix(segments[-1]) else ""


def read_response(wire: WireResponse, asked: ApiRequest, face: Face, grammar: Grammar, paths: PathTable) -> ApiResponse:
    """A backend's answer as what it means. Raises ProblemRaised for its errors, and where it can't be read."""
    if wire.status >= _ERROR:
        raise ProblemRaised(_read_problem(grammar.read_error(wire, asked), asked))
    headers = carried(wire)
    served = next(iter(paths.serving(asked.operation)), None)
    location = _read_location(wire, asked, face, grammar)
    if wire.status >= _REDIRECTION and not (served and served.operation.status == wire.status and wire.body):
        return ApiResponse(wire.status, location=location, headers=headers)
    if asked.representation.is_media:
        return ApiResponse(wire.status, _read_media(wire), headers=headers)
    if _needs_no_body(wire, served):
        return ApiResponse(wire.status, headers=headers)
    try:
        body = grammar.read_body(wire, served.operation if served else None, asked, face)
    except CodecError as error:
        raise unreadable(_unreadable_text(served, error)) from error
    record = Record()
    if served and served.plan:
        body = read_items(body, served.plan, served.operation.kind, scene_of(face, asked), record)
    clean = is_clean(wire.body)
    return ApiResponse(wire.status, body, location, headers, record.notes, record.losses, clean)


def _read_problem(problem: Problem, asked: ApiRequest) -> Problem:
    """The problem with what was asked. A further page of a list that is not there is behind its end."""
    problem = replace(problem, operation=asked.operation)
    if problem.kind is ProblemKind.NOT_FOUND and asked.page is not None and (asked.page.number or 0) > 0:
        return replace(problem, kind=ProblemKind.PAST_THE_END)
    return problem


def _needs_no_body(wire: WireResponse, served: Served | None) -> bool:
    """A delete never does, an update may say 204. What is fetched or made must be shown, or the caller can't go on."""
    effect = served.operation.effect if served else None
    return effect is _DELETE or (wire.status == _NO_CONTENT and effect in (_UPDATE, None))


def _unreadable_text(served: Served | None, error: CodecError) -> str:
    text = f"The backend's answer can't be read: {error.message}"
    if served and served.operation.effect is not _READ:
        return f"{text} The backend did carry out the request; check before sending it again."
    return text


def _read_media(wire: WireResponse) -> Media:
    return Media(wire.headers.get("Content-Type") or "", wire.body, wire.stream, carried_with_bytes(wire))


def _read_location(wire: WireResponse, asked: ApiRequest, face: Face, grammar: Grammar) -> Link | str | None:
    location = wire.headers.get("Location")
    if location is None:
        return None
    link = read_link(location, face, grammar.version, whole=True, suffix_anywhere=grammar.suffix_anywhere)
    if isinstance(link, Link) and asked.representation.is_media:  # a file: there the suffix is part of its name
        return replace(link, path=link.path + read_suffix(location.partition("?")[0]))
    return link
