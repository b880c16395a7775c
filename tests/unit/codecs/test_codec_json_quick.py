"""What is read in one call is what the strict reader gives, and what that refuses is not read in one call."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.codecs.errors import CodecError
from gateway.codecs.json import MAX_DEPTH, read_json, read_strictly
from gateway.codecs.json_quick import read_quickly
from gateway.codecs.json_source import JsonValue

TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from('"\\/:{}[],\n\x00'), max_size=12)
KEYS = st.sampled_from(["", "a", "b", ":", '"', "\\", '":', "a\\"]) | TEXTS
NUMBERS = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=30,
)
PIECES = st.sampled_from(
    ["{", "}", "[", "]", ":", ",", " ", "\n", '"a"', '"a" ', '"":', '"a":1', '"\\u0022"', '"\\""', '"\\u0061":2', '":"', "-0",
     "1e400", "NaN", "Infinity", "18446744073709551615", "18446744073709551616", "-9223372036854775809", "1.5", "1e19", "9" * 41,
     "null", "true", '"\\ud800"', '"\\ud83d\\ude00"', '"\x00"', "\ufeff", "01", "\x0c"]
)  # fmt: skip


def told(value: JsonValue) -> str:
    """A value with its types: to Python 1, 1.0 and True are equal, and 0 and -0.0."""
    return json.dumps(value)


def strictly(data: bytes) -> tuple[JsonValue, bool]:
    """The value, and whether it was refused."""
    try:
        return read_strictly(data), False
    except CodecError:
        return None, True


def agree(data: bytes) -> bool:
    """Whether it was read in one call. Fails where the strict reader would have given, or said, anything else."""
    quick = read_quickly(data, MAX_DEPTH)
    value, refused = strictly(data)
    if quick is not None:
        assert not refused
        assert told(quick) == told(value)
        assert all(type(one) is type(other) for one, other in zip(leaves(quick), leaves(value), strict=True))
    return quick is not None


def leaves(value: JsonValue) -> list[JsonValue]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list) else [value]


@given(VALUES, st.booleans(), st.sampled_from([None, 1]), st.sampled_from([(",", ":"), (", ", ": "), (" , ", " : ")]))
def test_both_give_the_same(value: JsonValue, ascii_only: bool, indent: int | None, separators: tuple[str, str]) -> None:
    agree(json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=separators).encode("utf-8", "replace"))


@given(st.lists(PIECES, max_size=14).map("".join))
@example('{"a": 1, "\\u0061": "\\u0022"}')
@example('[{"a":1,"a":"\\u0022\\u0022"}]')
@example('{"a" : 1, "a" : ":"}')
@example('{"a\\\\": 1, "a\\\\": "\\":"}')
def test_also_of_what_is_odd(text: str) -> None:
    agree(text.encode())


@given(st.lists(st.tuples(KEYS, st.none() | TEXTS | NUMBERS | st.just({})), max_size=8), st.booleans())
def test_a_key_given_twice_is_always_noticed(members: list[tuple[str, JsonValue]], ascii_only: bool) -> None:
    pairs = ", ".join(f"{json.dumps(key, ensure_ascii=ascii_only)}: {json.dumps(value)}" for key, value in members)
    data = f"{{{pairs}}}".encode("utf-8", "replace")
    if agree(data):
        assert len({key for key, _ in members}) == len(members)


@given(VALUES, st.data())
def test_nor_do_they_differ_on_what_is_broken(value: JsonValue, draw: st.DataObject) -> None:
    data = bytearray(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
    for _ in range(draw.draw(st.integers(1, 3))):
        at = draw.draw(st.integers(0, len(data)))
        data[at : at + draw.draw(st.integers(0, 2))] = draw.draw(
            st.sampled_from([b"", b'"', b"\\", b",", b"]", b"}", b"0", b"\x01", b"\xff", b"\xed\xa0\x80", b"u0022", b'"a":'])
        )
    agree(bytes(data))


@pytest.mark.parametrize(
    "data",
    [
        b'{"sid": "CA1", "to": null, "calls": [{"a": "\\n\\"x\\": y"}], "n": -1}',
        '{"caf\u00e9": "\\u00e9", "pair": "\\ud83d\\ude00", "uri": "\\/2010", "text": ": bonjour : "}'.encode(),
        b'{\r\n\t"a" : [1.5, -0.0, 1e10, 18446744073709551615]\n}',
        b"[" * MAX_DEPTH + b"]" * MAX_DEPTH,
        b'{"a": [{"b": [[[1e19]]]}]}',
        b'{"early":"\\/2010-04-01\\/Accounts","n":1.50}',
    ],
)
def test_what_answers_hold_is_read_in_one_call(data: bytes) -> None:
    assert agree(data)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1, "a": 1}',
        b'[{"a": {"b": 1, "\\u0062": "\\u0022"}}]',
        b"[18446744073709551616]",
        b"[[[[[[[1e19]]]]]]]",
        b'{"n": ' + b"9" * 39 + b"}",
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b'["\\ud800"]',
        b'["\xff"]',
        b"[NaN]",
        b"[1e999]",
        b'"text"',
        b"1",
        b"",
        b"[" + b"9" * 5000 + b"]",
        b'[[[[[[[{"a": 1, "a": 1}]]]]]]]',
        b'{"early":"\\/2010-04-01\\/Accounts","n":1.50,"n":1}',
    ],
)
def test_what_is_not_sure_is_left_to_the_strict_reader(data: bytes) -> None:
    assert not agree(data)


def test_more_than_one_call_may_take_is_not_read_in_one() -> None:
    """A megabyte of brackets would hold everybody up for as long as sixteen of calls."""
    brackets = b"[" + b"{}," * 400_000 + b"{}]"
    assert read_json(brackets) == [{}] * 400_001
