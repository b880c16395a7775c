"""The tables of the 2010 dialect equal the published specification and captured XML.

Needs `twilio-2010-resources.json` and `twilio-2010-xml-order.json`, found through the environment variable GATEWAY_FACTS or in
../shared/dialects next to the repository; skipped without them. What needs no facts is in test_table_rows.py.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.dialects.tables import FieldType, Kind, Parameter, parameters
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.dialects.twilio_2010.names import key_name
from gateway.dialects.twilio_2010.operations import OPERATIONS

_SIBLING = Path(__file__).parents[4] / "shared" / "dialects"
_FACTS = Path(os.environ.get("GATEWAY_FACTS", _SIBLING))
_PAGING = {"Page", "PageSize", "PageToken"}
_STRINGS_ALTHOUGH_NUMBERS = {"price", "latitude", "longitude"}
_LEGACY_STATUS = {"sms.messages.create": 201, "calls.feedback_summary.create": 201, "calls.feedback_summary.delete": 204}


@dataclass(frozen=True)
class Documented:
    """One method of one path, as the facts have it."""

    operation: str
    path: tuple[str, ...]
    method: str
    statuses: frozenset[int]
    parameters: frozenset[Parameter]
    paged: bool
    element: str | None
    list_names: tuple[str, str] | None


def _load(name: str) -> Any:
    file = _FACTS / name
    if not file.is_file():
        pytest.skip(f"{file} is absent; GATEWAY_FACTS names the folder that holds it")
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def facts() -> Any:
    return _load("twilio-2010-resources.json")


@pytest.fixture(scope="module")
def documented(facts: Any) -> tuple[Documented, ...]:
    return (*_documented_now(facts), *_documented_once(facts))


def _documented_now(facts: Any) -> Iterator[Documented]:
    for entry in facts["paths"]:
        for method, call in entry["methods"].items():
            answers = {int(status): answer for status, answer in call["responses"].items() if int(status) < 400}
            is_list = any(answer.get("list") for answer in answers.values())
            asked = call["params"]["query"] + call["params"]["form"]
            yield Documented(
                operation=f"{_resource(entry)}.{_verb(method, is_list=is_list, on_list=entry['path_type'] == 'list')}",
                path=_path(entry),
                method=method,
                statuses=frozenset(answers),
                parameters=frozenset(
                    Parameter(each["name"], required=each["required"], repeated=each.get("repeatable", False))
                    for each in asked
                    if each["name"] not in _PAGING
                ),
                paged="PageSize" in {each["name"] for each in asked},
                element=None if is_list else next(iter(answers.values())).get("xml_element"),
                list_names=(entry["xml_list_element"], entry["list_key"]) if is_list else None,
            )


def _documented_once(facts: Any) -> Iterator[Documented]:
    """Six paths that today's specification leaves out; their statuses are not documented with them."""
    for entry in facts["legacy_paths"]:
        on_list = entry["path"].endswith(("/SMS/Messages.json", "/FeedbackSummary.json"))
        for method, call in entry["methods"].items():
            words = [*call.get("query", ()), *call.get("form", ())]
            is_list = method == "GET" and "list_key" in entry
            operation = f"{_resource(entry)}.{_verb(method, is_list=is_list, on_list=on_list)}"
            yield Documented(
                operation=operation,
                path=_path(entry),
                method=method,
                statuses=frozenset({_LEGACY_STATUS.get(operation, 200)}),
                parameters=frozenset(parameters(" ".join(word for word in words if word not in _PAGING))),
                paged="PageSize" in words,
                element=None if is_list or method == "DELETE" else entry["xml_item_element"],
                list_names=(entry["xml_list_element"], entry["list_key"]) if is_list else None,
            )


def _path(entry: Any) -> tuple[str, ...]:
    below_version = entry["path"].removesuffix(".json").split("/")[2:]
    path = tuple(f"{{{key_name(part[1:-1])}}}" if part.startswith("{") else part for part in below_version)
    return ("Accounts", "{account_sid}") if path == ("Accounts", "{sid}") else path


