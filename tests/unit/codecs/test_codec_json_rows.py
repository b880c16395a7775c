"""What is read by rows is what the strict reader gives, and what that refuses is not read by rows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.json import JsonValue, read_json
from gateway.codecs.json_rows import AT_ONCE, JsonRows, read_rows

Item = dict[str, JsonValue]
CALL: Item = {
    "sid": "CA00000000000000000000000000000001",
    "to": "+15555550100",
    "price": None,
    "queue_time": 0,
    "priority": -12,
    "muted": False,
    "to_formatted": "(555) 555-0100",
    "subresource_uris": {"recordings": "/2010-04-01/Recordings.json", "more": {"events": None}},
}
FILLING = "x" * 8_192
"""What makes a document long enough."""


def document(items: list[Item], *, separators: tuple[str, str] = (", ", ": "), key: str = "calls") -> bytes:
    told = {"page": 0, key: items, "uri": "/Calls.json", "filling": FILLING}
    return json.dumps(told, separators=separators, ensure_ascii=False).encode()


def put_together(rows: JsonRows) -> JsonValue:
    """The tree the rows stand for; the list stands where it stood."""
    items: list[JsonValue] = []
    for block in rows.blocks:
        items += [dict(zip(rows.names, values, strict=True)) for values in zip(*block, strict=True)]
    return {key: items if key == rows.key else value for key, value in rows.frame.items()}


def told(value: JsonValue) -> str:
    """A value with its types and its order: to Python 1 and True are equal."""
    return json.dumps(value)


@pytest.mark.parametrize("separators", [(", ", ": "), (",", ":")])
@pytest.mark.parametrize("count", [1, 2, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE])
def test_a_list_of_like_items_is_read_by_rows(count: int, separators: tuple[str, str]) -> None:
    items = [CALL | {"sid": f"CA{number:032}", "queue_time": number, "muted": number % 3 == 0} for number in range(count)]
    data = document(items, separators=separators)
    rows = read_rows(data)
    assert rows is not None
    assert told(put_together(rows)) == told(read_json(data))
    assert [len(block[0]) for block in rows.blocks] == [AT_ONCE] * (count // AT_ONCE) + [count % AT_ONCE] * (
        count % AT_ONCE > 0
    )


CHANGES: list[Item] = [
    {"price": "-0.03"},
    {"to": None},
    {"to": ""},
    {"to": "Zoë \U0001f4de"},
    {"to": "\x7f"},
    {"queue_time": None},
    {"queue_time": True},
    {"queue_time": 10**17},
    {"to": "[{], }: , "},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_what_an_item_may_differ_in(change: Item) -> None:
    data = document([CALL, CALL | change, CALL])
    rows = read_rows(data)
    assert rows is not None
    assert told(put_together(rows)) == told(read_json(data))


UNLIKE: list[Item] = [
    CALL | {"price": -0.03},
    CALL | {"queue_time": 10**40},
    CALL | {"queue_time": "1"},
    CALL | {"to": 'a "word"'},
    CALL | {"to": "line\nfeed"},
    CALL | {"to": ["+15555550100"]},
    CALL | {"to": {}},
    CALL | {"more": None},
    {name: value for name, value in CALL.items() if name != "to"},
    dict(reversed(CALL.items())),
    {},
]


@pytest.mark.parametrize("item", UNLIKE, ids=range(len(UNLIKE)))
def test_an_item_unlike_the_others_is_left_to_the_reader_of_all(item: Item) -> None:
    assert read_rows(document([CALL, item, CALL])) is None


def test_other_documents_are_left_to_the_reader_of_all() -> None:
    assert read_rows(b'{"calls": [{"sid": "CA1"}]}') is None  # not worth it
    assert read_rows(document([])) is None
    assert read_rows(document([CALL] * 20_000)) is None  # its text would be put together in one long call
    assert read_rows(json.dumps([CALL] * 50).encode()) is None
    assert read_rows(json.dumps({"calls": [CALL] * 50}, indent=1).encode()) is None
    assert read_rows(json.dumps({"inside": {"calls": [CALL] * 50}}).encode()) is None
    assert read_rows(json.dumps({"calls": [{"a": [1]}] * 2_000}).encode()) is None
    assert read_rows(json.dumps({"calls": [{"a": {}}] * 2_000}).encode()) is None


def test_a_byte_order_mark_is_no_part_of_the_document() -> None:
    rows = read_rows(b"\xef\xbb\xbf" + document([CALL]))
    assert rows is not None
    assert told(put_together(rows)) == told(read_json(document([CALL])))


def test_rows_are_quiet() -> None:
    rows = read_rows(document([CALL]))
    assert repr(rows) == "JsonRows('calls')"


BROKEN = (
    (b'"calls": [', b'"calls": [1, '),
    (b'"calls": [', b'"calls": "a", "calls": ['),
    (b'"to": "', b'"to": "a", "to": "'),
    (b'"to": "', b'"to": "\x01'),
    (b'"to": "', b'"to": "\x00'),
    (b'"to": "', b'"to": "\xff'),
    (b'"queue_time": 0', b'"queue_time": 00'),
    (b'"queue_time": 0', b'"queue_time": -0'),
    (b"}, {", b"} {"),
    (b"}, {", b"},, {"),
    (b"}}]", b"}},]"),
    (b"}}]", b"}}"),
    (b'"filling"', b'"page"'),
    (b'"filling": "', b'"filling": "\xee\x80\x80'),  # the very character that stands for the items
)


@pytest.mark.parametrize(("part", "instead"), BROKEN, ids=range(len(BROKEN)))
@pytest.mark.parametrize("at", [0, 1])
def test_nothing_is_read_by_rows_that_the_strict_reader_refuses_or_reads_otherwise(
    part: bytes, instead: bytes, at: int
) -> None:
    data = document([CALL] * 3)
    head, *rest = data.split(part)
    broken = part.join([head, *rest[:at]]) + instead + part.join(rest[at:]) if len(rest) > at else data.replace(part, instead)
    rows = read_rows(broken)
    assert rows is None or told(put_together(rows)) == told(read_json(broken))  # which refuses what is no JSON


VALUES = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5) | st.lists(st.none(), max_size=1)
ITEMS = st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES | st.dictionaries(st.sampled_from("xy"), VALUES), max_size=3)


@given(
    ITEMS,
    st.lists(ITEMS | st.none(), max_size=12),
    st.sampled_from(["", " ", "\n", '"', "]", "}", ",", "{", "\\", "0"]),
    st.data(),
)
def test_whatever_is_read_by_rows_the_strict_reader_reads_alike(
    first: Item, others: list[Item | None], put_in: str, data: st.DataObject
) -> None:
    text = document([first, *(first if one is None else one for one in others)]).decode()
    at = data.draw(st.integers(0, text.index(FILLING)))
    changed = (text[:at] + put_in + text[at:]).encode("utf-8", "replace")
    rows = read_rows(changed)
    assert rows is None or told(put_together(rows)) == told(read_json(changed))


def test_a_backend_that_writes_every_list_in_another_way_has_a_bounded_number_of_rows() -> None:
    for number in range(100):
        data = document([{f"name{number}": "a"}] * 4, key="ever_other")
        rows = read_rows(data)
        assert rows is None or told(put_together(rows)) == told(read_json(data))
    assert read_rows(document([{"one-more": "a"}] * 4, key="ever_other")) is None
