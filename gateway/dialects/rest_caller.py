"""The caller side of the resource-path dialects: reads a caller's request, writes its answer and its problems."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from http import HTTPStatus

from msgspec.structs import replace

from gateway.codecs.basic import read_basic
from gateway.codecs.form import encode_pairs
from gateway.dialects.answer_headers import BY_ACCEPT
from gateway.dialects.base import Written
from gateway.dialects.compiled.answers import write_answer
from gateway.dialects.face import Face
from gateway.dialects.grammar import Document, Grammar
from gateway.dialects.item_turns import scene_of, show_body
from gateway.dialects.links import link_to
from gateway.dialects.paths import PathTable, Served
from gateway.dialects.record import Record
from gateway.dialects.refusal import method_not_allowed, not_found
from gateway.dialects.rest_requests import (
    Pairs,
    move_suffix,
    read_body,
    read_method,
    read_query,
    refuse_contradictions,
    take_page,
    unknown_parameters,
)
from gateway.dialects.tables import Effect, Operation
from gateway.dialects.target import Target, is_segment, read_suffix, read_target, write_path
from gateway.model import (
    ApiRequest,
    ApiResponse,
    Credentials,
    Link,
    Media,
    Page,
    Problem,
    ProblemKind,
    Representation,
    Resource,
)
from gateway.wire import Headers, WireRequest, WireResponse

# Found once: to look one up by its name is a call.
_REDIRECTION, _NO_CONTENT, _CREATED = HTTPStatus.MULTIPLE_CHOICES, HTTPStatus.NO_CONTENT, HTTPStatus.CREATED
_READ, _UPDATE, _DELETE = Effect.READ, Effect.UPDATE, Effect.DELETE
UNREAD_QUERY = "query-parameter-of-a-post"
_MEDIA_TYPES = {Representation.WAV: "audio/x-wav", Representation.MP3: "audio/mpeg", Representation.TEXT: "text/plain"}


def read_request(wire: WireRequest, face: Face, grammar: Grammar, paths: PathTable) -> ApiRequest:
    """A caller's request as what it means. Raises ProblemRaised: not found, method not allowed, malformed, invalid."""
    wire = move_suffix(wire)
    method, query = read_method(wire, read_query(wire), overridable=grammar.reads_query_of_post)
    target = read_target(wire.path, face.base_path, grammar.version, suffix_anywhere=grammar.suffix_anywhere)
    meant = paths.meant(target.segments)
    if not meant:
        return _read_unknown(wire, method, target, query, grammar)
    served, segments = _choose(meant, method, grammar), target.segments
    operation, at = served.operation, served.account_at
    record = Record(served.entry.moved)
    given = _read_given(wire, operation, query, grammar, record)
    refuse_contradictions(given, served.single)
    api = ApiRequest(
        operation=operation.name,
        method=operation.method,
        account=None if at is None else segments[at],
        ids=tuple([(name, segments[place]) for name, place in served.ids_at]),
        parameters=given,
        suffix=target.suffix,
        representation=_represent(operation.name, target.suffix, wire.headers.get("Accept"), grammar),
        credentials=read_credentials(wire),
        notes=served.entry.moved,
    )
    if given or query:
        api = _read_parameters(api, served, face, grammar, record)
    if served.bound_at:
        api = replace(api, parameters=(*api.parameters, *((name, segments[place]) for name, place in served.bound_at)))
    return grammar.read_request(api, wire, face)


def _read_parameters(api: ApiRequest, served: Served, face: Face, grammar: Grammar, record: Record) -> ApiRequest:
    """The request with its page and its parameters by their canonical names."""
    if served.operation.paged:
        api = take_page(api, grammar.paging_of(served.operation.name))
    unknown, pairs = unknown_parameters(api.parameters, served.known), api.parameters
    if served.plan is not None:
        pairs = served.plan.parameters.to_ours(pairs, scene_of(face, replace(api, unknown=unknown)), record)
    return replace(api, unknown=unknown, parameters=pairs, notes=record.notes, losses=record.losses)


def _read_given(wire: WireRequest, operation: Operation, query: Pairs, grammar: Grammar, record: Record) -> Pairs:
    """The parameters of a request: of its body and its query, but for a DELETE, whose body is none."""
    if operation.effect is _DELETE:
        return query
    if wire.method == "GET" or operation.effect is _READ or grammar.reads_query_of_post:
        return read_body(wire) + query
    for name, _ in query:
        record.lose(UNREAD_QUERY, name, "the query of a POST is not read in this dialect; send it in the form")
    return read_body(wire)


