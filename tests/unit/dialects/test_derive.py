"""A dialect that contradicts its base does not start: each table with one thing wrong in it is refused, naming that thing."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from gateway.dialects.change import (
    Born,
    Change,
    Convert,
    ConvertParameter,
    Enum,
    Gone,
    Layout,
    Lossy,
    Move,
    Number,
    Refused,
    Rename,
    Rule,
    Scene,
)
from gateway.dialects.derive import derive
from gateway.dialects.entries import Base, Entry
from gateway.dialects.face import Face
from gateway.dialects.parameter_plan import ParametersPlan
from gateway.dialects.record import Record
from gateway.dialects.tables import Operation, TableError, index_kinds, index_operations, kind, resource
from gateway.model import ApiRequest, Fields, ProblemRaised

_KINDS = index_kinds((kind("door  Door  Doors  doors", "sid colour state opened_at:date"),))
_OPERATIONS = index_operations(
    _KINDS, resource("doors  ~/Doors/{sid}  door  list create fetch delete", list="Colour", create="Colour* State")
)


def _key_name(element: str) -> str:
    return {"Sid": "sid", "Colour": "colour", "State": "state", "OpenedAt": "opened_at"}.get(element, element.lower())


_BASE = Base(_OPERATIONS, _KINDS, _key_name)
_LAYOUT = Layout(("door",), "Gate", "Gates", "Sid Paint State")
_ON = ("doors.list", "doors.fetch", "doors.create")
_PAINT = Change("paint-became-colour", "tells", "source", _ON, (Rename("Paint", "Colour"),))
_GONE = Change("doors-tell-when-they-opened", "tells", "source", _ON, (Gone(("OpenedAt",), "not told"),))
_KEEPS = ("doors.list", "doors.fetch", "doors.create")
_TAKES = {"doors.list": "Paint", "doors.create": "Paint* State"}


def _derive(
    *changes: Change,
    keeps: tuple[str, ...] = _KEEPS,
    takes: Mapping[str, str] = _TAKES,
    layout: Layout = _LAYOUT,
    adds: tuple[Operation, ...] = (),
) -> tuple[Entry, ...]:
    return derive(_BASE, keeps=keeps, adds=adds, takes=takes, layouts=(layout,), changes=(_PAINT, _GONE, *changes))


def _change(*rules: Rule, on: tuple[str, ...] = _ON) -> Change:
    return Change("one-more", "tells", "source", on, rules)


def test_what_is_right_is_derived() -> None:
    entries = _derive()
    assert [entry.operations[0].name for entry in entries] == list(_KEEPS)
    assert [parameter.name for parameter in entries[2].operations[0].parameters] == ["Paint", "State"]


def test_an_operation_that_is_added_is_served() -> None:
    shut = replace(_OPERATIONS["doors.delete"], name="doors.shut", path=(*_OPERATIONS["doors.delete"].path, "Shut"))
    assert [entry.operations[0].name for entry in _derive(adds=(shut,))] == [*_KEEPS, "doors.shut"]


def _no_fields(item: Fields, scene: Scene) -> Fields:
    del item, scene
    return {}


def _no_parameters(given: Mapping[str, str], scene: Scene) -> Mapping[str, str | Lossy]:
    del given, scene
    return {}


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (_change(Rename("Gate", "Colour"), on=("windows.*",)), "no operation is called 'windows.*'"),
        (_change(Rename("Gate", "Colour"), on=("doors.*", "doors.paint")), "no operation is called 'doors.paint'"),
        (_change(Rename("Gate", "Wood")), "'Wood' is no field and no parameter"),
        (_change(Enum(("Mood",), (("1", "open"),))), "'Mood' is no field and no parameter"),
        (_change(Number(("PhoneNumber",))), "'PhoneNumber' is no field and no parameter"),
        (_change(Gone(("State", "Handle"))), "'Handle' is no field and no parameter"),
        (_change(Refused(("Key",), "no keys here")), "'Key' is no field and no parameter"),
        (_change(Convert(("Paint",), ("Lacquer",), _no_fields, _no_fields)), "'Lacquer' is no field and no parameter"),
        (_change(Convert(("Varnish",), ("Colour",), _no_fields, _no_fields)), "'Varnish' is in no layout"),
        (
            _change(ConvertParameter(("Shade",), ("Tint",), _no_parameters, _no_parameters)),
            "'Tint' is no field and no parameter",
        ),
        (_change(Born("Squeak", lambda item, scene: None)), "'Squeak' is in no layout"),  # noqa: ARG005 - never called
        (_change(Move("GET Gates", ("doors.open",)), on=("doors.list",)), "'doors.open' is in no table"),
        (_change(Move("Gates", ("doors.list",)), on=("doors.list",)), "a Move reads 'METHOD path'"),
    ],
)
def test_a_change_that_touches_nothing_is_refused(change: Change, names: str) -> None:
    with pytest.raises(TableError, match=re.escape(names)):
        _derive(change)


def test_an_operation_that_is_kept_must_be_there() -> None:
    with pytest.raises(TableError, match=r"'doors\.paint' is in no table"):
        _derive(keeps=(*_KEEPS, "doors.paint"))


def test_a_change_of_an_operation_that_is_not_served_is_refused() -> None:
    with pytest.raises(TableError, match=r"no operation is called 'doors\.delete'"):
        _derive(_change(Rename("Paint", "Colour"), on=("doors.delete",)))


def test_a_layout_that_forgets_a_field_is_refused() -> None:
    with pytest.raises(TableError, match="'door': no rule and no layout accounts for state"):
        _derive(layout=replace(_LAYOUT, order="Sid Paint"))


def test_a_layout_with_a_name_of_nowhere_is_refused() -> None:
    with pytest.raises(TableError, match="layout of Gate: 'Hinge' comes from no field of 'door'"):
        _derive(layout=replace(_LAYOUT, order="Sid Paint State Hinge"))


@pytest.mark.parametrize(
    ("takes", "names"),
    [
        ({"doors.paint": "Paint"}, "'doors.paint'"),
        ({"doors.create": "Paint Brush"}, "'Brush'"),
    ],
)
def test_parameters_of_nowhere_are_refused(takes: Mapping[str, str], names: str) -> None:
    with pytest.raises(TableError, match=names):
        _derive(takes={**_TAKES, **takes})


def test_two_changes_of_one_name_are_refused() -> None:
    with pytest.raises(TableError, match="'paint-became-colour'"):
        _derive(replace(_GONE, name=_PAINT.name, rules=(Gone(("State",)),)))


def _refusing(rule: Refused) -> ParametersPlan:
    [create] = [entry for entry in _derive(_change(rule, on=("doors.create",))) if entry.method == "POST"]
    plan = create.plans[0]
    assert plan is not None
    return plan.parameters


def _scene(**options: bool) -> Scene:
    return Scene(Face(options=options), ApiRequest("doors.create"), {})


def test_what_must_not_be_missed_is_refused_and_never_left_out() -> None:
    plan = _refusing(Refused(("State",), "this backend's doors have no state"))
    with pytest.raises(ProblemRaised) as raised:
        plan.refuse_unsayable((("Colour", "red"), ("State", "open")), _scene())
    assert (raised.value.problem.status, raised.value.problem.message) == (501, "this backend's doors have no state")
    plan.refuse_unsayable((("Colour", "red"), ("State", "")), _scene())  # an empty one says nothing


def test_a_switch_lets_it_be_left_out_as_a_loss() -> None:
    plan = _refusing(Refused(("State",), "this backend's doors have no state", unless="ignore_state"))
    with pytest.raises(ProblemRaised):
        plan.refuse_unsayable((("State", "open"),), _scene(ignore_state=False))
    plan.refuse_unsayable((("State", "open"),), _scene(ignore_state=True))
    record = Record()
    assert plan.to_theirs((("Colour", "red"), ("State", "open")), _scene(ignore_state=True), record) == (("Paint", "red"),)
    assert [(loss.change, loss.where) for loss in record.losses] == [("one-more", "State")]


def test_a_path_below_nothing_begins_with_a_slash() -> None:
    move = _change(Move("PUT /gates/{sid}", ("doors.fetch",)), on=("doors.fetch",))
    entries = _derive(move, keeps=("doors.list", "doors.create"))
    assert [(entry.method, entry.path) for entry in entries][-1] == ("PUT", ("gates", "{sid}"))
