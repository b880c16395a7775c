"""Whatever a backend answers is read as a value or a Problem, and what was read can be shown to a caller of any dialect.

Each answer is read as the answer to every operation of its dialect: what a backend sends need not fit what it was asked.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.codecs.tree import Element
from gateway.codecs.xml import read_xml, write_xml
from gateway.dialects.tables import Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.model import ApiRequest, ApiResponse, ProblemRaised, Representation
from gateway.wire import WireResponse
from tests.properties.canonical_values import XML_TEXT, answers, fields_of
from tests.properties.effort import MORE_EFFORT, SOME_EFFORT
from tests.properties.hostile import bodies, mutations, responses
from tests.properties.hostile_json import grafted
from tests.properties.speakers import SPEAKERS, Speaker, name_of, speaker

_CALLERS = tuple(speaker(name) for name in sorted({one.dialect.name for one in SPEAKERS}))
_SHOWN = (Representation.XML, Representation.JSON, Representation.CSV, Representation.HTML)


@st.composite
def reshaped(draw: st.DrawFn, backend: Speaker) -> tuple[Operation, WireResponse]:
    """A good answer of the dialect to one of its operations, with something of another shape in its document."""
    operation, wire = draw(good_answers(backend))
    if backend.face.representation is Representation.JSON:
        return operation, replace(wire, body=json.dumps(draw(grafted(json.loads(wire.body)))).encode())
    return operation, replace(wire, body=write_xml(draw(grafted_elements(read_xml(wire.body)))))


@st.composite
def grafted_elements(draw: st.DrawFn, element: Element) -> Element:
    """The element with others in the place of one of those in it, or beside them."""
    if element.children and not draw(st.sampled_from((False, False, False, True))):
        place = draw(st.integers(0, len(element.children) - 1))
        inner = draw(grafted_elements(element.children[place]))
        return replace(element, children=(*element.children[:place], inner, *element.children[place + 1 :]))
    name = draw(st.just(element.name) | _ELEMENT_NAMES)
    leaf = Element(draw(_ELEMENT_NAMES), text=draw(XML_TEXT) or None)
    return draw(
        st.sampled_from(
            (
                Element(name, (("page", "x"), ("total", "9" * 50))),
                Element(name, text="1"),
                Element(name, children=(leaf, leaf)),
                Element(name, element.attributes, (*element.children, leaf)),
            )
        )
    )


_ELEMENT_NAMES = st.sampled_from(("Sid", "Status", "Duration", "Uri", "Call", "Calls", "Error", "Message", "entry", "object"))


@st.composite
def good_answers(draw: st.DrawFn, backend: Speaker) -> tuple[Operation, WireResponse]:
    """An answer of the dialect to one of its operations."""
    shown = [one for one in backend.dialect.operations.values() if one.shape in (Shape.ITEM, Shape.LIST) and one.kind in KINDS]
    operation = draw(st.sampled_from(shown))
    response = draw(answers(operation, fields_of(operation, XML_TEXT)))
    asked = backend.ask(operation, backend.face.representation)
    return operation, backend.dialect.write_response(response, asked, backend.face).wire


@st.composite
def damaged(draw: st.DrawFn, backend: Speaker) -> tuple[Operation, WireResponse]:
    """A good answer of the dialect to one of its operations, with something wrong in its bytes."""
    operation, wire = draw(good_answers(backend))
    return operation, replace(wire, body=draw(mutations(wire.body)))


@pytest.mark.parametrize("backend", SPEAKERS, ids=name_of)
def test_any_answer_is_a_value_or_a_problem(backend: Speaker) -> None:
    asked = [backend.ask(operation, backend.face.representation) for operation in backend.dialect.operations.values()]

    @MORE_EFFORT
    @given(wire=responses(bodies))
    def read(wire: WireResponse) -> None:
        for api in asked:
            _read(backend, wire, api)

    read()


@pytest.mark.parametrize("backend", SPEAKERS, ids=name_of)
def test_a_damaged_answer_is_read_and_shown_or_refused(backend: Speaker) -> None:
    @SOME_EFFORT
    @given(case=damaged(backend), representation=st.sampled_from(_SHOWN))
    def read_and_show(case: tuple[Operation, WireResponse], representation: Representation) -> None:
        operation, wire = case
        response = _read(backend, wire, backend.ask(operation, backend.face.representation))
        if response is not None:
            _show_everywhere(response, operation, representation)

    read_and_show()


@pytest.mark.parametrize("backend", SPEAKERS, ids=name_of)
def test_an_answer_of_another_shape_is_read_and_shown_or_refused(backend: Speaker) -> None:
    @SOME_EFFORT
    @given(case=reshaped(backend), representation=st.sampled_from(_SHOWN))
    def read_and_show(case: tuple[Operation, WireResponse], representation: Representation) -> None:
        operation, wire = case
        response = _read(backend, wire, backend.ask(operation, backend.face.representation))
        if response is not None:
            _show_everywhere(response, operation, representation)

    read_and_show()


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from(
    ("sid", "status", "price", "capabilities", "uri", "subresource_uris", "page", "page_size", "date_created", "to")
)


@MORE_EFFORT
@given(
    item=st.dictionaries(_KEYS | st.text(max_size=6), _VALUES, max_size=6),
    shape=st.sampled_from(("item", "list", "both")),
    representation=st.sampled_from(_SHOWN),
)
def test_json_of_any_shape_is_read_and_shown_or_refused(
    item: dict[str, object], shape: str, representation: Representation
) -> None:
    backend = speaker("twilio-2010", Representation.JSON)
    for operation in backend.dialect.operations.values():
        if operation.name not in _CALLERS_HAVE:
            continue
        document = item if shape == "item" else {"calls": [item], "incoming_phone_numbers": [item], "page": 0}
        body = json.dumps(document | item if shape == "both" else document).encode()
        response = _read(backend, WireResponse(200, body=body), backend.ask(operation, Representation.JSON))
        if response is not None:
            _show_everywhere(response, operation, representation)


@MORE_EFFORT
@given(
    item=st.dictionaries(_KEYS | st.text(max_size=6), _VALUES, max_size=6),
    key=st.sampled_from(("things", "a b", "")),
    tail=st.lists(st.sampled_from(("Things", "TH1", "Ü", "a b", "1")), min_size=1, max_size=3),
)
def test_what_no_table_knows_is_read_and_shown_or_refused(item: dict[str, object], key: str, tail: list[str]) -> None:
    one = speaker("twilio-2010", Representation.JSON)
    for document in (item, {"page": 0, key: [item]}, {"page": 0, key: [item], "uri": "/2010-04-01/Accounts/AC1/Things.json"}):
        for representation in _SHOWN:
            asked = ApiRequest("", account="AC1", tail=tuple(tail), representation=representation)
            response = _read(one, WireResponse(200, body=json.dumps(document).encode()), asked)
            if response is not None:
                _show(one, response, asked)


_CALLERS_HAVE = ("calls.list", "calls.fetch", "incoming_phone_numbers.list", "incoming_phone_numbers.fetch", "accounts.fetch")


def _read(backend: Speaker, wire: WireResponse, asked: ApiRequest) -> ApiResponse | None:
    try:
        response = backend.dialect.read_response(wire, asked, backend.face)
    except ProblemRaised as raised:
        assert raised.problem.status >= 400  # noqa: PT017 -- an answer may as well be read
        return None
    assert isinstance(response, ApiResponse)
    return response


def _show_everywhere(response: ApiResponse, operation: Operation, representation: Representation) -> None:
    for caller in _CALLERS:
        if operation.name in caller.dialect.operations:
            _show(caller, response, caller.ask(operation, representation))


def _show(caller: Speaker, response: ApiResponse, asked: ApiRequest) -> None:
    try:
        wire = caller.dialect.write_response(response, asked, caller.face).wire
    except ProblemRaised:
        return
    if wire.body:
        _PARSERS[(wire.headers.get("Content-Type") or "").partition(";")[0]](wire.body)


def _read_csv(body: bytes) -> object:
    return list(csv.reader(io.StringIO(body.decode())))


def _read_page(body: bytes) -> object:
    return body.decode("ascii")


_PARSERS: dict[str, Callable[[bytes], object]] = {
    "application/json": json.loads,
    "text/json": json.loads,
    "application/xml": read_xml,
    "text/csv": _read_csv,
    "text/html": _read_page,
}
