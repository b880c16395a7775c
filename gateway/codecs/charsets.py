"""The few character sets a form may be in. Bytes that do not fit are an error: a guess would send a text nobody wrote."""

from __future__ import annotations

from gateway.codecs.errors import CodecError
from gateway.codecs.pieces import decode_pieces

_CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "iso-8859-1": "iso-8859-1",
    "latin1": "iso-8859-1",
    "latin-1": "iso-8859-1",
    "us-ascii": "ascii",
    "ascii": "ascii",
}


def find_charset(label: str) -> str:
    """The codec for a charset label as clients write it. Raises `CodecError` for one that is not supported."""
    codec = _CODECS.get(label.strip(' \t"').lower())
    if codec is None:
        raise CodecError("the form is in a charset that is not supported: send UTF-8, ISO-8859-1 or US-ASCII")
    return codec


def decode_text(data: bytes, codec: str, *, what: str) -> str:
    """The text. Raises `CodecError` naming `what` (a place, not a value) where a byte fits no character."""
    try:
        return decode_pieces(data, codec)
    except UnicodeDecodeError:
        raise CodecError(f"{what} holds bytes that are not {codec.upper()}") from None
