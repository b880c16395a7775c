"""Each table in `faults/`: a configuration above the dashes, every one of its faults, and nothing else, below."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.settings import Fault, SettingsInvalid
from gateway.settings.faults import quote
from tests.settings.samples import SMALL, Case, faults, parsed, read_cases

CASES = list(read_cases(Path(__file__).parent / "faults"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_faults_are_those_of_the_table(case: Case) -> None:
    assert case.expected, "a case without a fault belongs elsewhere"
    assert faults(case.text) == list(case.expected)


@pytest.mark.parametrize("case", [case for case in CASES if "hunter" in case.text], ids=lambda case: case.name)
def test_no_fault_shows_what_may_be_a_secret(case: Case) -> None:
    with pytest.raises(SettingsInvalid) as raised:
        parsed(case.text)
    shown = f"{raised.value!s} {raised.value!r} {raised.value.faults!r} {raised.value.__cause__!r} {raised.value.__context__!r}"
    assert "hunter" not in shown


def test_one_file_names_five_different_faults_with_line_and_column() -> None:
    case = next(case for case in CASES if case.name == "values: five different faults in one file")
    with pytest.raises(SettingsInvalid) as raised:
        parsed(case.text)
    found = raised.value.faults
    assert [(fault.line, fault.column) for fault in found] == [(4, 17), (5, 25), (8, 13), (9, 14), (10, 5)]
    assert len({fault.path for fault in found}) == 5
    assert all(fault.nearest for fault in found)


def test_a_good_file_has_none() -> None:
    assert faults(SMALL) == []


def test_a_fault_says_file_line_column_path_found_expected_and_nearest() -> None:
    fault = Fault("gateway.yaml", 12, 7, "routes[0].backend", '"carier"', "the name of a backend", "carrier")
    line = 'gateway.yaml:12:7: routes[0].backend: found "carier", expected the name of a backend; did you mean "carrier"?'
    assert str(fault) == line


def test_faults_come_in_the_order_of_the_file_and_once() -> None:
    late, early = Fault("f", 9, 1, "", "b", "c"), Fault("f", 2, 10, "", "b", "c")
    assert SettingsInvalid([late, early, late]).faults == (early, late)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("a\x1b[31m\n", '"a\\u001b[31m\\u000a"'),
        ("\ud800\u202e", '"\\ud800\\u202e"'),
        ("+15550100", '"+15550100"'),
        ("x" * 61, '"' + "x" * 59 + '…"'),
        ("x" * 60, '"' + "x" * 60 + '"'),
    ],
)
def test_quoted_text_cannot_disturb_a_terminal(text: str, shown: str) -> None:
    assert quote(text) == shown


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["b1", "a\U00018cd6"], "the name of a backend: b1"),
        ([f"b{number}" for number in range(8)], "the name of a backend: b0, b1, b2, b3, b4, b5, b6 or b7"),
        ([f"b{number}" for number in range(9)], "the name of a backend"),
    ],
)
def test_a_few_printable_names_are_offered_where_none_is_near(names: list[str], expected: str) -> None:
    backends = "\n".join(f"  {name}: {{dialect: new-voice, endpoints: [https://carrier.example]}}" for name in names)
    text = f"backends:\n{backends}\ncredentials: passthrough\nroutes: [{{caller: old-voice, backend: carrier}}]"
    assert faults(text)[-1].endswith(f'routes[0].backend: found "carrier", expected {expected}')
