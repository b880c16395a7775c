"""Undoes gzip and deflate, within a limit. Pure.

We ask for no coding, but some backends compress all the same, and clients of the years this gateway serves do not understand
it (nor do the readers of a dialect).
"""

from __future__ import annotations

import zlib
from io import BytesIO

PLAIN = "identity"
"""The coding of a body that is not coded."""
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32  # zlib's own way to say: look at the first bytes
_BARE_DEFLATE = -zlib.MAX_WBITS
_PIECE = 65_536  # bytes, in and out, of one call: other threads wait for what one copies
_KNOWN = frozenset({"gzip", "x-gzip", "deflate"})


class Undecodable(ValueError):
    """The body is not what its Content-Encoding says, is cut off, grows beyond the limit, or the coding is not known."""


def decode(body: bytes, coding: str, limit: int) -> bytes:
    """The body without its coding (RFC 9110 section 8.4.1), at most `limit` bytes. Raises Undecodable."""
    if coding not in _KNOWN:
        raise Undecodable("its content coding was not asked for and is not known")
    # "Note: Some non-conformant implementations send the 'deflate' compressed data without the zlib wrapper."
    window = _BARE_DEFLATE if coding == "deflate" and not _has_zlib_header(body) else _GZIP_OR_ZLIB
    try:
        return _inflate(body, window, limit)
    except zlib.error as error:
        raise Undecodable("its content coding is broken") from error


def _inflate(body: bytes, window: int, limit: int) -> bytes:
    whole = BytesIO()  # which hands over what it holds, uncopied
    place = 0
    while place < len(body):  # "a gzip file consists of a series of members" (RFC 1952 section 2.2)
        member = zlib.decompressobj(window)
        waiting, more = b"", False
        while not member.eof and (waiting or more or place < len(body)):
            if not (waiting or more):
                waiting = body[place : place + _PIECE]
                place += len(waiting)
            piece = member.decompress(waiting, _PIECE)
            waiting, more = member.unconsumed_tail, len(piece) == _PIECE
            whole.write(piece)
            if whole.tell() > limit:
                raise Undecodable("it is too large once its content coding is undone")
        if not member.eof:
            raise Undecodable("its content coding is cut off")
        place -= len(member.unused_data)
    return whole.getvalue()


def _has_zlib_header(body: bytes) -> bool:
    # RFC 1950 section 2.2: method 8, and the first two bytes as a number are a multiple of 31.
    return len(body) > 1 and body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2]) % 31 == 0
