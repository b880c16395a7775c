"""Form parameters in a body and in a query string: order, repeats, escapes, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.errors import CodecError
from gateway.codecs.form import decode_pairs, decode_query, encode_pairs
from gateway.codecs.pieces import LONGEST


@pytest.mark.parametrize(
    ("data", "pairs"),
    [
        (b"", ()),
        (b"To=%2B15005550006&From=1", (("To", "+15005550006"), ("From", "1"))),
        (b"E=b&A=1&E=a", (("E", "b"), ("A", "1"), ("E", "a"))),
        (b"Body=a+b%20c%2B", (("Body", "a b c+"),)),
        (b"&&a=1&&b=2&", (("a", "1"), ("b", "2"))),
        (b"a=&b&=c", (("a", ""), ("b", ""), ("", "c"))),
        (b"a=b=c", (("a", "b=c"),)),
        (b"StartTime>=2009-07-06", (("StartTime>", "2009-07-06"),)),
        (b"StartTime%3E%3D2009-07-06", (("StartTime>=2009-07-06", ""),)),
        (b"a=%zz%4&b=%", (("a", "%zz%4"), ("b", "%"))),
        (b"a=1;b=2", (("a", "1;b=2"),)),
        (b"Body=\xc3\xa9%C3%A9\xc3%A9", (("Body", "\u00e9\u00e9\u00e9"),)),
        (b"Body=a%00b%0D%0A", (("Body", "a\0b\r\n"),)),
    ],
)
def test_pairs_are_read(data: bytes, pairs: tuple[tuple[str, str], ...]) -> None:
    assert decode_pairs(data) == pairs
    assert decode_query(data.decode("latin-1")) == pairs


@pytest.mark.parametrize("charset", ["iso-8859-1", "ISO-8859-1", "latin1", ' "latin-1" '])
def test_latin1_is_read_where_it_is_declared(charset: str) -> None:
    assert decode_pairs(b"Body=\xe9%E9", charset=charset) == (("Body", "\u00e9\u00e9"),)


@pytest.mark.parametrize(
    ("data", "charset"), [(b"Body=%E9", "utf-8"), (b"Body=\xe9", "us-ascii"), (b"%FF=a", "utf-8"), (b"a=%ED%A0%80", "utf8")]
)
def test_bytes_outside_the_charset_are_refused(data: bytes, charset: str) -> None:
    with pytest.raises(CodecError, match="parameter 1 holds bytes that are not"):
        decode_pairs(data, charset=charset)


@pytest.mark.parametrize("charset", ["", "utf-16", "utf-7", "windows-1252", "rot13", "no\0such"])
def test_another_charset_is_refused(charset: str) -> None:
    with pytest.raises(CodecError, match="charset"):
        decode_pairs(b"", charset=charset)


@pytest.mark.parametrize("data", [b"a=1&b%00=2", b"a=1&\0"])
def test_a_nul_in_a_name_is_refused(data: bytes) -> None:
    with pytest.raises(CodecError, match="name of form parameter 2 holds a NUL"):
        decode_pairs(data)


def test_pair_limit_is_exact_and_does_not_count_empty_pieces() -> None:
    assert len(decode_pairs(b"&&a&&b&&c&&", max_pairs=3)) == 3
    with pytest.raises(CodecError, match="more than 3 parameters"):
        decode_pairs(b"a&b&c&d", max_pairs=3)
    with pytest.raises(CodecError, match="more than 3 parameters"):
        decode_query("a&b&c&d", max_pairs=3)


def test_a_text_no_api_takes_is_refused_and_many_long_ones_are_not() -> None:
    longest = b"x" * (LONGEST - 2)
    assert [len(value) for _, value in decode_pairs(b"&".join([b"a=" + longest] * 4))] == [LONGEST - 2] * 4
    with pytest.raises(CodecError, match=f"form parameter 2 is longer than {LONGEST} bytes"):
        decode_pairs(b"a=1&b=" + longest + b"x")


def test_a_query_string_of_more_than_bytes_is_refused() -> None:
    with pytest.raises(CodecError, match="no bytes"):
        decode_query("a=\u20ac")


def test_pairs_are_written() -> None:
    assert (
        encode_pairs([("To", "+1"), ("Body", "a b&c=\u00e9~"), ("E", ""), ("E", "x")])
        == "To=%2B1&Body=a+b%26c%3D%C3%A9~&E=&E=x"
    )
    assert encode_pairs([("StartTime>", "2009-07-06")]) == "StartTime%3E=2009-07-06"
    assert encode_pairs([("a", "\ud83d")]) == "a=%EF%BF%BD"
    assert encode_pairs([]) == ""


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(NAMES, VALUES), max_size=10))
def test_what_is_written_reads_back_the_same(pairs: list[tuple[str, str]]) -> None:
    written = encode_pairs(pairs)
    assert decode_query(written) == decode_pairs(written.encode("ascii")) == tuple(pairs)


@given(
    st.binary() | st.lists(st.sampled_from([b"%", b"&", b"=", b"+", b"a", b"%00", b"%C3", b"%A9", b"\xff"])).map(b"".join),
    st.sampled_from(["utf-8", "latin1", "us-ascii"]),
)
def test_any_bytes_at_all_give_pairs_or_a_codec_error(data: bytes, charset: str) -> None:
    try:
        pairs = decode_pairs(data, charset=charset)
    except CodecError as error:
        assert error.message  # noqa: PT017  either outcome is right; a refusal must say why
    else:
        assert decode_query(encode_pairs(pairs)) == pairs
