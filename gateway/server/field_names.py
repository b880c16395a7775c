"""Names of header fields: what each one is, found out once. Pure.

Few names are ever used, and looking at one costs more than remembering it. Long ones are not remembered.
"""

from __future__ import annotations

import re
from typing import TypeVar

from msgspec import Struct

from gateway.hop_by_hop import keep_end_to_end
from gateway.wire import Headers

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_REMEMBERED = 512  # names
_LONGEST = 64  # characters of one that is remembered

# What this side of the gateway looks at, or writes itself, in a request or in an answer.
_LOOKED_AT = frozenset(
    {
        "connection",
        "content-length",
        "content-type",
        "date",
        "expect",
        "forwarded",
        "host",
        "max-forwards",
        "transfer-encoding",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-request-id",
    }
)


class FieldName(Struct, frozen=True):
    """`text` is the name as it was written, `key` the same in small letters. `end_to_end`: no hop drops it by its name.

    `is_plain`: it is passed on and there is nothing else to say of it.
    """

    text: str
    key: str
    end_to_end: bool
    is_token: bool
    is_plain: bool


_known: dict[str, FieldName] = {}
_known_raw: dict[bytes, FieldName] = {}


def field_name(text: str) -> FieldName:
    """What this name is."""
    return _known.get(text) or _remember(_known, text, text)


def received_name(raw: bytes) -> FieldName:
    """The same of a name as it came."""
    return _known_raw.get(raw) or _remember(_known_raw, raw, raw.decode("latin-1"))


_Written = TypeVar("_Written", str, bytes)


def _remember(known: dict[_Written, FieldName], written: _Written, text: str) -> FieldName:
    key = text.lower()
    end_to_end = bool(len(keep_end_to_end(Headers(((text, ""),)))))
    is_token = _TOKEN.fullmatch(text) is not None
    name = FieldName(text, key, end_to_end, is_token, end_to_end and is_token and key not in _LOOKED_AT)
    if len(written) <= _LONGEST:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[written] = name
    return name
