"""What generated writers make of 2010's answers is what the interpreter of the tables makes of them: bytes, notes, losses, errors."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.codecs.errors import CodecError
from gateway.dialects.compiled.as_they_are import Shapes
from gateway.dialects.face import Face
from gateway.dialects.record import Record
from gateway.dialects.tables import FieldType, Kind, Operation
from gateway.dialects.tables import Shape as BodyShape
from gateway.dialects.twilio_2010.documents import FORMS
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.dialects.twilio_2010.operations import OPERATIONS
from gateway.dialects.twilio_2010.place import Place
from gateway.model import ApiRequest, ApiResponse, Fields, Link, Page, Representation, Resource, Value
from tests.properties.canonical_values import answers, fields_of
from tests.properties.effort import EFFORT, SOME_EFFORT
from tests.properties.speakers import speaker

_SUFFIXES = {Representation.JSON: (".json",), Representation.XML: ("", ".xml")}
_BASE_PATHS = ("", '/a&b%s{v0}<"\\')
_SHOWN = tuple(
    next(one for one in OPERATIONS.values() if one.kind == kind and one.shape is shape)
    for kind, shape in {
        one.kind: one.shape for one in OPERATIONS.values() if one.shape in (BodyShape.ITEM, BodyShape.LIST)
    }.items()
)
"""An operation for each kind, of the shape of the last one it has."""

_CLEAN = st.text(st.characters(exclude_categories=["Cc"]) | st.sampled_from("\t\r\n"), max_size=9) | st.sampled_from(
    ("", "]]>", "<&>", '"', "\\", "a/b", r"\/", "\ud800", "\ufffe", "é😀", "{v0}", "%s", "&#13;", "\x7f", "x" * 70)
)
_DIRTY = _CLEAN | st.text(max_size=5) | st.sampled_from(("\x00", "a\x0bb", "\x1f"))
_NAMES = (
    "x_uri",
    "media_url",
    "capabilities",
    "subresource_uris",
    "FooBar",
    "a b",
    "é",
    "",
    "a/b",
    "{x}",
    '"',
    "1st",
    "x\ud800",
)
_KEYS = st.sampled_from(("recordings", "sms", "MMS", "sms_messages", "capabilities", "a b", "{x}%s", "x\ud800"))


def _links(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Link]:
    paths = st.sampled_from(("/Accounts/AC1/Calls/CA1", "/Accounts", "")) | texts.map("/Accounts/{}".format)
    return st.builds(Link, paths) | st.builds(Link, paths, st.sampled_from(("", "A=b&c=d")), st.booleans())


def _values(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Value]:
    scalars = (
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts | _links(texts)
    )
    return scalars | st.lists(scalars, max_size=2).map(tuple) | st.dictionaries(_KEYS, scalars | st.tuples(scalars), max_size=3)


def _value_of(name: str, kind: Kind, texts: st.SearchStrategy[str]) -> st.SearchStrategy[Value]:
    """Mostly a value of the field's type."""
    held = next((field.type for field in kind.fields if field.name == name), None)
    if held in (FieldType.TEXT, FieldType.DATE):
        return texts | texts | _values(texts)
    if held is FieldType.LINKS:
        return st.dictionaries(_KEYS, _links(texts), max_size=3) | _values(texts)
    return _values(texts)


@st.composite
def _items(draw: st.DrawFn, kind: Kind, texts: st.SearchStrategy[str]) -> tuple[Fields, ...]:
    """Items of a few shapes: with some fields of the table, in any order, and some that no table knows."""
    known = [field.name for field in kind.fields]
    often = ["uri", "subresource_uris", "capabilities", "annotation"]
    made: list[Fields] = []
    for _ in range(draw(st.integers(1, 2))):
        names = draw(st.lists(st.sampled_from([*known, *_NAMES, *often * 8]), unique=True, max_size=6))
        item = st.fixed_dictionaries({name: _value_of(name, kind, texts) for name in names})
        made += draw(st.lists(item, max_size=2))
    return tuple(made)


