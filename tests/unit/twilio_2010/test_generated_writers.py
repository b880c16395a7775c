"""Generated writers and the interpreter write the same: each unusual value in each type of field, and around the items."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from itertools import product

import pytest
from msgspec.structs import replace

from gateway.codecs.errors import CodecError
from gateway.dialects.compiled.as_they_are import MOST_AT_ONCE, MOST_SHAPES, Shapes
from gateway.dialects.face import Face
from gateway.dialects.twilio_2010.operations import OPERATIONS
from gateway.model import ApiRequest, ApiResponse, Link, Page, Representation, Resource, Value
from tests.properties.speakers import speaker

_FORMS = (Representation.JSON, Representation.XML)
_DIALECT = speaker("twilio-2010").dialect
_PLAIN = Link("/Accounts/AC1/Calls/CA1/Events")
_TEXTS = ("", "a/b", r"\/", "\\", '"', "'", "<&>", "]]>", "\r\n", "\t", "é😀", "{v0}", "%s", "\x7f", "\x85", "\ufffe", "\ud800")
_DIRTY_TEXTS = ("\x00", "a\x0bb", "\x1f<")
_LINKS = (
    Link(""),
    Link("/Accounts/AC1", "A=b&c=d"),
    Link("/Accounts/AC1", "", absolute=True),
    Link("/Accounts/AC1", "A=b&c=d", absolute=True),
)
_SCALARS = (None, True, False, 0, 1, -7, 10**39, 10**40, 0.0, 1.5, 1e300)
_LISTS = ((), ("a", "b/c"), (None, 1, True), (("a",), {"b": "c"}), (_PLAIN, "x"))
_MAPS: tuple[Value, ...] = (
    {},
    {"sms": True, "MMS": False, "fax": None},
    {"capabilities": {"sms": True}},
    {"a b": _PLAIN},
    {"1st": "x", "foo_bar": 2},
    {"x\ud800": _PLAIN},
    {"{x}%s": _PLAIN},
    {"events": _PLAIN, "other": None},
    {"events": "https://example.com/", "other": _PLAIN},
    dict.fromkeys([f"k{number}" for number in range(40)], _PLAIN),
    {"k" * 80: _PLAIN},
)
_FIELDS = (
    "status",
    "date_created",
    "uri",
    "x_uri",
    "subresource_uris",
    "capabilities",
    "unknown_to_tables",
    "a/b{x}",
    "not a name",
    "x\ud800",
)


def _values(texts: tuple[str, ...]) -> tuple[Value, ...]:
    links = (*_LINKS, *(Link(f"/Accounts/{text}") for text in texts))
    odd_maps: tuple[Value, ...] = tuple({"recordings": _PLAIN, "sms_messages": link} for link in links)
    return (*texts, *links, *_SCALARS, *_LISTS, *_MAPS, *odd_maps)


def _face(*, form: str = "modern", fill: bool = False, base_path: str = "") -> Face:
    return dataclasses.replace(speaker("twilio-2010", None, form=form, fill_fields=fill).face, base_path=base_path)


def _ask(representation: Representation, operation: str = "calls.list") -> ApiRequest:
    return speaker("twilio-2010").ask(OPERATIONS[operation], representation)


def _written(response: ApiResponse, asked: ApiRequest, face: Face) -> object:
    """All that is seen of an answer, or how it fails."""
    try:
        written = _DIALECT.write_response(response, asked, face)
    except CodecError as error:
        return str(error)
    return written.wire.headers, written.wire.body, set(written.notes), set(written.losses)


def _assert_same(response: ApiResponse, asked: ApiRequest, face: Face) -> None:
    plain = _written(response, asked, dataclasses.replace(face, plain=True, compiled={}))
    assert _written(response, asked, face) == plain


def _page_of(*items: Mapping[str, Value], clean: bool = True) -> ApiResponse:
    page = Page("call", tuple(Resource("call", fields) for fields in items), links={"uri": _PLAIN}, list_key="calls")
    return ApiResponse(200, page, clean=clean)


@pytest.mark.parametrize(
    "face", [_face(), _face(form="early"), _face(fill=True, base_path='/a&b%s{v0}<"\\')], ids=["modern", "early", "filled"]
)
@pytest.mark.parametrize("representation", _FORMS)
@pytest.mark.parametrize("name", _FIELDS, ids=ascii)
def test_each_value_in_each_type_of_field(name: str, representation: Representation, face: Face) -> None:
    for clean, texts in ((True, _TEXTS), (False, (*_TEXTS, *_DIRTY_TEXTS))):
        for value in _values(texts):
            _assert_same(_page_of({"sid": "CA1", name: value, "duration": "7"}, clean=clean), _ask(representation), face)


@pytest.mark.parametrize("form", ["modern", "early"])
@pytest.mark.parametrize("representation", _FORMS)
def test_what_stands_around_the_items(representation: Representation, form: str) -> None:
    call = Resource("call", {"sid": "CA1", "uri": _PLAIN})
    page = Page("call", (call, call), 3, 2, 6, 7, 9, 5, list_key="calls")
    variants = [page, replace(page, paged=False), replace(page, extra={"x": (1, "[]}"), "a b": None})]
    variants += [replace(page, extra={"calls": "x", "y": ()}), replace(page, links={"calls": None})]
    for text in (*_TEXTS, *_DIRTY_TEXTS):
        links = {"uri": Link(f"/{text}"), "next_page_uri": None, "last_page_uri": Link("/Accounts", "Page=1&PageSize=2")}
        variants.append(replace(page, links=links))
    for variant in variants:
        _assert_same(ApiResponse(200, variant), _ask(representation), _face(form=form))


@pytest.mark.parametrize("representation", _FORMS)
def test_no_more_writers_are_generated_than_are_kept(representation: Representation) -> None:
    face = _face()
    asked = _ask(representation)
    page = _page_of(*({"sid": "CA1", f"field_{number}": "x"} for number in range(MOST_SHAPES + 20)))
    for answered in range(1, MOST_SHAPES // MOST_AT_ONCE + 3):
        _assert_same(page, asked, face)
        (shapes,) = face.compiled.values()
        assert isinstance(shapes, Shapes)
        assert len(shapes.writers) == min(answered * MOST_AT_ONCE, MOST_SHAPES)


@pytest.mark.parametrize("representation", _FORMS)
@pytest.mark.parametrize("names", [[f"f{number}" for number in range(500)], ["x" * 100], []], ids=["many", "long", "none"])
def test_nothing_is_generated_for_items_beyond_all_tables(names: list[str], representation: Representation) -> None:
    face = _face()
    asked = _ask(representation)
    _assert_same(_page_of(dict.fromkeys(names, "x")), asked, face)
    (shapes,) = face.compiled.values()
    assert isinstance(shapes, Shapes)
    assert not shapes.writers


@pytest.mark.parametrize("representation", _FORMS)
def test_a_secret_may_hold_what_a_caller_sent(representation: Representation) -> None:
    """The token of an account is put there behind the reader, which has told that all it read is clean."""
    asked = _ask(representation, "accounts.fetch")
    account = Resource("account", {"sid": "AC1", "auth_token": "a\x01b"})
    _assert_same(ApiResponse(200, account, clean=True), asked, _face())


@pytest.mark.parametrize("representation", _FORMS)
def test_a_number_json_has_not_fails_alike(representation: Representation) -> None:
    asked = _ask(representation)
    for number, name in product((float("nan"), float("inf"), 10**39, 10**40), ("sid", "unknown_to_tables")):
        _assert_same(_page_of({name: number}), asked, _face())
