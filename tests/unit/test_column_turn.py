"""Account ids in a list kept by columns: what comes out is what going through each value gives, and the same is lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.dialects.link_map import LinkMap
from gateway.dialects.links_below import LinksBelow
from gateway.dialects.sids import ACCOUNT, uuid_of
from gateway.model import ApiRequest, ApiResponse, Credentials, Fields, Link, Loss, Page, Resource, Value
from gateway.policy.account_ids import AnswerTurn
from gateway.policy.account_names import AccountNames
from gateway.policy.hidden_secrets import HIDDEN, hidden_forms
from gateway.rows import AT_ONCE, FEWEST, Rows, columns_of
from gateway.wire import Headers, WireResponse

OURS, THEIRS, OTHER = f"AC{'0f' * 16}", f"AC{'1e' * 16}", f"AC{'2d' * 16}"
SECRET = 'a secret/of "some" length\\é'
IDS = (
    {THEIRS: OURS},
    {THEIRS: OURS, OURS: THEIRS},
    {THEIRS: THEIRS},
    {"AC1": "AC2", "AC2": "AC3", "AC3": "AC1"},
    {"AC1": "one", "AC11": "eleven"},
    {"AC1": "one", "1/Calls": "x", "/Calls": "y", "Accounts": "z"},
)
WORDS = (
    *(
        THEIRS,
        OURS,
        OTHER,
        uuid_of(THEIRS, ACCOUNT),
        uuid_of(THEIRS, ACCOUNT).upper(),
        THEIRS[:20],
        THEIRS[20:],
        THEIRS.lower(),
    ),
    *("AC1", "AC11", "AC2", "AC3", "1/Calls", SECRET, "/", "Accounts", "/Accounts/", "/Calls", "x", "\n", "\x7f", "é", ""),
)
OWNERS = (THEIRS, THEIRS, THEIRS, OURS, "AC1", "AC11", "AC2")
TAILS = (
    (("calls", "/Calls"), ("keys", "/Keys")),
    (("one", "/AC1/Calls"),),
    ((THEIRS, f"/{THEIRS}/x"),),
)
"""Only those of an item: elsewhere no table has them."""
Make = Callable[[Random], Value]


def _text(random: Random) -> str:
    return "".join(random.choices(WORDS, k=random.randrange(4)))


def _path(random: Random) -> str:
    return f"/Accounts/{random.choice(OWNERS)}{random.choice(('', '/Calls/CA1', '/Calls', _text(random)))}"


def _link(random: Random) -> Link:
    query = _text(random) if random.random() < 0.1 else random.choice(("", "Page=1"))
    return Link(_path(random) if random.random() < 0.9 else _text(random), query, absolute=random.random() < 0.2)


def _link_map(random: Random) -> Value:
    names = random.sample(("calls", "a", "b", "body", "auth_token"), random.randrange(3))
    return LinkMap({name: random.choice((None, _path(random))) for name in names}, _read)


def _read(value: Value) -> Value:
    return Link(value) if isinstance(value, str) and value.startswith("/") else value


def _nested(random: Random) -> Value:
    inner = random.choice(("x", THEIRS, _link(random), None, (THEIRS, SECRET), {"transcription_text": THEIRS, "a": SECRET}))
    return random.choice(
        ({"a": inner}, {"body": inner, "b": inner}, (inner, "x"), {"auth_token": inner, "sid": OURS}, ((inner,),))
    )


MAKERS: tuple[Make, ...] = (
    _text,
    _text,
    _link,
    _link_map,
    _nested,
    lambda random: random.choice((THEIRS, "CA1")),
    lambda _: "usual",
    lambda _: None,
    lambda random: random.choice((0, True, 1.5, 2**70)),
)
USUAL: Mapping[str, Make] = {
    "account_sid": lambda random: random.choice(OWNERS),
    "uri": _link,
    "subresource_uris": lambda random: random.choice(
        (_link_map(random), LinksBelow(_path(random), random.choice(TAILS)), None)
    ),
}
NAMES = (
    *(
        "account_sid",
        "uri",
        "subresource_uris",
        "sid",
        "body",
        "transcription_text",
        "friendly_name",
        "price",
        "note",
        "other_uri",
    ),
    *("auth_token", "second_auth_token", "owner_account_sid"),
)
LEFT_ALONE_MOSTLY = 10
"""Names before those of fields for which there are no columns."""


def make_items(random: Random) -> list[Fields]:
    """Items with the same fields, each field mostly made in one way."""
    count = AT_ONCE + 3 if random.random() < 0.05 else random.randrange(FEWEST, 14)
    among = NAMES if random.random() < 0.2 else NAMES[:LEFT_ALONE_MOSTLY]
    columns: dict[str, list[Value]] = {}
    for name in random.sample(among, random.randrange(1, len(among))):
        make = random.choice((USUAL.get(name, _text), random.choice(MAKERS)))
        columns[name] = [make(random) for _ in range(count)]
        if random.random() < 0.3:
            columns[name][random.randrange(count)] = random.choice(MAKERS)(random)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


class LongWay(AnswerTurn):
    """Goes through each value of every item."""

    def _resources(self, items: Sequence[Resource]) -> Sequence[Resource]:
        return tuple(map(self._resource, items))


def turned(turn: AnswerTurn, kind: str, items: Sequence[Resource]) -> tuple[Sequence[Resource], list[Loss]]:
    """The items, looked at whole, and what was lost before anybody did."""
    body = turn.response(ApiResponse(200, Page(kind, items, end=len(items) - 1, total=99))).body
    assert isinstance(body, Page)
    losses = list(turn.losses)
    shown = tuple(Resource(item.kind, laid_open(item.fields)) for item in body.items)
    assert turn.losses == losses, "it is told when the answer is turned, and once"
    assert (body.end, body.total is None) == (
        len(shown) - 1 if shown else body.end,
        len(shown) < len(items) or kind == "account",
    )
    return shown, losses


def laid_open(fields: Mapping[str, Value]) -> dict[str, Value]:
    return {name: laid_open(value) if isinstance(value, Mapping) else value for name, value in fields.items()}


def assert_turned_alike(
    names: AccountNames, kind: str, kept: Sequence[Resource], presented: Credentials | None = None
) -> Sequence[Resource]:
    """By columns, item by item, and each value by itself."""
    assert isinstance(kept, Rows)
    one_by_one = tuple(kept)
    ruled = turned(LongWay(names, OURS, presented), kind, one_by_one)
    assert turned(AnswerTurn(names, OURS, presented), kind, one_by_one) == ruled
    assert turned(AnswerTurn(names, OURS, presented), kind, kept) == ruled
    return ruled[0]


def by_columns(items: list[Fields], kind: str = "call") -> Rows:
    found = columns_of(items)
    assert found
    return Rows(kind, *found)


def read_2010(items: list[Fields]) -> Rows:
    """The items as a backend's JSON holds them, read."""
    document = {"page": 0, "uri": "/2010-04-01/Accounts/AC1/Calls.json", "calls": items}
    wire = WireResponse(200, Headers([("Content-Type", "application/json")]), json.dumps(document, default=_as_json).encode())
    dialect = next(one for one in discover().values() if one.claims("/2010-04-01/Accounts"))
    face = Face("http://backend.example", options=complete_options(dialect.options, {}))
    body = dialect.read_response(wire, ApiRequest("calls.list", account="AC1"), face).body
    assert isinstance(body, Page)
    assert isinstance(body.items, Rows)
    return body.items


