"""What was generated from the tables does what their interpreter does: the same bytes, values, notes and losses, and refusals.

Each operation of each dialect, in each representation and under each switch, with items as backends send them and with odd
ones: values of other types, characters a form can't carry, fields that are missing or that no table knows.
"""

from __future__ import annotations

from dataclasses import replace as change
from functools import partial

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.dialects.base import Written
from gateway.dialects.face import Face
from gateway.dialects.tables import Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.model import ApiRequest, ApiResponse, Fields, Link, Page, Problem, ProblemRaised, Representation, Resource, Value
from gateway.wire import Headers, WireResponse
from tests.properties.canonical_values import ANY_TEXT, answers, fields_of, keys, links
from tests.properties.effort import EFFORT
from tests.properties.speakers import DIALECTS, Speaker, name_of, switched

_WRITTEN = (Representation.XML, Representation.JSON)
_TYPES = {Representation.XML: "application/xml", Representation.JSON: "application/json"}
_SPEAKERS = tuple(one for name in DIALECTS for one in switched(name))
_HARD_TEXTS = st.sampled_from(
    (
        "",
        " ",
        "&",
        "<b>",
        "]]>",
        '"',
        "\\",
        "a\r\nb",
        "\t",
        "\x00",
        "\x1f",
        "\x7f",
        "é",
        "\U0001f4de",
        "\ufffe",
        "{x}",
        "%s",
        "'",
    )
)
_ODD: st.SearchStrategy[Value] = st.one_of(
    _HARD_TEXTS,
    st.sampled_from((0, 1, -5, 2**70, True, False, 1.5, (), ("a", "&"))),
    links,
    links.map(lambda link: Link(link.path, "a=1&b=<2>", absolute=True)),
    st.dictionaries(keys, _HARD_TEXTS, max_size=2),
    st.none(),
)
_UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A whole answer is made smaller for minutes, and its repr tells nothing of it anyway."""


@st.composite
def _oddly(draw: st.DrawFn, fields: st.SearchStrategy[Fields]) -> Fields:
    """The fields of an item, some of them not as any table has them."""
    made: dict[str, Value] = dict(draw(fields))
    for name in draw(st.lists(st.sampled_from(sorted(made)), max_size=2)) if made else ():
        if draw(st.booleans()):
            made[name] = draw(_ODD)
        else:
            made.pop(name, None)
    if draw(st.integers(0, 5)) == 0:
        made[draw(keys)] = draw(_ODD)
    return made


@st.composite
def _asked_answers(draw: st.DrawFn, speaker: Speaker) -> tuple[Operation, ApiRequest, ApiResponse]:
    shown = [one for one in speaker.dialect.operations.values() if one.shape in (Shape.ITEM, Shape.LIST) and one.kind in KINDS]
    operation = draw(st.sampled_from(shown))
    representation = draw(st.sampled_from([form for form in _WRITTEN if form in speaker.dialect.readable]))
    asked = replace(speaker.ask(operation, representation), spoken=draw(st.sampled_from(("", speaker.dialect.name))))
    response = draw(answers(operation, _oddly(fields_of(operation, ANY_TEXT | _HARD_TEXTS))))
    if isinstance(response.body, Page) and draw(st.booleans()):
        more = draw(st.lists(_oddly(fields_of(operation, ANY_TEXT)), max_size=3))
        items = (*response.body.items, *(Resource(response.body.kind, fields) for fields in more))
        response = replace(response, body=replace(response.body, items=items))
    return operation, asked, replace(response, clean=not _holds_control(response.body))


def _holds_control(value: object) -> bool:
    if isinstance(value, str):
        return any(one < " " and one not in "\t\r\n" for one in value)
    if isinstance(value, Page):
        return any(map(_holds_control, value.items))
    if isinstance(value, Resource):
        return _holds_control(value.fields)
    if isinstance(value, dict):
        return any(map(_holds_control, (*value, *value.values())))
    return isinstance(value, tuple) and any(map(_holds_control, value))


def _both(face: Face) -> tuple[Face, Face]:
    return change(face, plain=True), face


def _write(speaker: Speaker, response: ApiResponse, asked: ApiRequest, face: Face) -> Written[WireResponse] | Problem:
    try:
        return speaker.dialect.write_response(response, asked, face)
    except ProblemRaised as raised:
        return raised.problem


def _read(speaker: Speaker, wire: WireResponse, asked: ApiRequest, face: Face) -> ApiResponse | Problem:
    try:
        return speaker.dialect.read_response(wire, asked, face)
    except ProblemRaised as raised:
        return raised.problem


def _plainly(answer: Written[WireResponse] | Problem) -> object:
    """What must be the same: all of it, but for the order of losses that one item has at once."""
    if isinstance(answer, Problem):
        return answer
    return answer.wire.status, list(answer.wire.headers), answer.wire.body, answer.notes, set(answer.losses)


def _in_any_order(answer: ApiResponse | Problem) -> object:
    if isinstance(answer, Problem):
        return answer
    return replace(answer, losses=tuple(sorted(answer.losses, key=str))), sorted(map(_shown, answer.losses))


def _shown(loss: object) -> str:
    return str(getattr(loss, "where", ""))


@pytest.mark.parametrize("speaker", _SPEAKERS, ids=partial(name_of))
def test_answers_are_the_interpreters(speaker: Speaker) -> None:
    plain, compiled = _both(speaker.face)

    @settings(EFFORT, max_examples=4 * EFFORT.max_examples, phases=_UNSHRUNK)
    @given(asked=_asked_answers(speaker))
    def write_and_read(asked: tuple[Operation, ApiRequest, ApiResponse]) -> None:
        _, request, response = asked
        written = _write(speaker, response, request, plain)
        assert _plainly(_write(speaker, response, request, compiled)) == _plainly(written)
        if isinstance(written, Problem):
            return
        wire = WireResponse(200, Headers([("Content-Type", _TYPES[request.representation])]), written.wire.body)
        read = _read(speaker, wire, request, plain)
        assert _in_any_order(_read(speaker, wire, request, compiled)) == _in_any_order(read)

    write_and_read()
