"""`gateway dialects NAME --plan OPERATION`: the functions generated from a dialect's tables for one operation, as Python text.

They are made here as a call makes them, of an item in which every field is null: one face writes and reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Protocol, runtime_checkable

import click

from gateway.dialects.base import Dialect
from gateway.dialects.compiled.code import Generated
from gateway.dialects.face import Face, complete_options
from gateway.dialects.tables import Kind, Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.model import ApiRequest, ApiResponse, Page, ProblemRaised, Representation, Resource
from gateway.wire import Headers, WireResponse

_TYPES = {Representation.JSON: "application/json", Representation.XML: "application/xml"}
_HOST = "https://api.example.com"


@runtime_checkable
class _Kept(Protocol):
    """What a face keeps of a function that was generated for it."""

    @property
    def generated(self) -> Generated: ...


def write_plans(dialect: Dialect, name: str) -> Iterator[str]:
    """The text of each function. Raises click.BadParameter for an operation the dialect has not, or one nothing is made for."""
    operation = dialect.operations.get(name)
    if operation is None:
        raise click.BadParameter(f"{dialect.name} has no operation {name!r}", param_hint="--plan")
    found = [text for form in dialect.readable for text in _plans_in(dialect, operation, form)]
    if not found:
        raise click.BadParameter(f"nothing is generated for {name!r}: its answers hold no items", param_hint="--plan")
    yield from found


def _plans_in(dialect: Dialect, operation: Operation, form: Representation) -> Iterator[str]:
    face = Face(_HOST, base_path=dialect.root, representation=form, options=complete_options(dialect.options, {}))
    names = [segment[1:-1] for segment in operation.path if segment.startswith("{")]
    asked = ApiRequest(operation.name, operation.method, "AC0", tuple((one, "XX0") for one in names), representation=form)
    kind = KINDS.get(operation.kind)
    if kind is None or operation.shape not in (Shape.LIST, Shape.ITEM):
        return
    try:
        written = dialect.write_response(_blank(kind, operation), asked, face).wire
        dialect.read_response(WireResponse(HTTPStatus.OK, Headers([("Content-Type", _TYPES[form])]), written.body), asked, face)
    except ProblemRaised as raised:
        raise click.ClickException(f"{dialect.name} can't show {operation.name}: {raised.problem.message}") from raised
    for key, kept in face.compiled.items():
        if isinstance(kept, _Kept):
            yield f"# {dialect.name}: {_told(key)}\n{kept.generated.source}"


def _blank(kind: Kind, operation: Operation) -> ApiResponse:
    fields: Mapping[str, None] = {field.name: None for field in kind.fields}
    item = Resource(kind.name, fields)
    if operation.shape is Shape.ITEM:
        return ApiResponse(operation.status, item)
    return ApiResponse(operation.status, Page(kind.name, (item,), list_key=kind.list_key))


def _told(key: object) -> str:
    return ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)
