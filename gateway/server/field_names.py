"""Names of header fields: what each one is, found out once. Pure.

Few names are ever used, and looking at one costs more than remembering it. Long ones are not remembered.
"""

from __future__ import annotations

import re

from msgspec import Struct

from gateway.hop_by_hop import keep_end_to_end
from gateway.remembered import Remembered
from gateway.wire import Headers

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

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


def _find(text: str) -> FieldName:
    key = text.lower()
    end_to_end = bool(len(keep_end_to_end(Headers(((text, ""),)))))
    is_token = _TOKEN.fullmatch(text) is not None
    return FieldName(text, key, end_to_end, is_token, end_to_end and is_token and key not in _LOOKED_AT)


FIELD_NAMES: Remembered[str, FieldName] = Remembered(_find, most=512)
RECEIVED_NAMES: Remembered[bytes, FieldName] = Remembered(lambda raw: _find(raw.decode("latin-1")), most=512)
"""The same of names as they came."""
