"""A document read through a window is the one read at once, whatever the window, and refused where that is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.errors import CodecError
from gateway.codecs.json import _DECODER, MAX_DEPTH, _mend_surrogates, read_json
from gateway.codecs.json_source import JsonSource, JsonValue
from gateway.codecs.pieces import PIECE

WHOLE = 10**9
TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from('"\\/\ud83d\ude00\ud800\n'), max_size=30)
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(TEXTS, inner, max_size=8),
    max_leaves=60,
)
WINDOWS = st.integers(64, 200)


def read(data: bytes, window: int) -> tuple[JsonValue, str]:
    """The value, and what was wrong where it has none."""
    try:
        return JsonSource(data, _DECODER, _mend_surrogates, most=MAX_DEPTH, window=window).read(), ""
    except json.JSONDecodeError as error:
        return None, error.msg
    except CodecError as error:
        return None, error.message


def write(value: object, *, ascii_only: bool, indent: int | None) -> bytes:
    return json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "replace")


@given(VALUES, WINDOWS, st.booleans(), st.sampled_from([None, 1, 9]))
def test_the_window_makes_no_difference(value: object, window: int, ascii_only: bool, indent: int | None) -> None:
    data = write(value, ascii_only=ascii_only, indent=indent)
    assert read(data, window) == read(data, WHOLE)


@given(VALUES, WINDOWS, st.booleans(), st.data())
def test_nor_for_what_is_broken(value: object, window: int, ascii_only: bool, draw: st.DataObject) -> None:
    data = bytearray(write(value, ascii_only=ascii_only, indent=None))
    for _ in range(draw.draw(st.integers(1, 3))):
        at = draw.draw(st.integers(0, len(data)))
        data[at : at + draw.draw(st.integers(0, 2))] = draw.draw(
            st.sampled_from([b"", b'"', b"\\", b",", b"]", b"}", b"0", b"\x01", b"\xff", b"u"])
        )
    (whole, refused), (seen, also) = read(bytes(data), WHOLE), read(bytes(data), window)
    assert (seen, bool(also)) == (whole, bool(refused))  # of two mistakes either may be met first


LONG = 3 * PIECE


@pytest.mark.parametrize(
    "document",
    [
        f'"{"x" * LONG}"',
        '"' + "\\ud83d\\ude00" * (LONG // 12) + '"',
        '"' + "\\ud83d" * (LONG // 6) + '"',
        '"' + '\\"' * LONG + '"',
        '"' + "\U0001f600é" * (LONG // 4) + '"',
        "[" + ",".join(["1"] * LONG) + "]",
        "[" + ", ".join(['"a,b"'] * LONG) + "]",
        "[" + ",".join(['{"a": [1, {"b": "},{"}]}'] * LONG) + "]",
        "[" + ", ".join(['{"a": [{"a": 1}, {"b": 2}], "c": {"a": "{\\"a\\""}, "d": 3}'] * (LONG // 10)) + "]",
        '{"p": [{"a": 1}], "l": ['
        + ",\n".join(['{ "a": 1}', '{"b": {}}'] * (LONG // 10))
        + '], "l2": [[1], [2]], "q": {"r": 1}}',
        "{" + ",".join(f'"{number}": {{"a": {number}}}' for number in range(LONG // 4)) + "}",
        " " * LONG + '{"a":' + " " * LONG + "[1 ," + "\n" * LONG + "2]}" + " " * LONG,
        "[" * MAX_DEPTH + f'"{"x" * LONG}"' + "]" * MAX_DEPTH,
    ],
    ids=[
        "text",
        "pairs",
        "halves",
        "escapes",
        "beyond-ascii",
        "numbers",
        "texts",
        "objects",
        "nested",
        "in-an-object",
        "members",
        "blanks",
        "deep",
    ],
)
def test_long_ones_are_read_as_the_standard_library_reads_them(document: str) -> None:
    mended = document.replace("\\ud83d", "\\ufffd") if "\\ude00" not in document else document
    assert read_json(document.encode()) == json.loads(mended)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (f'["{"x" * LONG}", nul]', f"JSON line 1, column {LONG + 6}: Expecting value"),
        ("[" + "1,\n" * LONG + "]", f"JSON line {LONG + 1}, column 1: Expecting value"),
        ('["' + "é" * LONG, "JSON line 1, column "),
        ('{"a": "' + "x" * LONG + '", "a": 1}', "a JSON object holds the same key twice"),
        ("[" + "1" * LONG + ", 2]", "the JSON holds "),
        ('["' + "x" * LONG + '\x01"]', f"JSON line 1, column {LONG + 3}: Invalid control character at"),
        ('["' + "x" * LONG + '"] 1', f"JSON line 1, column {LONG + 6}: Extra data"),
        ("[" * (MAX_DEPTH + 1) + f'"{"x" * LONG}"' + "]" * (MAX_DEPTH + 1), "the JSON is nested deeper than 64 levels"),
    ],
)
def test_and_refused_with_the_place_in_the_whole_document(document: str, said: str) -> None:
    with pytest.raises(CodecError) as refused:
        read_json(document.encode())
    assert refused.value.message.startswith(said)


def test_the_byte_that_fits_no_character_is_counted_from_the_beginning() -> None:
    with pytest.raises(CodecError, match=f"byte {LONG + 1} "):
        read_json(b'"' + b"x" * LONG + b'\xff"')