@st.composite
def _responses(draw: st.DrawFn, operation: Operation) -> ApiResponse:
    clean = draw(st.booleans())
    texts = _CLEAN if clean else _DIRTY
    kind = KINDS[operation.kind]
    items = draw(_items(kind, texts))
    if operation.shape is BodyShape.ITEM:
        return ApiResponse(operation.status, Resource(kind.name, items[0] if items else {}), clean=clean)
    links = st.none() | st.builds(Link, texts.map("/Accounts/{}".format), st.sampled_from(("", "A=b&c=d")))
    page_links = draw(
        st.dictionaries(st.sampled_from(("uri", "next_page_uri", "last_page_uri", kind.list_key)), links, max_size=3)
    )
    page = Page(
        kind=kind.name,
        items=tuple(Resource(kind.name, fields) for fields in items),
        number=draw(st.integers(0, 5)),
        total=draw(st.none() | st.integers(0, 9)),
        links=page_links,
        paged=draw(st.booleans()),
        extra=draw(st.just({}) | st.dictionaries(st.sampled_from(("x", kind.list_key, "page")), _values(texts), max_size=2)),
        list_key=kind.list_key,
    )
    return ApiResponse(operation.status, page, clean=clean)


def _faces() -> st.SearchStrategy[Face]:
    def face(form: str, fill: bool, base_path: str) -> Face:
        return dataclasses.replace(speaker("twilio-2010", None, form=form, fill_fields=fill).face, base_path=base_path)

    return st.builds(face, st.sampled_from(("modern", "early")), st.booleans(), st.sampled_from(_BASE_PATHS))


def _written(response: ApiResponse, asked: ApiRequest, face: Face) -> object:
    """All that is seen of an answer, or how it fails."""
    try:
        written = speaker("twilio-2010").dialect.write_response(response, asked, face)
    except CodecError as error:
        return str(error)
    return written.wire.status, written.wire.headers, written.wire.body, set(written.notes), set(written.losses)


def _assert_same(response: ApiResponse, asked: ApiRequest, face: Face) -> None:
    plain = _written(response, asked, dataclasses.replace(face, plain=True, compiled={}))
    assert _written(response, asked, face) == plain
    assert _written(response, asked, face) == plain, "by the writers the first answer has left"


_ANSWERS = st.sampled_from(_SHOWN).flatmap(lambda operation: st.tuples(st.just(operation), _responses(operation)))
_EXPECTED = st.sampled_from(_SHOWN).flatmap(
    lambda operation: st.tuples(
        st.just(KINDS[operation.kind]), answers(operation, fields_of(operation, st.text('ab/é&<"\\\r\n', max_size=5)))
    )
)
_CALLS = st.tuples(st.just(OPERATIONS["calls.list"]), _responses(OPERATIONS["calls.list"]))


@pytest.mark.parametrize("representation", _SUFFIXES)
def test_generated_writers_write_what_the_interpreter_writes(representation: Representation) -> None:
    @settings(EFFORT, max_examples=EFFORT.max_examples * 20)
    @given(answer=_CALLS | _ANSWERS, face=_faces(), suffix=st.sampled_from(_SUFFIXES[representation]))
    def write_both(answer: tuple[Operation, ApiResponse], face: Face, suffix: str) -> None:
        operation, response = answer
        _assert_same(response, replace(speaker("twilio-2010").ask(operation, representation), suffix=suffix), face)

    write_both()


@pytest.mark.parametrize("representation", _SUFFIXES)
def test_what_the_tables_expect_is_not_left_to_the_interpreter(representation: Representation) -> None:
    item_form, arrange = FORMS[representation]
    place = Place(speaker("twilio-2010").face, "2010-04-01", "")

    def interpret(fields: Fields, suffix: str, record: Record) -> str:
        raise AssertionError(f"left to the interpreter: {fields}, {suffix}, {record}")

    @SOME_EFFORT
    @given(_EXPECTED)
    def write(answer: tuple[Kind, ApiResponse]) -> None:
        kind, response = answer
        body = response.body
        assert isinstance(body, Resource | Page)
        items = body.items if isinstance(body, Page) else (body,)
        shapes = Shapes(kind.name, replace(item_form(kind, place), interpret=interpret), lambda shape: arrange(kind, shape))
        assert len(shapes.write(items, "", Record(), clean=True)) == len(items)

    write()
