"""Form parameters: `application/x-www-form-urlencoded` bodies and query strings to ordered pairs, and back.

Pairs keep their order and their repeats, blank values and bare names included, as browsers and the clients of these APIs send
them (URL Standard section 5.1). What a percent sign starts that is no escape stays as it is. `multipart/form-data` is in
`multipart.py` and offered here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from urllib.parse import quote_plus, unquote_to_bytes

from gateway.codecs.characters import replace_surrogates
from gateway.codecs.charsets import decode_text, find_charset
from gateway.codecs.errors import CodecError
from gateway.codecs.multipart import decode_multipart
from gateway.codecs.pieces import LONGEST, PIECE, cut

__all__ = ["decode_multipart", "decode_pairs", "decode_query", "encode_form", "encode_pairs"]

_FILLED = re.compile(rb"[^&]")
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*", re.ASCII)  # of which a form escapes nothing


def decode_pairs(data: bytes, *, charset: str = "utf-8", max_pairs: int = 1000) -> tuple[tuple[str, str], ...]:
    """The names and values of a body. `StartTime%3E%3D2009-07-06` without `=` is a name with a blank value.

    Raises `CodecError` for bytes outside the charset, a charset we do not know, a NUL in a name, more than `max_pairs` pairs,
    a pair of more than `LONGEST` bytes.
    """
    codec = find_charset(charset)
    if len(data) <= PIECE and (small := _decode_small(data, codec)) is not None and len(small) <= max_pairs:
        return small
    pairs: list[tuple[str, str]] = []
    for start, end in _find_pairs(data):
        place = len(pairs) + 1
        if place > max_pairs:
            raise CodecError(f"the form holds more than {max_pairs} parameters")
        if end - start > LONGEST:
            raise CodecError(f"form parameter {place} is longer than {LONGEST} bytes")
        sign = data.find(b"=", start, end)
        name_end, value_start = (sign, sign + 1) if sign >= 0 else (end, end)
        value = decode_text(_unescape(data, value_start, end), codec, what=f"the value of form parameter {place}")
        pairs.append((_decode_name(_unescape(data, start, name_end), codec, place), value))
    return tuple(pairs)


def _decode_small(data: bytes, codec: str) -> tuple[tuple[str, str], ...] | None:
    """The same in few calls; None where anything is wrong, and the long way says what."""
    found = [pair.partition(b"=") for pair in data.replace(b"+", b" ").split(b"&") if pair]
    try:
        pairs = [(unquote_to_bytes(name).decode(codec), unquote_to_bytes(value).decode(codec)) for name, _, value in found]
    except UnicodeDecodeError:
        return None
    return None if "\0" in "".join([name for name, _ in pairs]) else tuple(pairs)


def _find_pairs(data: bytes) -> Iterator[tuple[int, int]]:
    """Where something stands between ampersands: a form may be megabytes of nothing but them."""
    if not data:
        return
    start = 0
    while start < len(data):
        filled = _FILLED.search(data, start, start + PIECE)
        if filled is None:
            start += PIECE
            continue
        end = data.find(b"&", filled.start())
        end = len(data) if end < 0 else end
        yield filled.start(), end
        start = end + 1


def decode_query(query: str, *, max_pairs: int = 1000) -> tuple[tuple[str, str], ...]:
    """The same for a raw query string, a character for each byte as in the request line (latin-1), UTF-8 behind the escapes."""
    if not query:
        return ()
    try:
        raw = query.encode("latin-1")
    except UnicodeEncodeError:
        raise CodecError("the query string holds characters that are no bytes") from None
    return decode_pairs(raw, max_pairs=max_pairs)


def encode_pairs(pairs: Iterable[tuple[str, str]]) -> str:
    """The pairs in order, in UTF-8, a blank as `+`. Lone surrogates become U+FFFD. Fit for a body and for a query string."""
    return "".join(_write_pairs(pairs))


def encode_form(pairs: Iterable[tuple[str, str]]) -> bytes:
    """The same as the bytes of a body, which may be large."""
    whole = BytesIO()
    for piece in _write_pairs(pairs):
        whole.write(piece.encode("ascii"))
    return whole.getvalue()


def _write_pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for number, (name, value) in enumerate(pairs):
        if number:
            yield "&"
        yield from _escape(name)
        yield "="
        yield from _escape(value)


def _escape(text: str) -> Iterable[str]:
    """By pieces: the standard library makes an object of each character."""
    if len(text) > PIECE:
        return (quote_plus(replace_surrogates(piece)) for piece in cut(text))
    return (text if _PLAIN.fullmatch(text) else quote_plus(replace_surrogates(text)),)


def _unescape(data: bytes, start: int, end: int) -> bytes:
    """The bytes behind the escapes of a part of the data. By pieces, likewise."""
    if end - start <= PIECE:
        return unquote_to_bytes(data[start:end].replace(b"+", b" "))
    whole = BytesIO()
    while start < end:
        stop = min(start + PIECE, end)
        # An escape that the piece would cut starts the next one.
        escape = data.rfind(b"%", stop - 2, stop) if stop < end else -1
        stop = stop if escape < 0 else escape
        whole.write(unquote_to_bytes(data[start:stop].replace(b"+", b" ")))
        start = stop
    return whole.getvalue()


def _decode_name(data: bytes, codec: str, place: int) -> str:
    what = f"the name of form parameter {place}"
    name = decode_text(data, codec, what=what)
    if "\0" in name:
        raise CodecError(f"{what} holds a NUL character")
    return name
