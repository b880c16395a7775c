"""CSV: a header and rows to bytes. Written, never read: no dialect takes CSV in.

A value goes out as it is, `=` or `+` at its start included. Spreadsheets may take such a value for a formula, but this is an
API: the programs that read it compare numbers like `+15005550006` literally, and a defused `'+1…` would be another number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gateway.codecs.characters import replace_surrogates
from gateway.codecs.errors import CodecError
from gateway.codecs.pieces import Encoder

# The csv module has one quoting rule for a whole writer and none for blanks, hence the rule of RFC 4180 section 2 here.
_NEEDS_QUOTES = re.compile('[",\r\n]')
_NEEDS_QUOTES_OR_BLANK = re.compile('[",\r\n ]')

# No source tells which line end the vendor used; its one sample has this one.
_LINE_END = "\n"


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]], *, quote_blank: bool) -> bytes:
    """The table in UTF-8, every line ended. `quote_blank` quotes a value that holds a blank too, not only where needed.

    Raises `CodecError` for a row with another number of fields than the header.
    """
    needs_quotes = _NEEDS_QUOTES_OR_BLANK if quote_blank else _NEEDS_QUOTES
    return Encoder(replace_surrogates).take_all(_write_lines(header, rows, needs_quotes))


def _write_lines(header: Sequence[str], rows: Iterable[Sequence[str]], needs_quotes: re.Pattern[str]) -> Iterator[str]:
    yield _write_row(header, needs_quotes)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise CodecError(f"row {number} of the table has {len(row)} fields, its header {len(header)}")
        yield _write_row(row, needs_quotes)


def _write_row(fields: Sequence[str], needs_quotes: re.Pattern[str]) -> str:
    if len(fields) == 1 and not fields[0]:
        return f'""{_LINE_END}'  # a reader skips an empty line
    return ",".join(_quote(field) if needs_quotes.search(field) else field for field in fields) + _LINE_END


def _quote(field: str) -> str:
    return '"' + field.replace('"', '""') + '"'