def _as_json(value: object) -> object:
    if isinstance(value, Link):
        return f"{'http://backend.example' if value.absolute else ''}/2010-04-01{value.path}.json?{value.query}"
    if isinstance(value, LinkMap):
        return dict(value.raw)
    assert isinstance(value, Mapping)
    return dict(value)


@settings(max_examples=250, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(seed=st.integers(0, 2**32 - 1))
def test_columns_are_turned_as_items_are(seed: int) -> None:
    random = Random(seed)  # noqa: S311 -- the same each time
    ids = random.choice(IDS)
    names = AccountNames(ids, hidden_forms(Credentials(next(iter(ids)), SECRET), bare=random.random() < 0.8))
    presented = random.choice((None, Credentials(OURS, "a caller's secret")))
    items = make_items(random)
    kind = random.choice(("call", "call", "account"))
    assert_turned_alike(names, kind, by_columns(items, kind), presented)
    assert_turned_alike(names, kind, read_2010(items), presented)


NAMED = AccountNames({THEIRS: OURS}, hidden_forms(Credentials(THEIRS, SECRET)))


def usual(number: int, **more: Value) -> Fields:
    path = f"/Accounts/{THEIRS}/Calls/CA{number}"
    below = LinkMap({"recordings": f"/2010-04-01{path}/Recordings.json"}, _read)
    return {"sid": f"CA{number}", "account_sid": THEIRS, "uri": Link(path), "subresource_uris": below, "price": None, **more}


def columns_left(items: list[Fields]) -> bool:
    """Whether a list of that backend's JSON is still kept by columns when it is turned."""
    body = AnswerTurn(NAMED, OURS, None).response(ApiResponse(200, Page("call", read_2010(items)))).body
    return isinstance(body, Page) and isinstance(body.items, Rows)


def test_usual_lists_stay_in_columns() -> None:
    assert columns_left([usual(number, note="", friendly_name=f"é {number}") for number in range(20)])
    assert columns_left([usual(number, body=THEIRS) for number in range(20)])
    assert columns_left([usual(number, note=f"half {THEIRS}" if number else None) for number in range(20)])


@pytest.mark.parametrize("name", ["auth_token", "my_auth_token", "owner_account_sid"])
def test_a_list_with_fields_that_are_more_than_turned_is_gone_through(name: str) -> None:
    items = [usual(number, **{name: value}) for number, value in enumerate((*[None] * 7, "x", THEIRS, OTHER))]
    assert not columns_left(items)
    assert_turned_alike(NAMED, "call", read_2010(items))


def test_what_people_wrote_is_left_alone() -> None:
    items = [usual(number, body=f"I am {THEIRS}", transcription_text=f"{SECRET} of {THEIRS}") for number in range(9)]
    first, *_ = assert_turned_alike(NAMED, "call", read_2010(items))
    assert first.fields["body"] == f"I am {THEIRS}"
    assert first.fields["transcription_text"] == f"{SECRET} of {THEIRS}"


def test_things_of_other_accounts_are_left_out_and_told() -> None:
    items = [usual(number, account_sid=OTHER if number % 3 == 0 else None if number == 1 else THEIRS) for number in range(20)]
    shown = assert_turned_alike(NAMED, "call", read_2010(items))
    assert [item.fields["sid"] for item in shown] == [f"CA{number}" for number in range(20) if number % 3]
    assert {item.fields["account_sid"] for item in shown} == {OURS, None}


def test_accounts_that_are_nobodys_business_are_left_out() -> None:
    items: list[Fields] = [{"sid": sid, "uri": Link(f"/Accounts/{sid}")} for sid in (*[OTHER] * 8, THEIRS)]
    assert [item.fields for item in assert_turned_alike(NAMED, "account", by_columns(items, "account"))] == [
        {"sid": OURS, "uri": Link(f"/Accounts/{OURS}")}
    ]


def test_ids_that_are_swapped_are_turned_once() -> None:
    names = AccountNames({THEIRS: OURS, OURS: THEIRS})
    items = [usual(number, account_sid=(THEIRS, OURS)[number % 2], note=f"{THEIRS} and {OURS}") for number in range(9)]
    first, second, *_ = assert_turned_alike(names, "call", read_2010(items))
    assert (first.fields["account_sid"], second.fields["account_sid"]) == (OURS, THEIRS)
    assert first.fields["note"] == f"{OURS} and {THEIRS}"


def test_a_name_may_be_half_in_two_texts_and_is_none() -> None:
    half = len(THEIRS) // 2
    items = [usual(number, note=THEIRS[:half], price=THEIRS[half:]) for number in range(9)]
    first, *_ = assert_turned_alike(NAMED, "call", read_2010(items))
    assert (first.fields["note"], first.fields["price"]) == (THEIRS[:half], THEIRS[half:])


def test_a_secret_in_one_text_is_hidden() -> None:
    items = [usual(number, note=f"sent {SECRET}" if number == 7 else None) for number in range(9)]
    shown = assert_turned_alike(NAMED, "call", read_2010(items))
    assert [item.fields["note"] for item in shown] == [*[None] * 7, f"sent {HIDDEN}", None]


def test_a_name_that_begins_with_the_slash_behind_an_account_is_found() -> None:
    names = AccountNames({"AC1": "one"}, {"/Calls/CA1": HIDDEN})
    first, *_ = assert_turned_alike(names, "call", by_columns([{"uri": Link("/Accounts/AC1/Calls/CA1")}] * 9))
    assert first.fields["uri"] == Link(f"/Accounts/one{HIDDEN}")


def test_tokens_within_objects_are_told_item_by_item() -> None:
    items = [usual(number, note={"auth_token": "t"}, other={"b_auth_token": "t"}) for number in range(9)]
    turn = AnswerTurn(NAMED, OURS, None)
    turn.response(ApiResponse(200, Page("call", read_2010(items))))
    assert [loss.where for loss in turn.losses] == ["auth_token", "b_auth_token"] * 9
    assert_turned_alike(NAMED, "call", read_2010(items))


@pytest.mark.parametrize("below", [{"auth_token": f"/2010-04-01/Accounts/{THEIRS}.json"}, {"body": THEIRS}])
def test_links_below_of_which_more_is_to_be_said_are_turned_at_once(below: Mapping[str, str]) -> None:
    """Whether such names stand there is asked when the list is turned, and not when somebody looks."""
    items = [usual(number, subresource_uris=LinkMap(below if number == 8 else {"a": THEIRS}, _read)) for number in range(10)]
    assert_turned_alike(NAMED, "call", by_columns(items))
    assert_turned_alike(NAMED, "call", read_2010(items))
