"""Resources that are nothing but stored fields: one table row gives their routes.

A row names the parameters a create and an update take (`*` behind a name: required). What is created below another
resource needs that resource to exist, and names it in `parent_field`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import TypeAlias

from gateway.sandbox.errors import invalid, missing
from gateway.sandbox.exchange import Answer, Exchange, Handler, Listing, Route
from gateway.sandbox.filters import matching
from gateway.sandbox.forms import Form, snake
from gateway.sandbox.kinds import Kind
from gateway.sandbox.values import Fields, Value

CREATED = HTTPStatus.CREATED
_MORE_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Plain:
    """One table row. `verbs` are those the resource has; `initial` are fields a new one starts with."""

    path: str
    kind: Kind
    verbs: str = "list create fetch update delete"
    create: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    parent_field: str = ""
    created: HTTPStatus = CREATED
    updated: HTTPStatus = HTTPStatus.OK
    initial: Fields = field(default_factory=dict)


_PlainHandler: TypeAlias = Callable[[Plain, Exchange], Answer]


def plain_routes(plain: Plain) -> tuple[Route, ...]:
    """The routes of a row: its collection and its instances."""
    of_collection = {"GET": ("list", list_all), "POST": ("create", create)}
    of_instance = {"GET": ("fetch", fetch), "POST": ("update", update), "DELETE": ("delete", delete)}

    def chosen(table: Mapping[str, tuple[str, _PlainHandler]]) -> Mapping[str, Handler]:
        verbs = plain.verbs.split()
        return MappingProxyType({method: partial(handler, plain) for method, (verb, handler) in table.items() if verb in verbs})

    routes = (Route(plain.path, chosen(of_collection)), Route(f"{plain.path}/*", chosen(of_instance)))
    return tuple(route for route in routes if route.methods)


def list_all(plain: Plain, exchange: Exchange) -> Answer:
    need_parent(plain.path, exchange)
    rows = exchange.records(exchange.folder)
    return Listing(plain.kind, matching(rows, plain.kind, exchange, equal=plain.filters))


def create(plain: Plain, exchange: Exchange) -> Answer:
    parent = need_parent(plain.path, exchange)
    fields = {**plain.initial, **read_fields(plain.kind, plain.create, exchange.form)}
    if plain.parent_field:
        fields[plain.parent_field] = parent
    return exchange.show(plain.kind, exchange.make(plain.kind, exchange.folder, fields), plain.created)


def fetch(plain: Plain, exchange: Exchange) -> Answer:
    return exchange.show(plain.kind, exchange.need(*collection_of(exchange)))


def update(plain: Plain, exchange: Exchange) -> Answer:
    record = exchange.need(*collection_of(exchange))
    fields = read_fields(plain.kind, plain.update, exchange.form)
    changed = exchange.scene.store.change(record, exchange.scene.now, **fields)
    return exchange.show(plain.kind, changed, plain.updated)


def delete(_plain: Plain, exchange: Exchange) -> Answer:
    return exchange.discard(exchange.need(*collection_of(exchange)))


def collection_of(exchange: Exchange) -> tuple[str, str]:
    """The folder an instance's path lies in, and its id."""
    return "/".join(exchange.segments[:-1]), exchange.segments[-1]


def need_parent(path: str, exchange: Exchange) -> str:
    """The id of the resource a collection lies below (the empty text for one of the account's own), or a 404."""
    pattern = path.split("/")
    if "*" not in pattern:
        return ""
    index = len(pattern) - 1 - pattern[::-1].index("*")
    return exchange.need("/".join(exchange.segments[:index]), exchange.segments[index]).sid


def read_fields(kind: Kind, parameters: tuple[str, ...], form: Form) -> dict[str, Value]:
    """The fields a form sets. Raises a 400 for a required parameter that is absent or empty, or a wrong boolean or number."""
    fields: dict[str, Value] = {}
    for parameter in parameters:
        name = parameter.removesuffix("*")
        text = form.get(name)
        if parameter.endswith("*") and not text:
            raise missing(name)
        if text is not None:
            fields[snake(name)] = _value(kind, name, text)
    return fields


def _value(kind: Kind, parameter: str, text: str) -> Value:
    field = snake(parameter)
    if field in kind.booleans:
        return read_flag(parameter, text)
    if field in kind.integers:
        if not (text.isascii() and text.isdigit() and len(text) <= _MORE_DIGITS):
            raise invalid(parameter, text)
        return int(text)
    return text


def read_flag(parameter: str, text: str) -> bool:
    """`true` or `false` in any case; anything else is a 400."""
    if text.lower() not in ("true", "false"):
        raise invalid(parameter, text)
    return text.lower() == "true"