def _resource(entry: Any) -> str:
    path = _path(entry)
    words = [key_name(part) for part in path if not part.startswith("{")]
    return ".".join(words if len(path) <= 2 else words[1:])


def _verb(method: str, *, is_list: bool, on_list: bool) -> str:
    if method == "POST":
        return "create" if on_list else "update"
    return "delete" if method == "DELETE" else "list" if is_list else "fetch"


def test_every_documented_call_is_an_operation_and_no_other(documented: tuple[Documented, ...]) -> None:
    assert len(documented) == 207
    assert {(row.name, row.method, row.path) for row in OPERATIONS.values()} == {
        (call.operation, call.method, call.path) for call in documented
    }


def test_statuses_are_documented(documented: tuple[Documented, ...]) -> None:
    wrong = [call.operation for call in documented if OPERATIONS[call.operation].status not in call.statuses]
    assert wrong == []
    assert OPERATIONS["calls.recordings.create"].status == 201


def test_parameters_are_those_documented(documented: tuple[Documented, ...]) -> None:
    for call in documented:
        row = OPERATIONS[call.operation]
        assert frozenset(row.parameters) == call.parameters, row.name
        assert row.paged == (call.paged and not row.name.startswith("available_phone_numbers.")), row.name


def test_kinds_carry_the_documented_xml_names(documented: tuple[Documented, ...]) -> None:
    for call in documented:
        found = KINDS[OPERATIONS[call.operation].kind]
        if call.element is not None:
            assert found.element == call.element, call.operation
        if call.list_names is not None:
            assert (found.elements, found.list_key) == call.list_names, call.operation


def test_kinds_have_every_documented_property_in_its_type(facts: Any) -> None:
    for entry in facts["paths"] + facts["legacy_paths"]:
        known = {field.name: field for row in _kinds_at(_path(entry)) for field in row.fields}
        properties = entry.get("properties") or {}
        assert set(properties) <= set(known), entry["path"]
        if isinstance(properties, dict):
            for name, schema in properties.items():
                assert known[name].type in _types(name, schema), f"{entry['path']} {name}"


def test_no_field_is_invented(facts: Any) -> None:
    captured = _load("twilio-2010-xml-order.json")
    for row in KINDS.values():
        seen = set(captured.get(row.element, {"json": {}})["json"].values())
        for entry in facts["paths"] + facts["legacy_paths"]:
            if row in _kinds_at(_path(entry)):
                seen |= set(entry.get("properties") or ())
        assert {field.name for field in row.fields} <= seen, row.name


def test_fields_stand_in_the_captured_order_and_the_others_before_uri() -> None:
    captured = {name: entry for name, entry in _load("twilio-2010-xml-order.json").items() if "/" not in name}
    by_element = {row.element: row for row in KINDS.values()}
    for element in set(captured) - {"RestException"}:
        order = [captured[element]["json"][child] for child in captured[element]["order"]]
        names = [field.name for field in by_element[element].fields]
        assert [name for name in names if name in order] == order, element
        late = names[names.index("uri") + 1 :] if "uri" in names else []
        assert set(late) <= {*order, "subresource_uris"}, element


def _kinds_at(path: tuple[str, ...]) -> list[Kind]:
    return [KINDS[row.kind] for row in OPERATIONS.values() if row.path == path]


def _types(name: str, schema: Any) -> set[FieldType]:
    if name in _STRINGS_ALTHOUGH_NUMBERS:
        return {FieldType.TEXT}
    if name == "uri" or name.endswith("_uri"):
        return {FieldType.LINK}
    formats = {
        "date-time-rfc-2822": {FieldType.DATE},
        "uri-map": {FieldType.LINKS},
        "uri": {FieldType.TEXT, FieldType.URL},
    }
    types = {
        "integer": {FieldType.INTEGER},
        "boolean": {FieldType.BOOLEAN},
        "array": {FieldType.LIST},
        "object": {FieldType.MAP},
        "any": {FieldType.MAP},
        "string": {FieldType.TEXT},
    }
    return formats.get(schema.get("format")) or types[schema["type"]]
