"""What is made from the items of a block is what is made from each of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.dialects.change import ColumnMaker, Scene, make_column
from gateway.dialects.face import Face
from gateway.dialects.item_turns import NO_SIBLINGS
from gateway.dialects.link_columns import LinkColumn
from gateway.dialects.remakes import link_below_account, message_uri, recording_uri, subresources_of, uri_of
from gateway.model import ApiRequest, Value
from gateway.rows import BETWEEN, FEWEST, Column, columns_of

MAKERS = {
    "uri": uri_of("Calls", "{sid}"),
    "uri with a fixed end": uri_of("Conferences", "{sid}", "Participants"),
    "uri of nothing told": uri_of("Sandbox"),
    "subresources": subresources_of("recordings=Recordings codes=SMS/ShortCodes", "Calls", "{sid}", "Legs", "{call_sid}"),
    "message": message_uri,
    "recording": recording_uri,
}
TOLD: st.SearchStrategy[Value] = st.sampled_from(
    ["CA1", "CA2", "", None, "é", "a/b", f"CA1{BETWEEN}", "a b", True, 7, "CA-3", "\N{ARABIC-INDIC DIGIT ONE}"]
)
NAMES = ("sid", "account_sid", "call_sid")
ITEM = st.tuples(TOLD, TOLD, TOLD).map(lambda told: dict(zip(NAMES, told, strict=True)))
ITEMS = st.lists(ITEM, min_size=FEWEST, max_size=FEWEST)
PLAIN: list[dict[str, Value]] = [{"sid": f"CA{at}", "account_sid": "AC1", "call_sid": "CA9"} for at in range(FEWEST)]


def scene(operation: str = "calls.recordings.list", account: str | None = "AC7") -> Scene:
    return Scene(Face(), ApiRequest(operation, account=account), NO_SIBLINGS)


def made_at_once(maker: ColumnMaker, items: Sequence[dict[str, Value]], where: Scene) -> Sequence[Value]:
    return column_of(maker, items, where).values


def column_of(maker: ColumnMaker, items: Sequence[dict[str, Value]], where: Scene) -> Column:
    found = columns_of(items)
    assert found
    return make_column(maker, found[0], found[1][0], where)


@pytest.mark.parametrize("name", MAKERS)
@given(ITEMS, st.sampled_from(["calls.recordings.list", "sms.messages.list"]), st.sampled_from(["AC7", "a/c", None]))
@example(PLAIN, "calls.recordings.list", "AC7")
@example([{**item, "account_sid": None} for item in PLAIN], "calls.recordings.list", "AC7")
@example([{**item, "account_sid": None} for item in PLAIN], "calls.recordings.list", None)
@example([{**item, "sid": f"CA1{BETWEEN}CA2"} for item in PLAIN], "calls.recordings.list", "AC7")
@example([*PLAIN[1:], {**PLAIN[0], "account_sid": ""}], "calls.recordings.list", "AC7")
def test_a_field_made_for_a_block_is_that_of_each_item(
    name: str, items: list[dict[str, Value]], operation: str, account: str | None
) -> None:
    maker, where = MAKERS[name], scene(operation, account)
    assert made_at_once(maker, items, where) == [maker(item, where) for item in items]


@pytest.mark.parametrize("name", MAKERS)
def test_plain_paths_are_made_at_once(name: str) -> None:
    column = column_of(MAKERS[name], PLAIN, scene())
    assert isinstance(column, LinkColumn)
    assert column.paths is not None


@given(ITEMS)
def test_uris_are_links_below_the_account(items: list[dict[str, Value]]) -> None:
    ruled = [link_below_account(("Conferences", "{sid}", "Participants"), item, scene()) for item in items]
    assert made_at_once(MAKERS["uri with a fixed end"], items, scene()) == ruled
