"""`gateway dialects NAME --plan OPERATION`: the functions generated from a dialect's tables for one operation, as Python text.

They are made here as a call makes them, of an item in which every field is null: one face writes and reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Protocol, runtime_checkable

import click

from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.compiled.as_they_are import Shapes
from gateway.dialects.compiled.code import Generated
from gateway.dialects.face import Face, complete_options
from gateway.dialects.tables import Operation, Shape
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
    if operation.shape not in (Shape.LIST, Shape.ITEM):
        return
    try:
        written = dialect.write_response(_blank(operation), asked, face).wire
        dialect.read_response(WireResponse(HTTPStatus.OK, Headers([("Content-Type", _TYPES[form])]), written.body), asked, face)
    except ProblemRaised as raised:
        raise click.ClickException(f"{dialect.name} can't show {operation.name}: {raised.problem.message}") from raised
    for kept in face.compiled.values():
        for one in kept.writers.values() if isinstance(kept, Shapes) else (kept,):
            if isinstance(one, _Kept):
                yield f"# {dialect.name}, {operation.name}\n{one.generated.source}"


def _blank(operation: Operation) -> ApiResponse:
    item = Resource(operation.kind, dict.fromkeys(_canonical_fields(operation)))
    if operation.shape is Shape.ITEM:
        return ApiResponse(operation.status, item)
    return ApiResponse(operation.status, Page(operation.kind, (item,), list_key=f"{operation.kind}s"))


def _canonical_fields(operation: Operation) -> Sequence[str]:
    """Those some dialect's plan knows; its own id and address for what no other dialect has."""
    for dialect in discover().values():
        for entry in dialect.entries:
            for one, plan in zip(entry.operations, entry.plans, strict=True):
                if one.name == operation.name and plan and plan.item:
                    return sorted(plan.item.known)
    return ("sid", "uri")
