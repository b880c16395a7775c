"""What is generated to read a backend's answers reads them as the interpreters do: the same values, notes, losses and refusals."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.dialects.change import DateForm, Lossy, Scene
from gateway.dialects.compiled import by_names, recalled
from gateway.dialects.compiled.by_names import renamed
from gateway.dialects.compiled.memo import MOST, Unusual
from gateway.dialects.compiled.reading import Reader
from gateway.dialects.compiled.recalled import Recalled
from gateway.dialects.convert import coercion, date_steps
from gateway.dialects.face import Face
from gateway.dialects.tables import FieldType, Operation
from gateway.model import ApiRequest, Page, ProblemRaised, Representation, Resource, Value
from gateway.wire import WireResponse
from tests.properties.effort import EFFORT, SOME_EFFORT
from tests.properties.hostile import bodies, responses
from tests.properties.odd_answers import odd_answers
from tests.properties.speakers import DIALECTS, SPEAKERS, Speaker, name_of, speaker, switched

_SWITCHED = tuple(one for name in DIALECTS for one in switched(name)[1:])
_CALLS = ApiRequest("calls.list", account="AC1")


def _read(backend: Speaker, face: Face, wire: WireResponse, asked: ApiRequest) -> object:
    """What an answer is read as, in a form that tells the order of fields and the type of each value; or how it is refused."""
    try:
        response = backend.dialect.read_response(wire, asked, face)
    except ProblemRaised as raised:
        return raised.problem
    body = response.body
    items = body.items if isinstance(body, Page) else (body,) if isinstance(body, Resource) else ()
    bare = replace(body, items=()) if isinstance(body, Page) else None
    read = [(item.kind, _laid_open(item.fields)) for item in items]
    return replace(response, body=None, losses=()), bare, read, frozenset(response.losses)


def _laid_open(value: Value) -> object:
    if isinstance(value, Mapping):
        return [(name, _laid_open(inner)) for name, inner in value.items()]
    return tuple(map(_laid_open, value)) if isinstance(value, tuple) else (type(value), value)


def _check(backend: Speaker, case: tuple[Operation, WireResponse], spoken: str) -> None:
    operation, wire = case
    asked = replace(backend.ask(operation, backend.face.representation), spoken=spoken)
    plain = dataclasses.replace(backend.face, plain=True, compiled={})
    assert _read(backend, backend.face, wire, asked) == _read(backend, plain, wire, asked)
    assert not plain.compiled


@pytest.mark.parametrize("backend", SPEAKERS, ids=name_of)
def test_what_is_generated_reads_as_the_interpreter_does(backend: Speaker) -> None:
    @SOME_EFFORT
    @given(case=odd_answers(backend), spoken=st.sampled_from(("", backend.dialect.name)))
    def check(case: tuple[Operation, WireResponse], spoken: str) -> None:
        _check(backend, case, spoken)

    check()


@pytest.mark.parametrize("backend", _SWITCHED, ids=name_of)
def test_it_does_so_with_each_option_both_ways(backend: Speaker) -> None:
    @EFFORT
    @given(case=odd_answers(backend))
    def check(case: tuple[Operation, WireResponse]) -> None:
        _check(backend, case, "")

    check()


@pytest.mark.parametrize("backend", SPEAKERS, ids=name_of)
def test_it_refuses_what_the_interpreter_refuses(backend: Speaker) -> None:
    operations = st.sampled_from(sorted(backend.dialect.operations.values(), key=name_of))

    @EFFORT
    @given(wire=responses(bodies), operation=operations)
    def check(wire: WireResponse, operation: Operation) -> None:
        _check(backend, (operation, wire), "")

    check()


@pytest.mark.parametrize("name", ["twilio-2008", "restcomm-2012", "json-envelope"])
def test_a_reader_is_generated_once_for_an_operation_and_a_place(name: str) -> None:
    backend = speaker(name)
    body = {"Calls": [{"Call": {"Sid": "CA1"}}]}, [{"sid": "CA1"}], {"data": [{"resource_id": "1"}, {"resource_id": "2"}]}
    sent = dict(zip(("twilio-2008", "restcomm-2012", "json-envelope"), body, strict=True))[name]
    document = {"TwilioResponse": sent} if name == "twilio-2008" else {"response": sent} if name == "json-envelope" else sent
    wire = WireResponse(200, body=json.dumps(document).encode())
    for _ in range(2):
        backend.dialect.read_response(wire, _CALLS, backend.face)
        (made,) = (one for one in backend.face.compiled.values() if isinstance(one, Reader))
    assert "'sid': " in made.generated.source


def test_a_loss_is_told_with_each_answer_it_is_in() -> None:
    backend = speaker("restcomm-2012", Representation.XML)
    call = "<Call><Sid>CA1</Sid><StartTime>2018-07-05T10:46:45.123Z</StartTime></Call>"
    wire = WireResponse(200, body=f"<RestcommResponse><Calls>{call}</Calls></RestcommResponse>".encode())
    for _ in range(2):
        response = backend.dialect.read_response(wire, _CALLS, backend.face)
        assert [loss.where for loss in response.losses] == ["StartTime"]
        assert isinstance(response.body, Page)
        assert response.body.items[0].fields["start_time"] == "Thu, 05 Jul 2018 10:46:45 +0000"


_SCENE = Scene(Face(), ApiRequest(""), {})
_ISO = date_steps(DateForm.ISO)[1]


def test_a_field_is_converted_and_brought_to_its_type() -> None:
    memo = Recalled((lambda value, _scene: f"{value}0",), coercion(FieldType.INTEGER), _SCENE)
    assert memo["4"] == 40
    assert dict(memo) == {"4": 40}


def test_what_was_cut_off_is_remembered_with_the_value() -> None:
    memo = Recalled((_ISO,), None, _SCENE)
    made = memo["2018-07-05T10:46:45.123Z"]
    assert made == Lossy("Thu, 05 Jul 2018 10:46:45 +0000", "the fraction of the second is cut off")
    assert memo["2018-07-05T10:46:45.123Z"] is made


def test_what_is_no_text_and_what_loses_twice_is_left_to_the_interpreter() -> None:
    memo = Recalled((lambda value, _scene: Lossy(value, "one"), lambda value, _scene: Lossy(value, "another")), None, _SCENE)
    with pytest.raises(Unusual):
        memo["x"]
    with pytest.raises(Unusual):
        memo[cast("str", 1)]
    assert not memo


def test_neither_long_texts_nor_more_than_so_many_are_remembered() -> None:
    memo = Recalled((), None, _SCENE)
    assert memo["x" * (recalled.LONGEST + 1)] == "x" * (recalled.LONGEST + 1)
    assert not memo
    for number in range(MOST + 1):
        assert memo[str(number)] == str(number)
    assert list(memo) == [str(MOST)]


def test_names_are_turned_once_but_for_very_many_or_very_long_ones() -> None:
    turned: list[str] = []

    def turn(name: str) -> str:
        turned.append(name)
        return name.upper()

    names = renamed(turn)
    assert names["a", "b"] == names["a", "b"] == ("A", "B")
    assert turned == ["a", "b"]
    assert names[tuple("x" * 65)] == tuple("X" * 65)
    assert names["y" * 65,] == ("Y" * 65,)
    assert names[()] == ()
    assert set(names) == {("a", "b"), ()}
    for number in range(by_names.MOST):
        names[str(number),]
    assert len(names) <= by_names.MOST
