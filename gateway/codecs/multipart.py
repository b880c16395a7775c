"""`multipart/form-data` bodies (RFC 7578) to ordered pairs: text fields only, a file is refused.

The body is cut at its boundaries here and each part's header goes to the standard library's email parser. That parser is not
given the whole: it would follow parts nested in parts without limit, and it builds a message for every boundary before anyone
can count them.
"""

from __future__ import annotations

import re
from email.errors import MessageError
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32

from gateway.codecs.charsets import decode_text, find_charset
from gateway.codecs.errors import CodecError
from gateway.codecs.pieces import LONGEST

MAX_HEADER = 1024
"""In bytes, for one part's header and for the Content-Type: the email parser needs quadratic time for a hostile one."""

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_PLAIN_ENCODINGS = frozenset({"", "7bit", "8bit", "binary"})
# RFC 2046 section 5.1.1: bchars, 1 to 70 of them, not ending in a blank
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")


def decode_multipart(data: bytes, content_type: str, *, max_pairs: int = 1000) -> tuple[tuple[str, str], ...]:
    """The fields of a body, whose `content_type` is the header field with its boundary.

    Raises `CodecError` for another content type, a missing boundary, a body cut short, a part that is a file, has no name or
    is encoded, bytes outside the part's charset, more than `max_pairs` parts, more than `LONGEST` bytes.
    """
    if len(data) > LONGEST:
        raise CodecError(f"the multipart body is longer than {LONGEST} bytes")
    parts = _split(data, _find_boundary(content_type), max_pairs)
    return tuple(_decode_part(part, place) for place, part in enumerate(parts, start=1))


def _find_boundary(content_type: str) -> bytes:
    if len(content_type) > MAX_HEADER:
        raise CodecError(f"the Content-Type of the body is longer than {MAX_HEADER} characters")
    if not content_type.isascii():  # RFC 2045 section 5.1: a token or a quoted string of ASCII
        raise CodecError("the Content-Type of the multipart body holds characters beyond ASCII")
    header = Message()
    header["Content-Type"] = content_type.replace("\r", " ").replace("\n", " ")
    if header.get_content_type() != "multipart/form-data":
        raise CodecError("the body is not multipart/form-data")
    boundary = header.get_param("boundary")
    if not isinstance(boundary, str) or not _BOUNDARY.fullmatch(boundary):
        raise CodecError("the Content-Type of the multipart body has no valid boundary")
    return boundary.encode("ascii")


def _split(data: bytes, boundary: bytes, max_pairs: int) -> list[bytes]:
    """Header and body of each part. What stands before the first boundary and behind the last is to be ignored (RFC 2046)."""
    # The line end before a boundary belongs to it; the one behind stays, as the start of the part.
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary) + rb"(?P<last>--)?[ \t]*(?=\r?\n|\Z)")
    parts: list[bytes] = []
    start: int | None = None
    for match in delimiter.finditer(data):
        if start is not None:
            parts.append(data[start : match.start()])
        if match["last"]:
            return parts
        if len(parts) == max_pairs:
            raise CodecError(f"the multipart body holds more than {max_pairs} parts")
        start = match.end()
    raise CodecError("the multipart body ends before its closing boundary")


def _decode_part(part: bytes, place: int) -> tuple[str, str]:
    end = _HEADER_END.search(part, 0, MAX_HEADER)
    if end is None:
        raise CodecError(f"part {place} of the multipart body has no end of header within {MAX_HEADER} bytes")
    header = _read_header(part[: end.start()], place)
    name = _find_name(header, place)
    encoding = str(header.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding not in _PLAIN_ENCODINGS:
        raise CodecError(f"part {place} of the multipart body has a Content-Transfer-Encoding, which is not accepted")
    charset = header.get_param("charset", "utf-8")
    codec = find_charset(charset if isinstance(charset, str) else "")
    return name, decode_text(part[end.end() :], codec, what=f"part {place} of the multipart body")


def _read_header(raw: bytes, place: int) -> Message:
    what = f"the header of part {place} of the multipart body"
    # As text in UTF-8 and not as the parser's own escaped bytes: "field names … encoded in UTF-8" (RFC 7578 section 5.1)
    text = decode_text(raw, "utf-8", what=what)
    try:
        header = HeaderParser(policy=compat32).parsestr(text.lstrip("\r\n"))
    except (MessageError, LookupError, ValueError):
        raise CodecError(f"{what} cannot be read") from None
    if header.defects:
        raise CodecError(f"{what} cannot be read")
    return header


def _find_name(header: Message, place: int) -> str:
    if header.get_content_disposition() != "form-data":
        raise CodecError(f"part {place} of the multipart body is not form-data")
    if header.get_param("filename", header="content-disposition") is not None:
        raise CodecError(f"part {place} of the multipart body is a file; only text fields are accepted")
    name = header.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        raise CodecError(f"part {place} of the multipart body has no name")
    if "\0" in name:
        raise CodecError(f"the name of part {place} of the multipart body holds a NUL character")
    return name
