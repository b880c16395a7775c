"""Account ids turned in their usual places: the answer is the one that goes through every value, and nothing shows through."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.dialects.link_map import LinkMap
from gateway.dialects.links_below import LinksBelow
from gateway.dialects.sids import ACCOUNT, uuid_of
from gateway.model import ApiResponse, Credentials, Fields, Link, Loss, Page, Resource, Value
from gateway.policy.account_ids import AnswerTurn
from gateway.policy.account_names import AccountNames, turn_text
from gateway.policy.hidden_secrets import HIDDEN, hidden_forms

OURS, THEIRS = f"AC{'0f' * 16}", f"AC{'1e' * 16}"
SECRET = 'a secret/of "some" length\\é'
PAIRS = [
    {THEIRS: OURS},
    {THEIRS: OURS, OURS: THEIRS},
    {THEIRS: THEIRS},
    {"AC1": "AC2", "AC2": "AC3", "AC3": "AC1"},
    {"AC1": "one", "AC11": "eleven"},
    {"AC1": "one", "1/Calls": "x", "/Accounts/AC": "y", "C1": "z"},
]
NAMES = st.sampled_from(
    ["account_sid", "uri", "subresource_uris", "sid", "body", "transcription_text", "auth_token", "second_auth_token",
     "owner_account_sid", "note", "price"]
)  # fmt: skip
WORDS = st.sampled_from(
    [THEIRS, OURS, uuid_of(THEIRS, ACCOUNT), uuid_of(THEIRS, ACCOUNT).upper(), "AC1", "AC11", "AC2", "AC3", "1/Calls", SECRET, "/", "Accounts",
     "/Accounts/", "x", "\ud800", "auth_token", '"', "AC", "\\"]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=4).map("".join)
PATHS = st.builds(lambda account, rest: f"/Accounts/{account}{rest}", WORDS, st.sampled_from(["", "/Calls"]) | TEXTS) | TEXTS
LINKS = st.builds(Link, PATHS, st.sampled_from(["", "a=b"]) | TEXTS, st.booleans())
LINK_MAPS = st.dictionaries(NAMES, st.none() | PATHS, max_size=3).map(
    lambda raw: LinkMap(raw, lambda value: Link(value) if isinstance(value, str) and value.startswith("/") else value)
)
TAILS = st.sampled_from(
    [(("calls", "/Calls"),), (("keys", "/Keys"), ("one", "/AC1/Calls")), (("a", f"/{THEIRS}/x"), ("b", "/Accounts/AC11")), (("c", "1"),)]
)  # fmt: skip
LINKS_BELOW = st.builds(LinksBelow, PATHS, TAILS)
"""Only those of an item: elsewhere no table has them, and nobody looks at their tails."""
SCALARS: st.SearchStrategy[Value] = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | TEXTS | LINKS | LINK_MAPS
VALUES: st.SearchStrategy[Value] = (
    SCALARS | st.lists(SCALARS, max_size=2).map(tuple) | st.dictionaries(NAMES, SCALARS, max_size=3)
)
USUAL = st.fixed_dictionaries(
    {"account_sid": WORDS, "uri": st.builds(Link, PATHS), "subresource_uris": LINK_MAPS | LINKS_BELOW, "sid": st.just("CA1")}
)
ITEMS = st.lists(USUAL | st.dictionaries(NAMES, VALUES, max_size=5), max_size=4)


class LongWay(AnswerTurn):
    """Goes through each value of every item."""

    def _resources(self, items: Sequence[Resource]) -> Sequence[Resource]:
        return tuple(map(self._resource, items))


def both_ways(
    names: AccountNames, items: list[Fields], kind: str
) -> tuple[tuple[ApiResponse, list[Loss]], tuple[ApiResponse, list[Loss]]]:
    """The answer as it is turned, and as it is when each value is gone through."""
    presented = Credentials(OURS, "a caller's secret")
    response = ApiResponse(200, Page(kind, tuple(Resource(kind, item) for item in items)))
    turn, long_way = AnswerTurn(names, OURS, presented), LongWay(names, OURS, presented)
    return (turn.response(response), turn.losses), (long_way.response(response), long_way.losses)


@given(st.sampled_from(PAIRS), ITEMS, st.sampled_from(["call", "account"]), st.booleans())
@example(PAIRS[0], [{"uri": Link(f"/Accounts/{THEIRS}/Calls"), "account_sid": THEIRS}], "call", True)
@example(PAIRS[4], [{"uri": Link("/Accounts/AC11/AC1"), "account_sid": "AC11"}], "call", False)
@example(PAIRS[5], [{"subresource_uris": LinksBelow("/x/AC1", (("calls", "/Calls"),)), "account_sid": "AC1"}], "call", False)
@example(
    PAIRS[0],
    [{"subresource_uris": LinkMap({"body": f"x{THEIRS}", "a": THEIRS}, str), "a": LinkMap({"a": THEIRS}, str)}],
    "",
    False,
)
@example(PAIRS[5], [{"uri": Link("/Accounts/AC1/Calls"), "account_sid": "AC1"}], "call", False)
def test_the_answer_is_that_of_the_long_way(ids: dict[str, str], items: list[Fields], kind: str, bare: bool) -> None:
    names = AccountNames(ids, hidden_forms(Credentials(next(iter(ids)), SECRET), bare=bare))
    turned, ruled = both_ways(names, items, kind)
    assert turned == ruled


def usual(number: int, **more: Value) -> Fields:
    path = f"/Accounts/{THEIRS}/Calls/CA{number}"
    below = LinkMap({"recordings": f"{path}/Recordings"}, lambda value: Link(str(value)))
    return {"sid": f"CA{number}", "account_sid": THEIRS, "uri": Link(path), "subresource_uris": below, **more}


def turned_at_once(items: list[Fields]) -> list[bool]:
    names = AccountNames({THEIRS: OURS}, hidden_forms(Credentials(THEIRS, SECRET)))
    turn = AnswerTurn(names, OURS, None)
    return [fields is not None for fields in turn._quick.turn(items, turn._value)]


def test_usual_items_are_turned_at_once_and_unusual_ones_alone_are_gone_through() -> None:
    odd: list[Fields] = [
        usual(0, note=f"of {THEIRS}"),
        usual(1, note=(uuid_of(THEIRS, ACCOUNT).upper(),)),
        usual(2, body=THEIRS),
        usual(3, note={"deep": SECRET}),
        usual(4, auth_token=None),
        usual(5, owner_account_sid=THEIRS),
        usual(6, note="half an emoji \ud83d"),
        usual(7, large=2**70),
    ]
    items = [usual(number) for number in range(200)]
    assert turned_at_once(items + odd) == [True] * 200 + [False] * len(odd)


def test_links_that_were_made_below_an_item_are_turned_by_its_path_alone() -> None:
    names = AccountNames({THEIRS: OURS}, {SECRET: HIDDEN})
    below = LinksBelow(f"/Accounts/{THEIRS}/Calls/CA1", (("recordings", "/Recordings"), ("streams", "/Streams")))
    (response, losses), ruled = both_ways(names, [usual(1, subresource_uris=below)], "call")
    assert isinstance(response.body, Page)
    (item,) = response.body.items
    assert isinstance(item.fields["subresource_uris"], LinksBelow)
    assert item.fields["subresource_uris"]["streams"] == Link(f"/Accounts/{OURS}/Calls/CA1/Streams")
    assert (response, losses) == ruled


def test_the_links_below_are_turned_when_somebody_looks() -> None:
    names = AccountNames({THEIRS: OURS}, {SECRET: HIDDEN})
    (response, losses), ruled = both_ways(names, [usual(1)], "call")
    assert isinstance(response.body, Page)
    (item,) = response.body.items
    assert isinstance(item.fields["subresource_uris"], LinkMap)
    assert item.fields["subresource_uris"] == {"recordings": Link(f"/Accounts/{OURS}/Calls/CA1/Recordings")}
    assert (response, losses) == ruled


@pytest.mark.parametrize("ids", PAIRS)
def test_an_id_stands_alone_where_it_is_turned_as_in_any_text(ids: dict[str, str]) -> None:
    names = AccountNames(ids)
    for one, other in names.standing_alone.items():
        for text in (one, f"/Accounts/{one}", f"/Accounts/{one}/Calls"):
            assert turn_text(text, names.texts) == text.replace(one, other)
    assert set(names.standing_alone) <= set(ids)
