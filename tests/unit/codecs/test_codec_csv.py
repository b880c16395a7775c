"""CSV: quoting by both rules, and that a reader gets back what was written."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.csv import write_csv
from gateway.codecs.errors import CodecError

HEADER = ("Sid", "Date", "Note")


def test_only_what_needs_it_is_quoted() -> None:
    rows = [("CA1", "Sat, 07 Feb 2009", ""), ("CA2", "a b", 'say "x"')]
    assert write_csv(HEADER, rows, quote_blank=False) == b'Sid,Date,Note\nCA1,"Sat, 07 Feb 2009",\nCA2,a b,"say ""x"""\n'


def test_a_blank_is_quoted_where_asked() -> None:
    assert write_csv(("A B", "C"), [("a b", "c")], quote_blank=True) == b'"A B",C\n"a b",c\n'


@pytest.mark.parametrize("value", ["=1+1", "+15005550006", "-1", "@x"])
def test_a_value_a_spreadsheet_would_compute_stays_as_it_is(value: str) -> None:
    assert write_csv(("A",), [(value,)], quote_blank=False) == f"A\n{value}\n".encode()


def test_no_rows_leave_the_header() -> None:
    assert write_csv(HEADER, [], quote_blank=False) == b"Sid,Date,Note\n"


def test_a_lone_empty_field_is_no_empty_line() -> None:
    assert write_csv(("A",), [("",)], quote_blank=False) == b'A\n""\n'


def test_a_lone_surrogate_becomes_a_replacement_character() -> None:
    assert write_csv(("A",), [("\ud83d",)], quote_blank=False) == "A\n\ufffd\n".encode()


@pytest.mark.parametrize("row", [(), ("1", "2"), ("1", "2", "3", "4")])
def test_a_row_of_another_length_is_refused(row: tuple[str, ...]) -> None:
    with pytest.raises(CodecError, match=f"row 2 of the table has {len(row)} fields, its header 3"):
        write_csv(HEADER, [("1", "2", "3"), row], quote_blank=False)


FIELDS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(' ,"\r\n'), max_size=8)


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[FIELDS] * width), min_size=1, max_size=4)), st.booleans())
def test_a_reader_gets_back_what_was_written(table: list[tuple[str, ...]], quote_blank: bool) -> None:
    written = write_csv(table[0], table[1:], quote_blank=quote_blank).decode()
    assert [tuple(row) for row in csv.reader(io.StringIO(written, newline=""), strict=True)] == table
