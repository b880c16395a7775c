"""Nothing goes through more than a piece at once, and the pieces make up the whole."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs import json_writing
from gateway.codecs.characters import REPLACEMENT, replace_forbidden, replace_surrogates
from gateway.codecs.csv import write_csv
from gateway.codecs.errors import CodecError
from gateway.codecs.form import decode_pairs, encode_form, encode_pairs
from gateway.codecs.html import write_html
from gateway.codecs.json import _DECODER, JsonForm, write_json
from gateway.codecs.json_source import JsonSource
from gateway.codecs.pieces import PIECE, Encoder, change_pieces, cut, decode_pieces
from gateway.codecs.tree import Element
from gateway.codecs.xml import read_xml, write_xml

LONG = 3 * PIECE + 7


class Seen:
    """Changes nothing, and remembers the longest it was given."""

    def __init__(self) -> None:
        self.longest = 0

    def __call__(self, text: str) -> str:
        self.longest = max(self.longest, len(text))
        return text


@pytest.mark.parametrize("length", [0, 1, PIECE, PIECE + 1, LONG])
def test_a_text_is_cut_into_pieces_that_make_it_up(length: int) -> None:
    text = "".join(chr(0x61 + number % 26) for number in range(length))
    assert "".join(cut(text)) == text
    assert max(map(len, cut(text))) <= PIECE


@pytest.mark.parametrize("piece", [1, 1000, LONG])
def test_what_is_written_is_changed_and_encoded_by_pieces(piece: int) -> None:
    seen = Seen()
    encoder = Encoder(seen)
    text = "é" * LONG
    for start in range(0, LONG, piece):
        encoder.write(text[start : start + piece])
    assert encoder.take_all(["end"]) == text.encode() + b"end"
    assert seen.longest <= PIECE


def test_a_long_text_is_changed_by_pieces() -> None:
    seen = Seen()
    assert change_pieces("x" * LONG, seen) == "x" * LONG
    assert seen.longest <= PIECE


@pytest.mark.parametrize("text", ["é" * LONG, "x" + "\U0001f600" * LONG, ""])
def test_a_character_may_be_cut(text: str) -> None:
    assert decode_pieces(text.encode(), "utf-8") == text


@pytest.mark.parametrize("broken", [b"\xff", b"\xc3"])
def test_bytes_that_fit_no_character_are_refused_wherever_they_stand(broken: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        decode_pieces(b"x" * LONG + broken, "utf-8")


def test_every_piece_of_a_text_is_mended() -> None:
    text = ("x" * (PIECE - 1) + "\0\ud800") * 3
    assert replace_forbidden(text) == (text.replace("\0", REPLACEMENT).replace("\ud800", REPLACEMENT), True)
    assert replace_surrogates(text) == text.replace("\ud800", REPLACEMENT)


def test_a_document_is_read_through_a_window() -> None:
    seen = Seen()
    JsonSource(json.dumps([{"a": "x" * 500}] * 1000).encode(), _DECODER, seen, most=64).read()
    assert seen.longest <= PIECE


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=5), inner, max_size=6),
    max_leaves=40,
)


@given(VALUES, st.sampled_from([JsonForm.MODERN, JsonForm.EARLY]))
def test_written_by_members_it_is_what_the_encoder_writes_at_once(value: json_writing.JsonWritable, form: JsonForm) -> None:
    whole = write_json(value, form=form)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_writing, "_AT_ONCE", 3)
        assert write_json(value, form=form) == whole


def test_no_call_of_the_encoder_writes_much(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    encode = json.JSONEncoder.encode

    def note(self: json.JSONEncoder, value: object) -> str:
        written.append(len(text := encode(self, value)))
        return text

    monkeypatch.setattr(json.JSONEncoder, "encode", note)
    calls: list[json_writing.JsonWritable] = [{"sid": "x" * 34, "uri": "y" * 100, "price": None}] * 3000
    document: dict[str, json_writing.JsonWritable] = {"calls": calls, "text": "z" * LONG}
    assert json.loads(write_json(document)) == document
    assert max(written) <= 2 * PIECE


def test_what_holds_itself_is_refused() -> None:
    endless: list[json_writing.JsonWritable] = ["x" * LONG]
    endless.append(endless)
    with pytest.raises(CodecError):
        write_json(endless)


def test_a_long_form_and_a_long_document_come_back_as_they_were() -> None:
    text = "é+ %&=\U0001f600" * (LONG // 8)
    assert decode_pairs(encode_pairs([("Body", text)]).encode()) == (("Body", text),)
    tree = Element(
        "Calls", children=tuple(Element("Call", (("a", "<&"),), text=f"{number}\r{text[:50]}") for number in range(5000))
    )
    assert read_xml(write_xml(tree)) == tree


@pytest.mark.parametrize("gap", [1, PIECE, LONG])
def test_a_form_may_be_mostly_ampersands(gap: int) -> None:
    assert decode_pairs(b"&" * gap + b"a=1" + b"&" * gap + b"b=2" + b"&" * gap) == (("a", "1"), ("b", "2"))


def test_a_form_is_its_pairs_in_bytes() -> None:
    pairs = (("Body", "é +&=" * PIECE), ("To", ""))
    assert encode_form(pairs) == encode_pairs(pairs).encode("ascii")
    assert decode_pairs(encode_form(pairs)) == pairs


def test_long_tables_and_pages_are_written_as_short_ones_are() -> None:
    text = "é<&>" * PIECE
    page = write_html("200", "x", [Element("A", text=text)])
    assert page.count(b"&#233;&lt;&amp;&gt;") == PIECE
    table = write_csv(["A"], [[text], ["b"]], quote_blank=False)
    assert table == f"A\n{text}\nb\n".encode()
