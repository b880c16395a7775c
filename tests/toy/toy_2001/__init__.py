"""A fifth dialect as a stranger would write it: one folder, derived from a dialect that is there, and no edit anywhere else.

It knows API keys alone, calls them tokens and their name a label, writes moments as seconds and speaks one JSON envelope.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.codecs.json import JsonValue, JsonWritable, read_json, write_json
from gateway.dialects.change import Change, Date, DateForm, Gone, Layout, Move, Rename
from gateway.dialects.derive import derive
from gateway.dialects.face import Face
from gateway.dialects.grammar import Document
from gateway.dialects.record import Record
from gateway.dialects.refusal import unreadable
from gateway.dialects.rest import RestDialect
from gateway.dialects.tables import Operation, Shape
from gateway.dialects.twilio_2010 import BASE
from gateway.dialects.twilio_2010.grammar import Grammar2010
from gateway.model import ApiRequest, ApiResponse, Fields, Page, Problem, Representation, Resource, Value
from gateway.wire import WireResponse

_ENVELOPE = "Toy"
UNLINKED = "pages-were-not-linked"
_JSON = "application/json"


def _scalar(value: Value) -> JsonWritable:
    return value if value is None or isinstance(value, str | int | float) else "?"


def _fields(value: JsonValue) -> Fields:
    if not isinstance(value, dict) or any(isinstance(inner, list | dict) for inner in value.values()):
        raise unreadable("The backend's answer can't be read: a token is an object of plain values.")
    return {name: inner for name, inner in value.items() if not isinstance(inner, list | dict)}


@dataclass(frozen=True, slots=True)
class GrammarToy(Grammar2010):
    """The byte forms of the toy; what it does not say here is as in its base."""

    version: str = "2001-01-01"
    structural: bool = False
    realm: str = "Toy API"

    def choose(self, suffix: str, accept: str | None) -> Representation:
        del suffix, accept
        return Representation.JSON

    def write_body(self, response: ApiResponse, asked: ApiRequest, face: Face, record: Record) -> Document:
        del asked, face
        body = response.body
        if isinstance(body, Resource):
            return _JSON, write_json({_ENVELOPE: {name: _scalar(value) for name, value in body.fields.items()}})
        if not isinstance(body, Page):
            raise unreadable("The backend's answer holds nothing that can be shown.")
        if body.links.get("next_page_uri"):
            record.lose(UNLINKED, "next_page_uri", "the toy counts pages and does not tell whether one follows")
        items = [{name: _scalar(value) for name, value in item.fields.items()} for item in body.items]
        return _JSON, write_json({_ENVELOPE: items, "page": body.number})

    def read_body(self, wire: WireResponse, operation: Operation | None, asked: ApiRequest, face: Face) -> Resource | Page:
        del asked, face
        document = read_json(wire.body)
        if operation is None or not isinstance(document, dict):
            raise unreadable("The backend's answer can't be read: it is JSON of another shape.")
        inner = document.get(_ENVELOPE)
        if operation.shape is not Shape.LIST:
            return Resource(operation.kind, _fields(inner))
        if not isinstance(inner, list):
            raise unreadable("The backend's answer can't be read: it holds no list.")
        number = document.get("page")
        items = tuple(Resource(operation.kind, _fields(item)) for item in inner)
        return Page(operation.kind, items, number=number if isinstance(number, int) else 0)

    def write_error(self, problem: Problem, path: str, representation: Representation, face: Face) -> Document:
        del path, representation, face
        return _JSON, write_json({_ENVELOPE: {"message": problem.message or problem.kind, "code": problem.code}})


CHANGES = (
    Change(
        name="tokens-became-keys",
        tells="API keys were tokens.",
        source="the toy's own manual, page 1",
        on=("keys.list", "keys.create", "keys.fetch", "keys.delete"),
        rules=(
            Move("GET Tokens", ("keys.list",)),
            Move("POST Tokens", ("keys.create",)),
            Move("GET Tokens/{sid}", ("keys.fetch",)),
            Move("DELETE Tokens/{sid}", ("keys.delete",)),
        ),
    ),
    Change(
        name="labels-became-friendly-names",
        tells="The name of a token was its label.",
        source="the toy's own manual, page 2",
        on=("keys.list", "keys.create", "keys.fetch"),
        rules=(Rename("Label", "FriendlyName"),),
    ),
    Change(
        name="moments-became-dates",
        tells="Moments were seconds since 1970; when a token changed was never told.",
        source="the toy's own manual, page 3",
        on=("keys.list", "keys.create", "keys.fetch"),
        rules=(Date(("DateCreated",), DateForm.EPOCH), Gone(("DateUpdated",), "the toy does not tell when a token changed")),
    ),
    Change(
        name="secrets-are-told-once",
        tells="The toy never tells a secret.",
        source="the toy's own manual, page 4",
        on=("keys.list", "keys.create", "keys.fetch"),
        rules=(Gone(("Secret",), "the toy never tells a secret"),),
    ),
    Change(
        name=UNLINKED,
        tells="A page told its number and not whether another follows.",
        source="the toy's own manual, page 5",
        on=("keys.list",),
        rules=(),
    ),
)

DIALECT = RestDialect(
    name="toy-2001",
    grammar=GrammarToy(),
    entries=derive(
        BASE,
        keeps=(),
        takes={"keys.create": "Label"},
        layouts=(Layout(("key",), "Token", "Tokens", "Sid Label DateCreated"),),
        changes=CHANGES,
    ),
    prefers=Representation.JSON,
    readable=(Representation.JSON,),
    changes=CHANGES,
)
