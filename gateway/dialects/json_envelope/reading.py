"""What a JSON-envelope backend answers, as what it means: its things by their canonical names, its errors as Problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus

from msgspec.structs import replace

from gateway.codecs.errors import CodecError
from gateway.codecs.json import JsonValue
from gateway.dialects.answer_headers import carried, carried_with_bytes
from gateway.dialects.compiled.by_names import ByNames
from gateway.dialects.face import Face
from gateway.dialects.item_turns import read_fields, scene_of
from gateway.dialects.json_envelope import own_properties
from gateway.dialects.json_envelope.envelope import read_envelope, read_items
from gateway.dialects.json_envelope.errors import read_error
from gateway.dialects.json_envelope.paging import read_page
from gateway.dialects.json_envelope.tables import PATHS
from gateway.dialects.paths import Served
from gateway.dialects.record import Record
from gateway.dialects.refusal import unreadable
from gateway.dialects.tables import Effect, Shape
from gateway.model import (
    ApiRequest,
    ApiResponse,
    Fields,
    Media,
    Page,
    Problem,
    ProblemKind,
    ProblemRaised,
    Resource,
    Source,
)
from gateway.wire import WireResponse


def read_response(wire: WireResponse, asked: ApiRequest, face: Face) -> ApiResponse:
    """A backend's answer as what it means. Raises ProblemRaised for its errors, and where it can't be read."""
    if wire.status >= HTTPStatus.BAD_REQUEST:
        raise ProblemRaised(read_error(wire, asked))
    headers = carried(wire)
    if wire.status >= HTTPStatus.MULTIPLE_CHOICES:
        return ApiResponse(wire.status, location=wire.headers.get("Location"), headers=headers)
    if asked.representation.is_media:
        media = Media(wire.headers.get("Content-Type") or "", wire.body, wire.stream, carried_with_bytes(wire))
        return ApiResponse(wire.status, media, headers=headers)
    served = next(iter(PATHS.serving(asked.operation)), None)
    if served is None:
        raise unreadable("The backend answered a call it was never asked.")
    if served.operation.effect is Effect.DELETE and served.operation.shape is Shape.EMPTY:
        return ApiResponse(HTTPStatus.NO_CONTENT, headers=headers)
    record = Record()
    try:
        body = _read_body(wire, served, asked, face, record)
    except CodecError as error:
        raise unreadable(_unreadable_text(served, error)) from error
    return ApiResponse(served.operation.status, body, headers=headers, notes=record.notes, losses=record.losses)


def _read_body(wire: WireResponse, served: Served, asked: ApiRequest, face: Face, record: Record) -> Resource | Page:
    inner = read_envelope(wire.body)
    if "error" in inner and "data" not in inner:
        raise ProblemRaised(read_error(replace(wire, status=HTTPStatus.BAD_REQUEST), asked))
    found = read_items(inner)
    if served.operation.shape is not Shape.LIST:
        found = (_only(found, served, asked),)
    items = _read_resources(found, served, asked, face, record)
    if served.operation.shape is not Shape.LIST:
        return items[0]
    return _page(items, inner, served, asked)


def _read_resources(
    found: Sequence[Fields], served: Served, asked: ApiRequest, face: Face, record: Record
) -> tuple[Resource, ...]:
    kind = served.operation.kind
    plan = served.plan.item if served.plan else None
    if plan is None:
        return tuple([Resource(kind, item) for item in found])
    apart = [own_properties.set_apart(own_properties.use_own_names(kind, one), plan.theirs, asked, record) for one in found]
    shared = [item for item, _ in apart]
    made = read_fields(shared, plan, scene_of(face, asked), record, in_list=len(found) > 1)
    if not own_properties.speaks_it_too(asked):
        return tuple([Resource(kind, fields) for fields in made])
    told = ByNames(partial(own_properties.told_fields, plan))
    return tuple([_with_own(kind, fields, told[tuple(item)], own) for (item, own), fields in zip(apart, made, strict=True)])


def _with_own(kind: str, fields: Fields, told: frozenset[str], own: Fields) -> Resource:
    """For a caller of this dialect: what was told, and no nulls for what was not; those are for the others."""
    shown = {name: value for name, value in fields.items() if value is not None or name in told}
    return Resource(kind, {**shown, own_properties.FIELD: own} if own else shown)


def _page(items: tuple[Resource, ...], told: Mapping[str, JsonValue], served: Served, asked: ApiRequest) -> Page:
    page = read_page(items, told, served.operation, asked)
    return page if served.operation.paged else replace(page, paged=False)


def _only(items: Sequence[Fields], served: Served, asked: ApiRequest) -> Fields:
    """The one thing."""
    if not items:
        if served.operation.effect is Effect.READ:
            problem = Problem(ProblemKind.NOT_FOUND, Source.BACKEND, HTTPStatus.NOT_FOUND, operation=asked.operation)
            raise ProblemRaised(problem)
        raise CodecError("the data is empty.")
    return items[0]


def _unreadable_text(served: Served, error: CodecError) -> str:
    text = f"The backend's answer can't be read: {error.message}"
    if served.operation.effect is not Effect.READ:
        return f"{text} The backend did carry out the request; check before sending it again."
    return text
