"""Where a suffix may stand: at the end of a path everywhere, behind any segment in the dialects that have it so."""

from __future__ import annotations

import pytest

from gateway.dialects.target import Target, read_suffix, read_target
from gateway.model import ProblemRaised

_BASE, _VERSION = "/base", "2012-04-24"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("Accounts", Target(("Accounts",), "")),
        ("Accounts.json", Target(("Accounts",), ".json")),
        ("Accounts.json/", Target(("Accounts",), ".json")),
        ("Accounts.json/AC1", Target(("Accounts", "AC1"), ".json")),
        ("Accounts.json/AC1/Calls.xml/CA1", Target(("Accounts", "AC1", "Calls", "CA1"), ".xml")),
        ("Accounts.xml/AC1.json", Target(("Accounts", "AC1"), ".json")),
        ("Accounts/AC1/Recordings/RE1.wav", Target(("Accounts", "AC1", "Recordings", "RE1"), ".wav")),
        ("Accounts.json/AC1/Recordings/RE1.mp4", Target(("Accounts", "AC1", "Recordings", "RE1"), ".mp4")),
        ("Accounts/AC1.csv/Calls", Target(("Accounts", "AC1.csv", "Calls"), "")),
    ],
)
def test_a_suffix_on_any_segment(path: str, target: Target) -> None:
    assert read_target(f"{_BASE}/{_VERSION}/{path}", _BASE, _VERSION, suffix_anywhere=True) == target
    assert read_suffix(f"{_BASE}/{_VERSION}/{path}", suffix_anywhere=True) == target.suffix


def test_elsewhere_a_suffix_in_mid_path_belongs_to_its_segment() -> None:
    target = read_target(f"{_BASE}/{_VERSION}/Accounts.json/AC1", _BASE, _VERSION)
    assert target == Target(("Accounts.json", "AC1"), "")
    assert not read_suffix("/Accounts.json/AC1")


@pytest.mark.parametrize("path", ["...json/AC1", "Accounts/...json", "Accounts/...json/Calls"])
def test_a_suffix_is_not_cut_off_a_dot_segment(path: str) -> None:
    with pytest.raises(ProblemRaised) as raised:
        read_target(f"{_BASE}/{_VERSION}/{path}", _BASE, _VERSION, suffix_anywhere=True)
    assert raised.value.problem.status == 404
