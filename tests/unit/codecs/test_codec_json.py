"""JSON in and out: byte forms, limits, and what is refused."""

from __future__ import annotations

import json
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.errors import CodecError
from gateway.codecs.json import JsonForm, JsonValue, JsonWritable, read_json, write_json


def test_modern_form_has_blanks_and_raw_utf8() -> None:
    value: JsonWritable = {
        "code": 20003,
        "uri": "/2010-04-01/x",
        "price": None,
        "body": "caf\u00e9 \U0001f600\n\x7f",
        "beta": False,
    }
    assert write_json(value) == (
        b'{"code": 20003, "uri": "/2010-04-01/x", "price": null, "body": "caf\xc3\xa9 \xf0\x9f\x98\x80\\n\x7f", "beta": false}'
    )


def test_indented_form_has_a_line_for_each_member() -> None:
    value: JsonWritable = {"page": 0, "calls": [{"to": "caf\u00e9/x"}], "none": [], "empty": {}}
    assert write_json(value, form=JsonForm.INDENTED).decode() == (
        '{\n  "page": 0,\n  "calls": [\n    {\n      "to": "caf\u00e9/x"\n    }\n  ],\n  "none": [],\n  "empty": {}\n}'
    )


def test_early_form_has_no_blanks_and_escapes_the_solidus() -> None:
    value: JsonWritable = {"page": 0, "uris": ["/a: b, c", "\\/"], "k/y": {}}
    assert write_json(value, form=JsonForm.EARLY) == rb'{"page":0,"uris":["\/a: b, c","\\\/"],"k\/y":{}}'


def test_any_mapping_and_sequence_is_written() -> None:
    value: JsonWritable = MappingProxyType({"calls": (MappingProxyType({"sid": "CA1"}), (1, 2.5)), "range": range(2)})
    assert write_json(value) == b'{"calls": [{"sid": "CA1"}, [1, 2.5]], "range": [0, 1]}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")], b"bytes", {"a": object()}, {1, 2}, {(1,): 2}])
def test_what_is_no_json_is_not_written(value: JsonWritable) -> None:
    with pytest.raises(CodecError, match="JSON"):
        write_json(value)


def test_a_value_within_itself_or_too_deep_is_not_written() -> None:
    loop: list[JsonValue] = []
    loop.append(loop)
    deep: list[JsonValue] = []
    for _ in range(100_000):
        deep = [deep]
    for value in (loop, deep):
        with pytest.raises(CodecError):
            write_json(value)


def test_a_lone_surrogate_is_written_as_a_replacement_character() -> None:
    assert write_json({"\udc00": "a\ud83d"}) == b'{"\xef\xbf\xbd": "a\xef\xbf\xbd"}'


def test_a_byte_order_mark_is_allowed() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": [1, -2.5, "x", true, null]}') == {"a": [1, -2.5, "x", True, None]}


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (rb'"half \ud83d"', "half \ufffd"),
        (rb'"\ude00\ud83d"', "\ufffd\ufffd"),
        (rb'"\uD83D\uDE00 whole"', "\U0001f600 whole"),
        (rb'"\ud83d\ud83d\ude00"', "\ufffd\U0001f600"),
        (rb'"\\ud83d"', r"\ud83d"),
        (rb'"\\\ud83d"', "\\\ufffd"),
        (rb'"\ud83d\\ude00"', "\ufffd\\ude00"),
        (rb'"\ud7ff\ue000"', "\ud7ff\ue000"),
    ],
)
def test_a_lone_surrogate_is_read_as_a_replacement_character(data: bytes, text: str) -> None:
    assert read_json(data) == text


@pytest.mark.parametrize("name", [b"NaN", b"Infinity", b"-Infinity"])
def test_constants_beyond_json_are_refused(name: bytes) -> None:
    with pytest.raises(CodecError, match="which is not JSON"):
        read_json(b'{"price": ' + name + b"}")


@pytest.mark.parametrize("data", [b'{"a": 1, "a": 1}', b'[{"b": {"a": 1, "\\u0061": 2}}]', rb'{"\ud800": 1, "\ud801": 2}'])
def test_a_key_twice_is_refused(data: bytes) -> None:
    with pytest.raises(CodecError, match="same key twice"):
        read_json(data)


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_depth_limit_is_exact(opening: bytes, closing: bytes) -> None:
    core = b"1" if opening != b"[" else b""
    assert read_json(opening * 64 + core + closing * 64) is not None
    for depth in (65, 900, 100_000):
        with pytest.raises(CodecError, match="deeper than 64 levels"):
            read_json(opening * depth + core + closing * depth)


def test_numbers_no_field_can_hold_are_refused() -> None:
    assert read_json(b"-" + b"9" * 39) == -(10**39 - 1)
    with pytest.raises(CodecError, match="integer of more than 40 characters"):
        read_json(b"[" + b"9" * 41 + b"]")
    with pytest.raises(CodecError, match="integer"):
        read_json(b"9" * 100_000)
    with pytest.raises(CodecError, match="too large"):
        read_json(b"-1e999")


@pytest.mark.parametrize("data", [b"", b" ", b"{", b"[1,]", b"{'a': 1}", b'"a\nb"', b"01", b"[] []", b"<R/>", b"nul", b'"\\x"'])
def test_what_is_no_json_is_refused_with_its_place(data: bytes) -> None:
    with pytest.raises(CodecError, match=r"^JSON line \d, column \d+: "):
        read_json(data)


@pytest.mark.parametrize("data", [b'"\xff"', b'"\xed\xa0\x80"', '{"a": 1}'.encode("utf-16"), '"\u00e9"'.encode("latin-1")])
def test_what_is_not_utf8_is_refused(data: bytes) -> None:
    with pytest.raises(CodecError, match="not UTF-8"):
        read_json(data)


def test_an_error_does_not_show_the_value() -> None:
    with pytest.raises(CodecError) as refused:
        read_json(b'{"to": "+15005550006", "to": "+15005550001"}')
    assert "555" not in refused.value.message


WHOLE_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**38), 10**38) | st.floats(allow_nan=False, allow_infinity=False) | WHOLE_TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(WHOLE_TEXT, inner, max_size=5),
    max_leaves=20,
)


@given(VALUES, st.sampled_from(JsonForm))
def test_what_is_written_reads_back_the_same(value: JsonValue, form: JsonForm) -> None:
    assert read_json(write_json(value, form=form)) == value


@given(VALUES)
def test_json_with_escapes_reads_like_the_standard_library_does(value: JsonValue) -> None:
    assert read_json(json.dumps(value).encode()) == value


@given(st.text(st.characters()))
def test_any_text_at_all_can_be_written_and_read(text: str) -> None:
    whole = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    assert read_json(write_json(text)) == whole


FRAGMENTS = st.sampled_from(
    [b"{", b"}", b"[", b"]", b":", b",", b'"', b'"a"', b"\\", b"\\ud83d", b"\\ude00", b"1e9", b"-", b"NaN", b"null", b" "]
)


@given(st.binary() | st.lists(FRAGMENTS | st.binary(max_size=2), max_size=20).map(b"".join))
def test_any_bytes_at_all_give_a_value_or_a_codec_error(data: bytes) -> None:
    try:
        value = read_json(data)
    except CodecError as error:
        assert error.message  # noqa: PT017  either outcome is right; a refusal must say why
    else:
        assert read_json(write_json(value)) == value