def _choose(meant: Mapping[str, Served], method: str, grammar: Grammar) -> Served:
    """What a method means; PUT is an update where POST is one and the dialect has it so."""
    served = meant.get(method)
    if served is None and method == "PUT" and (post := meant.get("POST")):
        served = post if post.operation.effect is _UPDATE and grammar.puts(post.operation.name) else None
    if served is None:
        raise method_not_allowed(tuple(sorted(meant)))
    return served


def _read_unknown(
    wire: WireRequest, method: str, target: Target, query: tuple[tuple[str, str], ...], grammar: Grammar
) -> ApiRequest:
    """A path below an account that no table knows keeps its shape, where the dialect allows that (structural rule)."""
    if not grammar.structural or len(target.segments) <= len(("Accounts", "{sid}")) or target.segments[0] != "Accounts":
        raise not_found()
    return ApiRequest(
        operation="",
        method="POST" if method == "PUT" else method,
        account=target.segments[1],
        parameters=read_body(wire) + query,
        suffix=target.suffix,
        representation=grammar.choose(target.suffix, wire.headers.get("Accept")),
        tail=target.segments[2:],
        credentials=read_credentials(wire),
    )


def _represent(operation: str, suffix: str, accept: str | None, grammar: Grammar) -> Representation:
    media = grammar.media.get(operation, {})
    if suffix in media:
        return media[suffix]
    chosen = grammar.choose(suffix, accept)
    if chosen.is_media:
        raise not_found()
    return chosen


def read_credentials(wire: WireRequest) -> Credentials | None:
    """HTTP Basic, and nothing else. Two that differ are none: whoever stands behind might go by the other one."""
    said = wire.headers.get_all("Authorization")
    return read_basic(said[0]) if len(said) == 1 or len(set(said)) == 1 else None


def write_response(
    response: ApiResponse, asked: ApiRequest, face: Face, grammar: Grammar, paths: PathTable
) -> Written[WireResponse]:
    """The answer in the caller's own names, order and envelope. Raises ProblemRaised where the answer is not its thing."""
    written = _write_response(response, asked, face, grammar, paths)
    if asked.representation.is_media or not _varies(asked.suffix, grammar):
        return written
    return replace(written, wire=replace(written.wire, headers=written.wire.headers.plus(BY_ACCEPT)))


@lru_cache(64)  # there are few suffixes: those that targets are read with
def _varies(suffix: str, grammar: Grammar) -> bool:
    """Whether Accept chooses the form of what is said behind this suffix (RFC 9110 section 12.5.5)."""
    return grammar.choose(suffix, "application/json") is not grammar.choose(suffix, "application/xml")


def _write_response(
    response: ApiResponse, asked: ApiRequest, face: Face, grammar: Grammar, paths: PathTable
) -> Written[WireResponse]:
    redirect = _redirect(response.location, asked, face, grammar)
    if response.status >= _REDIRECTION and response.body is None:
        return Written(WireResponse(response.status, Headers((*response.headers, *redirect))))
    served = paths.asked(asked)
    if isinstance(response.body, Media):
        status = response.status
        if served and not asked.representation.is_media:  # a body that passes unread
            status = grammar.success_status(served.operation, status, face)
        if status == _NO_CONTENT:
            return Written(_write_empty(status, response.headers, asked, face, grammar))
        return Written(_write_media(status, response.headers, response.body, asked))
    _check_parent(served, response, asked)
    status = grammar.success_status(served.operation, response.status, face) if served else response.status
    headers = response.headers + (redirect if response.status >= _REDIRECTION else ())
    if served and served.operation.status == _CREATED and grammar.locates:
        headers += _created_at(response, asked, face, grammar, paths)
    record = Record()
    body = response.body
    if response.status == _NO_CONTENT and served and served.operation.effect is _UPDATE:
        status = response.status
    if body is None or status == _NO_CONTENT:
        return Written(_write_empty(status, headers, asked, face, grammar))
    if isinstance(body, Page) and served and served.plan and served.plan.item:
        body = replace(body, links={**body.links, "uri": _own_link(asked, face, paths)})
    content_type, data = _write_body(replace(response, status=status, body=body), served, asked, face, grammar, record)
    wire = WireResponse(status, Headers((("Content-Type", content_type), *headers)), data)
    return Written(wire, record.notes, record.losses)


def _write_body(
    response: ApiResponse, served: Served | None, asked: ApiRequest, face: Face, grammar: Grammar, record: Record
) -> Document:
    """The body by the generated writer of the operation, or by the interpreter where there is none."""
    body = response.body
    if isinstance(body, Resource | Page) and served and served.plan and served.plan.item:
        scene = scene_of(face, asked, body)
        document = write_answer(response, served, asked, scene, grammar, record)
        if document is not None:
            return document
        response = replace(response, body=show_body(body, served.plan, scene, record))
    return grammar.write_body(response, asked, face, record)


