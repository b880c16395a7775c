"""Multipart forms: what clients send, where boundaries are, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.errors import CodecError
from gateway.codecs.form import decode_multipart
from gateway.codecs.pieces import LONGEST

TYPE = "multipart/form-data; boundary=b0"


def part(name: str, value: bytes, *headers: str, parameters: str = "") -> bytes:
    head = "".join(f"{header}\r\n" for header in (f'Content-Disposition: form-data; name="{name}"{parameters}', *headers))
    return b"--b0\r\n" + head.encode() + b"\r\n" + value + b"\r\n"


def body(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--b0--\r\n"


def test_fields_are_read_in_order_with_repeats_and_line_ends() -> None:
    data = body(part("To", b"+15005550006"), part("E", b"b"), part("E", b""), part("Body", b" a\r\n\r\n--b\nc\r\n"))
    assert decode_multipart(data, TYPE) == (("To", "+15005550006"), ("E", "b"), ("E", ""), ("Body", " a\r\n\r\n--b\nc\r\n"))


def test_one_longer_than_any_api_takes_is_refused() -> None:
    empty = len(body(part("Body", b"")))
    assert decode_multipart(body(part("Body", b"x" * (LONGEST - empty))), TYPE)[0][1] == "x" * (LONGEST - empty)
    with pytest.raises(CodecError, match=f"the multipart body is longer than {LONGEST} bytes"):
        decode_multipart(body(part("Body", b"x" * (LONGEST - empty + 1))), TYPE)


@pytest.mark.parametrize(
    "content_type",
    [
        "Multipart/Form-Data; charset=x; BOUNDARY=b0",
        'multipart/form-data; boundary="b0"',
        "multipart/form-data;\r\n boundary=b0",
    ],
)
def test_the_boundary_is_found(content_type: str) -> None:
    assert decode_multipart(body(part("a", b"1")), content_type) == (("a", "1"),)


def test_what_clients_vary_is_accepted() -> None:
    bare = b"preamble\r\n--b0 \t\r\ncontent-disposition: form-data; name=a\r\n\r\n1\r\n--b0--epilogue"
    with pytest.raises(CodecError):  # text stuck to the closing boundary makes it another boundary
        decode_multipart(bare, TYPE)
    assert decode_multipart(bare.replace(b"--epilogue", b"--\r\nepilogue"), TYPE) == (("a", "1"),)
    assert decode_multipart(body(part("a", b"1\r\n2")).replace(b"\r\n", b"\n"), TYPE) == (("a", "1\n2"),)
    assert decode_multipart(body(part("a", b"1", "Content-Transfer-Encoding: 8bit")), TYPE) == (("a", "1"),)
    assert decode_multipart(b"--b0--", TYPE) == ()


def test_charsets() -> None:
    assert decode_multipart(body(part("n\u00e9", b"\xc3\xa9")), TYPE) == (("n\u00e9", "\u00e9"),)
    latin = part("a", b"\xe9", "Content-Type: text/plain; charset=ISO-8859-1")
    assert decode_multipart(body(latin), TYPE) == (("a", "\u00e9"),)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "closing boundary"),
        (part("a", b"1"), "closing boundary"),
        (b"--b1\r\n--b1--", "closing boundary"),
        (b"--b0\r\n--b0--", "no end of header"),
        (b"--b0\r\n\r\n1\r\n--b0--", "not form-data"),
        (b"--b0\r\nno header\r\n\r\n1\r\n--b0--", "cannot be read"),
        (b"--b0\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b0--", "no name"),
        (body(part("a", b"1", parameters="; filename=x.wav")), "is a file"),
        (body(part("a", b"1", parameters="; filename=")), "is a file"),
        (body(part("a", b"1", parameters="; filename*=UTF-8''x")), "is a file"),
        (body(part("a\0", b"1")), "NUL"),
        (body(part("a", b"\xff")), "not UTF-8"),
        (body(part("a", b"1", "Content-Type: text/plain; charset=utf-7")), "charset"),
        (body(part("a", b"MQ==", "Content-Transfer-Encoding: base64")), "Transfer-Encoding"),
        (b"--b0\r\nContent-Disposition: form-data; name=\xff\r\n\r\n1\r\n--b0--", "not UTF-8"),
        (b"--b0\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--b0--", "not form-data"),
    ],
)
def test_what_is_no_text_form_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(CodecError, match=reason):
        decode_multipart(data, TYPE)


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "multipart/mixed; boundary=b0", "multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'b' * 71}",
     "multipart/form-data; boundary=\u00e9", 'multipart/form-data; boundary="b "', "multipart/form-data; boundary*=utf-8''b0"],
)  # fmt: skip
def test_another_content_type_is_refused(content_type: str) -> None:
    with pytest.raises(CodecError, match=r"multipart"):
        decode_multipart(body(part("a", b"1")), content_type)


def test_part_limit_is_exact() -> None:
    parts = [part("a", b"1")] * 3
    assert len(decode_multipart(body(*parts), TYPE, max_pairs=3)) == 3
    with pytest.raises(CodecError, match="more than 2 parts"):
        decode_multipart(body(*parts), TYPE, max_pairs=2)


def test_a_long_header_is_refused_before_it_is_parsed() -> None:
    hostile = '\\"' * 500_000 + ";" * 500_000
    with pytest.raises(CodecError, match="no end of header within 1024 bytes"):
        decode_multipart(body(part("a", b"1", parameters=hostile)), TYPE)
    with pytest.raises(CodecError, match="Content-Type of the body is longer"):
        decode_multipart(body(), TYPE + hostile)


def test_a_nested_multipart_is_plain_text() -> None:
    nested = part("a", b"--b1\r\n\r\nx\r\n--b1--", "Content-Type: multipart/mixed; boundary=b1")
    assert decode_multipart(body(nested), TYPE) == (("a", "--b1\r\n\r\nx\r\n--b1--"),)


@given(
    st.lists(
        st.tuples(st.from_regex(r"[A-Za-z0-9.<>]{1,8}", fullmatch=True), st.text(st.characters(exclude_categories=["Cs"]))),
        max_size=5,
    )
)
def test_what_a_client_writes_is_read(pairs: list[tuple[str, str]]) -> None:
    assert decode_multipart(body(*(part(name, value.encode()) for name, value in pairs)), TYPE) == tuple(pairs)


FRAGMENTS = st.sampled_from(
    [
        b"--b0",
        b"--b0--",
        b"\r\n",
        b"\n",
        b"Content-Disposition: form-data",
        b"; name=",
        b'"',
        b"a",
        b"Content-Type: ",
        b"text/plain; charset=",
        b"*=",
        b"\xff",
        b"=?utf-8?q?a?=",
        b"\x00",
    ]
)


@given(
    st.binary() | st.lists(FRAGMENTS, max_size=25).map(b"".join),
    st.just(TYPE) | st.text(st.characters()) | st.text(st.characters()).map(TYPE.__add__),
)
def test_any_bytes_at_all_give_pairs_or_a_codec_error(data: bytes, content_type: str) -> None:
    try:
        pairs = decode_multipart(data, content_type)
    except CodecError as error:
        assert error.message  # noqa: PT017  either outcome is right; a refusal must say why
    else:
        assert all(isinstance(name, str) and isinstance(value, str) for name, value in pairs)
