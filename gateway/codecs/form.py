"""Form parameters: `application/x-www-form-urlencoded` bodies and query strings to ordered pairs, and back.

Pairs keep their order and their repeats, blank values and bare names included, as browsers and the clients of these APIs send
them (URL Standard section 5.1). What a percent sign starts that is no escape stays as it is. `multipart/form-data` is in
`multipart.py` and offered here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes, urlencode

from gateway.codecs.characters import replace_surrogates
from gateway.codecs.charsets import decode_text, find_charset
from gateway.codecs.errors import CodecError
from gateway.codecs.multipart import decode_multipart

__all__ = ["decode_multipart", "decode_pairs", "decode_query", "encode_pairs"]

_PIECE = re.compile(rb"[^&]+")
_SLICE = 65_536  # bytes


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
    return urlencode([(replace_surrogates(name), replace_surrogates(value)) for name, value in pairs])


def _decode(data: bytes, codec: str, what: str) -> str:
    return decode_text(_unescape(data.replace(b"+", b" ")), codec, what=what)


def _unescape(data: bytes) -> bytes:
    """The bytes behind the escapes. By slices: the standard library makes an object of each escape, and nobody in between."""
    pieces: list[bytes] = []
    start = 0
    while start < len(data):
        end = start + _SLICE
        # An escape that the slice would cut starts the next one.
        cut = data.rfind(b"%", end - 2, end) if end < len(data) else -1
        end = end if cut < 0 else cut
        pieces.append(unquote_to_bytes(data[start:end]))
        start = end
    return b"".join(pieces)


def _decode_name(data: bytes, codec: str, place: int) -> str:
    what = f"the name of form parameter {place}"
    name = _decode(data, codec, what)
    if "\0" in name:
        raise CodecError(f"{what} holds a NUL character")
    return name