def _own_link(asked: ApiRequest, face: Face, paths: PathTable) -> Link | None:
    """The list as its caller asked for it, paging left out: at its own path, with the filters by their own names."""
    served = paths.place(asked)
    if served is None or served.plan is None:
        return None
    bound = dict(served.entry.bind)
    values = {f"{{{name}}}": value for name, value in asked.ids}
    values |= {f"{{{name}}}": asked.parameter(parameter) or "" for name, parameter in bound.items()}
    values["{account_sid}"] = asked.account or ""
    filters = tuple(pair for pair in asked.parameters if pair[0] not in bound.values())
    shown = served.plan.parameters.to_theirs(filters, scene_of(face, asked), Record())
    return link_to((values.get(segment, segment) for segment in served.entry.path), encode_pairs(shown))


def _write_empty(
    status: int, headers: tuple[tuple[str, str], ...], asked: ApiRequest, face: Face, grammar: Grammar
) -> WireResponse:
    document = grammar.write_empty(status, asked, face)
    if document is None:
        return WireResponse(status, Headers(headers))
    content_type, data = document
    return WireResponse(status, Headers((("Content-Type", content_type), *headers)), data)


def _write_media(status: int, carried: tuple[tuple[str, str], ...], media: Media, asked: ApiRequest) -> WireResponse:
    content_type = media.content_type or _MEDIA_TYPES.get(asked.representation, "application/octet-stream")
    headers = Headers((("Content-Type", content_type), *media.headers, *carried))
    return WireResponse(status, headers, media.body, media.stream)


def _check_parent(served: Served | None, response: ApiResponse, asked: ApiRequest) -> None:
    """A thing asked for below a parent that is not its own is not there."""
    if served is None or not isinstance(response.body, Resource):
        return
    for name, field in served.entry.check:
        if response.body.fields.get(field) != asked.id(name):
            raise not_found()


def _created_at(
    response: ApiResponse, asked: ApiRequest, face: Face, grammar: Grammar, paths: PathTable
) -> tuple[tuple[str, str], ...]:
    """`Location` of a thing just made (2008-08-01 docs, Response page: "Its URL is given in the http Location header")."""
    body = response.body
    if not isinstance(body, Resource) or not isinstance(sid := body.fields.get("sid"), str) or not is_segment(sid):
        return ()
    instance = paths.instance(body.kind)
    if instance is None:
        return ()
    names = {"{sid}": sid, "{account_sid}": asked.account or ""}
    path = write_path(names.get(segment, segment) for segment in instance.path)
    suffix = asked.suffix if not asked.representation.is_media else ""
    return (("Location", f"{face.base_url}{face.base_path}/{grammar.version}{path}{suffix}"),)


def _redirect(location: Link | str | None, asked: ApiRequest, face: Face, grammar: Grammar) -> tuple[tuple[str, str], ...]:
    """`Location`, in the representation that was asked for: following it must not lead to another."""
    if location is None:
        return ()
    if isinstance(location, str):
        return (("Location", location),)
    query = f"?{location.query}" if location.query else ""
    suffix = "" if asked.representation.is_media else asked.suffix
    return (("Location", f"{face.base_url}{face.base_path}/{grammar.version}{location.path}{suffix}{query}"),)


def write_problem(problem: Problem, request: WireRequest, face: Face, grammar: Grammar) -> WireResponse:
    """A problem with the headers HTTP asks for: the challenge of a 401, the methods of a 405, when to try again."""
    request = move_suffix(request)
    suffix = read_suffix(request.path, suffix_anywhere=grammar.suffix_anywhere)
    chosen = grammar.choose(suffix, request.headers.get("Accept"))
    representation = Representation.JSON if chosen is Representation.JSON else Representation.XML
    content_type, data = grammar.write_error(problem, request.path, representation, face)
    headers = [("Content-Type", content_type), *((BY_ACCEPT,) if _varies(suffix, grammar) else ())]
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers.append(("WWW-Authenticate", f'Basic realm="{grammar.realm}"'))
    if problem.kind is ProblemKind.METHOD_NOT_ALLOWED:
        headers.append(("Allow", ", ".join(problem.allow)))
    if problem.retry_after is not None:
        headers.append(("Retry-After", str(problem.retry_after)))
    return WireResponse(grammar.error_status(problem), Headers(headers), data)
