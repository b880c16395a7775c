"""The codecs: bytes become a value or a CodecError, and a value that was read is written and read back the same."""

from __future__ import annotations

import csv
import io

from gateway.codecs.basic import read_basic, write_basic
from gateway.codecs.csv import write_csv
from gateway.codecs.errors import CodecError
from gateway.codecs.form import decode_multipart, decode_pairs, decode_query, encode_pairs
from gateway.codecs.html import write_html
from gateway.codecs.json import JsonForm, read_json, write_json
from gateway.codecs.xml import XmlForm, read_xml, write_xml
from gateway.upstream.content_coding import Undecodable, decode
from tests.fuzz.seeds import samples
from tests.fuzz.target import Target, as_text, pure, take_byte

_CHARSETS = ("utf-8", "iso-8859-1", "us-ascii", "utf-16", '"UTF8"', "")
_CODINGS = ("gzip", "deflate", "x-gzip", "br", "")
_LIMIT = 4096


def read_form(data: bytes) -> None:
    which, rest = take_byte(data)
    try:
        pairs = decode_pairs(rest, charset=_CHARSETS[which % len(_CHARSETS)])
    except CodecError:
        return
    assert decode_query(encode_pairs(pairs)) == pairs


def read_multipart(data: bytes) -> None:
    """The first line is the Content-Type."""
    line, _, body = data.partition(b"\n")
    try:
        pairs = decode_multipart(body, as_text(line))
    except CodecError:
        return
    assert all(isinstance(name, str) and isinstance(value, str) for name, value in pairs)
    assert not any("\0" in name for name, _ in pairs)


def read_json_document(data: bytes) -> None:
    try:
        value = read_json(data)
    except CodecError:
        return
    for form in JsonForm:
        assert read_json(write_json(value, form=form)) == value


def read_xml_document(data: bytes) -> None:
    try:
        root = read_xml(data)
    except CodecError:
        return
    _check_page(write_html("a page", "page", (root,)))
    for form in XmlForm:
        try:
            written = write_xml(root, form=form)
        except CodecError:  # a name beyond ASCII
            continue
        if form is not XmlForm.INDENTED:  # which puts white space around children
            assert read_xml(written) == root


def _check_page(page: bytes) -> None:
    text = page.decode("ascii")
    assert text.count("<") == text.count(">")


def write_table(data: bytes) -> None:
    """A table of three columns of what the bytes say in Latin-1, a field for each part between NULs."""
    fields = as_text(data).split("\0")
    rows = [fields[at : at + 3] for at in range(0, len(fields) - 2, 3)]
    if not rows:
        return
    written = write_csv(rows[0], rows[1:], quote_blank=len(data) % 2 == 0).decode()
    assert list(csv.reader(io.StringIO(written, newline=""))) == rows


def read_credentials(data: bytes) -> None:
    credentials = read_basic(as_text(data))
    if credentials is not None:
        assert ":" not in credentials.id
        assert read_basic(write_basic(credentials)) == credentials


def undo_coding(data: bytes) -> None:
    which, rest = take_byte(data)
    try:
        assert len(decode(rest, _CODINGS[which % len(_CODINGS)], _LIMIT)) <= _LIMIT
    except Undecodable:
        return


_PARTS = b'--x\r\nContent-Disposition: form-data; name="To"\r\n\r\n1\r\n--x--\r\n'
_XML = samples("twilio-2010", ".xml") + samples("twilio-2008", ".xml") + samples("restcomm-2012", ".xml")
_JSON = samples("twilio-2010", ".json") + samples("json-envelope", ".json")

TARGETS = (
    Target(
        "form",
        "they are pairs or a CodecError, and the pairs read back",
        pure(read_form),
        (b"\0To=%2B1&From=a+b&&c", b"\1a=\xe9"),
    ),
    Target(
        "multipart",
        "they are pairs or a CodecError",
        pure(read_multipart),
        (b"multipart/form-data; boundary=x\n" + _PARTS, b'multipart/form-data; boundary="x"\n' + _PARTS),
    ),
    Target(
        "json",
        "they are a value or a CodecError, and the value reads back",
        pure(read_json_document),
        (b'{"a": [1, 2.5, null]}', *_JSON),
    ),
    Target(
        "xml",
        "they are a tree or a CodecError, and the tree reads back",
        pure(read_xml_document),
        (b"<a b='c'><d/>e</a>", *_XML),
    ),
    Target("csv", "what is written of them reads back", pure(write_table), (b'a\0b\0c\0d,\0"e"\0f\n', b"=1\0+1\0 x")),
    Target(
        "basic",
        "they are credentials that read back, or none",
        pure(read_credentials),
        (b"Basic QUMxOnNlY3JldA==", b"basic Og=="),
    ),
    Target(
        "coding",
        "they become at most the limit of bytes, or Undecodable",
        pure(undo_coding),
        (b"\0\x1f\x8b\x08\0\0\0\0\0\x02\xffKL\x04\0\x97\xb1.\xdd\x02\0\0\0", b"\1x\x9cKL\x04\0\x01%\0\xc3"),
    ),
)
