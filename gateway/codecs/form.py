"""Form parameters: `application/x-www-form-urlencoded` bodies and query strings to ordered pairs, and back.

Pairs keep their order and their repeats, blank values and bare names included, as browsers and the clients of these APIs send
them (URL Standard section 5.1). What a percent sign starts that is no escape stays as it is. `multipart/form-data` is in
`multipart.py` and offered here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from urllib.parse import quote_plus, unquote_to_bytes

from gateway.codecs.characters import replace_surrogates
from gateway.codecs.charsets import decode_text, find_charset
from gateway.codecs.errors import CodecError
from gateway.codecs.multipart import decode_multipart
from gateway.codecs.pieces import PIECE, cut

__all__ = ["decode_multipart", "decode_pairs", "decode_query", "encode_pairs"]

_PIECE = re.compile(rb"[^&]+")


def decode_pairs(data: bytes, *, charset: str = "utf-8", max_pairs: int = 1000) -> tuple[tuple[str, str], ...]:
    """The names and values of a body. `StartTime%3E%3D2009-07-06` without `=` is a name with a blank value.

    Raises `CodecError` for bytes outside the charset, a charset we do not know, a NUL in a name, more than `max_pairs` pairs.
    """
    codec = find_charset(charset)
    pairs: list[tuple[str, str]] = []
    for piece in _PIECE.finditer(data):
        place = len(pairs) + 1
        if place > max_pairs:
            raise CodecError(f"the form holds more than {max_pairs} parameters")
        name, _, value = piece[0].partition(b"=")
        pairs.append((_decode_name(name, codec, place), _decode(value, codec, f"the value of form parameter {place}")))
    return tuple(pairs)


def decode_query(query: str, *, max_pairs: int = 1000) -> tuple[tuple[str, str], ...]:
    """The same for a raw query string, a character for each byte as in the request line (latin-1), UTF-8 behind the escapes."""
    try:
        raw = query.encode("latin-1")
    except UnicodeEncodeError:
        raise CodecError("the query string holds characters that are no bytes") from None
    return decode_pairs(raw, max_pairs=max_pairs)


def encode_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """The pairs in order, in UTF-8, a blank as `+`. Lone surrogates become U+FFFD. Fit for a body and for a query string."""
    return "&".join(f"{_escape(name)}={_escape(value)}" for name, value in pairs)


def _escape(text: str) -> str:
    """By pieces: the standard library makes an object of each character."""
    return "".join(quote_plus(replace_surrogates(piece)) for piece in cut(text))


def _decode(data: bytes, codec: str, what: str) -> str:
    return decode_text(_unescape(data), codec, what=what)


def _unescape(data: bytes) -> bytes:
    """The bytes behind the escapes. By pieces, likewise."""
    whole = BytesIO()
    start = 0
    while start < len(data):
        end = start + PIECE
        # An escape that the piece would cut starts the next one.
        escape = data.rfind(b"%", end - 2, end) if end < len(data) else -1
        end = end if escape < 0 else escape
        whole.write(unquote_to_bytes(data[start:end].replace(b"+", b" ")))
        start = end
    return whole.getvalue()


def _decode_name(data: bytes, codec: str, place: int) -> str:
    what = f"the name of form parameter {place}"
    name = _decode(data, codec, what)
    if "\0" in name:
        raise CodecError(f"{what} holds a NUL character")
    return name
