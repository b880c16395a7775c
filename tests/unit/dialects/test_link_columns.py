"""Links kept by columns are those that are read one by one, whatever a backend sends; and most lists are kept so."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.codecs.json_source import JsonValue
from gateway.dialects.face import Face
from gateway.dialects.link_columns import LinkColumn, Paths
from gateway.dialects.twilio_2010.json_items import read_fields, read_items
from gateway.model import Link, Value
from gateway.policy.account_ids import AnswerTurn
from gateway.policy.account_names import AccountNames
from gateway.policy.column_turn import ColumnTurn
from gateway.rows import BETWEEN, FEWEST, Holds, Rows

VERSION = "2010-04-01"
FACES = (Face(), Face(base_path="/voice.v1"))
ONE, OTHER, THIRD = "AC" + "1" * 32, "AC" + "2" * 32, "AC" + "3" * 32
CALLS = [f"/2010-04-01/Accounts/{ONE}/Calls/CA{at}" for at in range(FEWEST)]
PIECES = st.sampled_from(
    ["/2010-04-01/", "/voice.v1", "Accounts/", ONE, OTHER, "/Calls", "/", ".json", ".xml", "?", BETWEEN, "\n", "", '"', "é"]
)
URIS = st.lists(PIECES, max_size=7).map("".join)
ENDS = st.sampled_from([".json", "/Calls.json", "/.json", "", ".xml", ".json?Page=1", f"{BETWEEN}.json", "/2010-04-01/.json"])


def read(uris: Sequence[JsonValue], name: str = "uri", face: Face = FACES[0]) -> tuple[Rows, LinkColumn]:
    rows = read_items([{name: uri} for uri in copy.deepcopy(uris)], "call", face, VERSION)
    assert isinstance(rows, Rows)
    (column,) = rows.columns(name)
    assert isinstance(column, LinkColumn)
    return rows, column


def turned(rows: Rows, ids: dict[str, str]) -> tuple[list[Value], Rows]:
    """The first field of each item, turned value by value; and all by columns."""
    names = AccountNames(ids, {"Calls/CA3": "***"} if len(ids) > 1 else {})
    turn = AnswerTurn(names, OTHER, None)._value
    by_columns = ColumnTurn(names, turn).turn(rows)
    assert by_columns is not None
    return [turn(next(iter(item.fields.values()))) for item in rows], by_columns


def test_links_that_begin_and_end_alike_are_kept_as_paths() -> None:
    rows, column = read([f"{uri}.json" for uri in CALLS])
    assert column.paths is not None
    assert column.paths.column.values == [uri.removeprefix("/2010-04-01") for uri in CALLS]
    assert column.holds is Holds.OTHERS
    assert [item.fields["uri"] for item in rows] == [Link(uri.removeprefix("/2010-04-01")) for uri in CALLS]


def test_links_that_stand_together_are_kept_as_one_path_and_tails() -> None:
    maps: list[JsonValue] = [{"media": f"{uri}/Media.json", "all": f"{uri}.json"} for uri in CALLS]
    rows, column = read(maps, "subresource_uris")
    assert column.paths is not None
    assert column.paths.tails == (("media", "/Media"), ("all", ""))
    assert rows[1].fields["subresource_uris"] == {
        "media": Link(f"/Accounts/{ONE}/Calls/CA1/Media"),
        "all": Link(f"/Accounts/{ONE}/Calls/CA1"),
    }


@pytest.mark.parametrize("end", [".xml", "", ".json?Page=1", ".v2.json", f".json{BETWEEN}"])
@pytest.mark.parametrize("at", [0, 3, FEWEST - 1])
def test_one_that_is_no_plain_path_makes_all_of_them_links_read_one_by_one(end: str, at: int) -> None:
    uris = [f"{uri}{end if place == at else '.json'}" for place, uri in enumerate(CALLS)]
    maps: list[JsonValue] = [{"a": uri} for uri in uris]
    texts: list[JsonValue] = [*uris]
    for name, given_ in (("uri", texts), ("subresource_uris", maps)):
        rows, column = read(given_, name)
        assert column.paths is None
        assert [item.fields for item in rows] == [read_fields({name: uri}, FACES[0], VERSION) for uri in given_]


@given(st.lists(URIS, min_size=FEWEST, max_size=FEWEST), ENDS, st.sampled_from(FACES), st.sampled_from(["uri", "media_url"]))
@example([f"/2010-04-01/{at}" for at in range(FEWEST)], ".json", FACES[0], "media_url")
@example(["/2010-04-01/"] * FEWEST, ".json", FACES[0], "uri")
@example(["/2010-04-01/Calls", "/2010-04-01"] * FEWEST, "/Calls.json", FACES[0], "uri")
def test_a_column_of_links_is_what_each_of_them_is(uris: list[str], end: str, face: Face, name: str) -> None:
    whole = [f"{face.base_path}/2010-04-01/{uri}{end}" for uri in uris]
    for texts in (whole, [f"{uri}{end}" for uri in uris], [whole[0], *uris[1:]]):
        rows, _ = read(texts, name, face)
        assert [item.fields for item in rows] == [read_fields({name: uri}, face, VERSION) for uri in texts]


@given(
    st.lists(URIS, min_size=FEWEST, max_size=FEWEST),
    st.lists(ENDS, min_size=1, max_size=3),
    st.sampled_from(FACES),
    st.none() | st.sampled_from(["x", None]),
)
@example(["a/b"] * FEWEST, ["/Calls.json", "/.json"], FACES[0], None)
def test_a_column_of_links_that_stand_together_too(uris: list[str], ends: list[str], face: Face, odd: str | None) -> None:
    maps: list[JsonValue] = [
        {f"{place}": f"{face.base_path}/2010-04-01/{uri}{end}" for place, end in enumerate(ends)} for uri in uris
    ]
    others: list[JsonValue] = [*maps[:-1], {"0": odd}]
    for changed in (maps, others):
        rows, _ = read(changed, "subresource_uris", face)
        ruled = [read_fields({"subresource_uris": one}, face, VERSION) for one in changed]
        assert [item.fields for item in rows] == ruled


@given(st.lists(URIS, min_size=FEWEST, max_size=FEWEST), ENDS, st.booleans(), st.booleans())
@example([f"Accounts/{ONE}/Calls/CA{at}" for at in range(FEWEST)], ".json", True, True)
@example([f"Accounts/{ONE}/Calls/CA1", f"Accounts/{THIRD}/Calls/CA1"] * FEWEST, ".json", True, True)
@example([f"Accounts/{ONE}"] * FEWEST, ".json", False, False)
@example([f"{ONE}/Accounts/{ONE}/"] * FEWEST, ".json", False, False)
def test_turned_by_columns_they_are_what_each_turned_is(uris: list[str], end: str, below: bool, several: bool) -> None:
    texts = [f"/2010-04-01/{uri}{end}" for uri in uris]
    ids = {ONE: OTHER, THIRD: ONE} if several else {ONE: OTHER}
    rows, _ = read([{"a": one} for one in texts] if below else texts, "subresource_uris" if below else "uri")
    ruled, by_columns = turned(rows, ids)
    assert [next(iter(item.fields.values())) for item in by_columns] == ruled


def test_the_paths_below_one_account_are_turned_at_once() -> None:
    rows, _ = read([f"{uri}.json" for uri in CALLS])
    _, by_columns = turned(rows, {ONE: OTHER})
    (column,) = by_columns.columns("uri")
    assert isinstance(column, LinkColumn)
    assert column.paths is not None
    assert column.paths.column.values == [f"/Accounts/{OTHER}/Calls/CA{at}" for at in range(FEWEST)]


def test_paths_are_links_to_everybody_else() -> None:
    _, column = read([f"{uri}.json" for uri in CALLS], "media_url")
    assert isinstance(column.paths, Paths)
    assert column.values[0] == Link(f"/Accounts/{ONE}/Calls/CA0", "", absolute=True)
