"""Lists kept by columns: to everybody who does not know of columns they are sequences of resources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from gateway.model import Fields, Page, Resource, Value
from gateway.rows import AT_ONCE, FEWEST, Block, Column, Holds, Later, Rows, Values, columns_of

SECRET = "what a backend said"
LENGTHS = (FEWEST, FEWEST + 1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE, 2 * AT_ONCE + 9)


def fields_of(count: int) -> list[Fields]:
    return [{"sid": f"CA{number}", "body": SECRET, "price": None, "links": {"a": number}} for number in range(count)]


def kept(fields: Sequence[Mapping[str, Value]], kind: str = "call") -> Rows:
    found = columns_of(fields)
    assert found
    return Rows(kind, *found)


def resources(count: int) -> tuple[Resource, ...]:
    return tuple(Resource("call", one) for one in fields_of(count))


@pytest.mark.parametrize("count", LENGTHS)
def test_they_are_a_sequence_of_the_resources(count: int) -> None:
    rows, items = kept(fields_of(count)), resources(count)
    assert isinstance(rows, Sequence)
    assert len(rows) == count
    assert tuple(rows) == items
    assert tuple(rows) == items, "more than once"
    assert tuple(reversed(rows)) == items[::-1]
    assert (items[-1] in rows, items[3] in rows, Resource("call", {}) in rows) == (True, True, False)
    assert (rows.index(items[count - 1]), rows.count(items[2])) == (count - 1, 1)
    assert [list(item.fields) for item in rows] == [["sid", "body", "price", "links"]] * count


@pytest.mark.parametrize("count", LENGTHS)
def test_each_has_its_place_from_either_end(count: int) -> None:
    rows, items = kept(fields_of(count)), resources(count)
    for place in range(-count, count):
        assert rows[place] == items[place]
    for place in (count, count + AT_ONCE, -count - 1):
        with pytest.raises(IndexError):
            rows[place]


@pytest.mark.parametrize("count", LENGTHS)
def test_a_part_of_them_is_a_tuple(count: int) -> None:
    rows, items = kept(fields_of(count)), resources(count)
    for part in (
        slice(0, 0),
        slice(3, None),
        slice(None, 3),
        slice(-2, None),
        slice(None),
        slice(None, None, -3),
        slice(count, 9999),
    ):
        assert rows[part] == items[part]
        assert type(rows[part]) is tuple


def test_they_equal_what_holds_the_same() -> None:
    rows, items = kept(fields_of(9)), resources(9)
    assert rows == items
    assert items == rows
    assert rows == kept(fields_of(9))
    assert rows != items[:-1]
    assert rows != kept(fields_of(10))
    assert rows != kept(fields_of(9), "message")
    assert rows != 9
    assert Page("call", rows) == Page("call", items)
    assert Page("call", rows) != Page("call", items[1:])


def test_they_have_no_hash() -> None:
    with pytest.raises(TypeError):
        hash(kept(fields_of(9)))


def test_nobody_sees_in_a_traceback_what_they_hold() -> None:
    rows = kept(fields_of(9))
    shown = [
        rows,
        rows.blocks,
        rows.blocks[0],
        rows.columns("body"),
        rows[0],
        Page("call", rows),
        Later(Column([SECRET]), list),
    ]
    assert SECRET not in repr(shown)
    assert repr(rows) == "Rows('call', 9)"


def test_a_column_is_that_of_a_name_block_after_block() -> None:
    rows = kept(fields_of(AT_ONCE + 2))
    assert [list(column.values) for column in rows.columns("price")] == [[None] * AT_ONCE, [None] * 2]
    assert rows.columns("sid")[1].values == (f"CA{AT_ONCE}", f"CA{AT_ONCE + 1}")
    assert list(rows.columns("nothing")) == []


@pytest.mark.parametrize(
    "fields",
    [
        fields_of(FEWEST - 1),
        [],
        [{}] * FEWEST,
        [*fields_of(FEWEST), {}],
        [*fields_of(FEWEST), {"sid": "CA1"}],
        [*fields_of(AT_ONCE), dict(reversed(list(fields_of(1)[0].items())))],
        [*fields_of(FEWEST), {**fields_of(1)[0], "more": 1}],
    ],
)
def test_few_items_and_such_as_are_not_alike_are_not_kept_so(fields: list[Fields]) -> None:
    assert columns_of(fields) is None


@pytest.mark.parametrize(
    ("values", "holds", "text"),
    [
        ((None, None), Holds.NOTHING, ""),
        (("a", ""), Holds.TEXTS, "a\x7f"),
        (("", None, "b", "c"), Holds.SOME_TEXTS, "b\x7fc"),
        (("a", 1), Holds.OTHERS, ""),
        ((None, ()), Holds.OTHERS, ""),
        ((True, False), Holds.OTHERS, ""),
        (({"a": 1}, "a"), Holds.OTHERS, ""),
    ],
)
def test_a_column_tells_what_it_holds(values: Values, holds: Holds, text: str) -> None:
    column = Column(values)
    assert (column.holds, column.text, column.told) == (holds, text, values)


def test_a_column_of_later_is_made_when_it_is_looked_at_and_once() -> None:
    made: list[Values] = []

    def make(values: Values) -> Values:
        made.append(values)
        return [None if value is None else f"<{value}>" for value in values]

    later = Later(Column(("a", None)), make)
    of_that = Later(later, make)
    assert (of_that.told, made) == (("a", None), [])
    assert of_that.values == ["<<a>>", None]
    assert (of_that.holds, later.text, later.values) == (Holds.SOME_TEXTS, "<a>", ["<a>", None])
    assert made == [("a", None), ["<a>", None]]
    rows = Rows("call", ("sid",), [Block([Later(Column(("a", None)), make)], 2)])
    assert len(made) == 2
    assert rows[1] == Resource("call", {"sid": None})
    assert rows[0] == Resource("call", {"sid": "<a>"})
    assert len(made) == 3
