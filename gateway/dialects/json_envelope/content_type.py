"""What a Content-Type header says: the type, the charset and the boundary of a disguised multipart body.

Two charsets are there, UTF-8 (the default) and ISO-8859-1, which is true Latin-1: each byte is a character.
"""

from __future__ import annotations

import re

from msgspec import Struct

from gateway.wire import WireRequest

UTF_8, LATIN_1 = "utf-8", "iso-8859-1"
_CHARSETS = {"utf-8": UTF_8, "utf8": UTF_8, "iso-8859-1": LATIN_1, "latin1": LATIN_1, "latin-1": LATIN_1}
_LONGEST = 1024  # characters; a type and its parameters need less
_PARAMETER = re.compile(r';[ \t]*(?P<name>[\w!#$%&\'*+.^`|~-]+)=(?:"(?P<quoted>[^"]*)"|(?P<token>[^;\s"]*))', re.ASCII)


class ContentType(Struct, frozen=True):
    """`name` is lower case, None where there is no header; `charset` is None where it is none of the two."""

    name: str | None = None
    charset: str | None = UTF_8
    boundary: str = ""

    @property
    def reply_charset(self) -> str:
        """ "Response encoding is always set to the same encoding type used in the request"."""
        return self.charset or UTF_8


_UNSAID = ContentType()


def read_content_type(wire: WireRequest) -> ContentType:
    """What the header of a request says; whatever is wrong with it. Never raises."""
    text = wire.headers.get("Content-Type")
    if text is None or not text.strip():
        return _UNSAID
    parameters: dict[str, str] = {}
    for match in _PARAMETER.finditer(text[:_LONGEST]):
        value = match["token"] if match["quoted"] is None else match["quoted"]
        parameters.setdefault(match["name"].lower(), value)
    charset = parameters.get("charset")
    return ContentType(
        name=text.partition(";")[0].strip().lower(),
        charset=UTF_8 if charset is None else _CHARSETS.get(charset.strip().lower()),
        boundary=parameters.get("boundary", ""),
    )
