"""Where the limits of callers are counted: `memory`, or the URL of a Redis.

A password is not part of the URL: what has one, or might have, is refused without being shown.
"""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from gateway.settings.faults import nearest
from gateway.settings.scalars.addresses import HIGHEST_PORT, HOST, is_host
from gateway.settings.scalars.refusal import refuse, text_in

MEMORY = "memory"
"""The store of a gateway that shares its limits with no other machine."""
_USER = r"(?:[A-Za-z0-9._-]{1,64}@)?"
_REDIS = rf"rediss?://{_USER}({HOST})(?::([0-9]{{1,5}}))?(?:/[0-9]{{0,3}})?"
_SOCKET = r"unix:///[!$-.0-9;=A-Z_a-z~/]{1,1023}"


def is_store(text: str) -> bool:
    """Whether a text names a store."""
    if text == MEMORY or re.fullmatch(_SOCKET, text):
        return True
    match = re.fullmatch(_REDIS, text)
    return match is not None and is_host(match[1]) and 0 < int(match[2] or 1) <= HIGHEST_PORT


def read_store(value: object) -> str:
    """`memory`, `redis://host:6379/0`, `rediss://…` over TLS, or `unix:///path` of a socket."""
    expected = "memory, or a URL such as redis://host:6379/0, rediss://host:6379/0 or unix:///run/redis.sock"
    text = text_in(value, expected)
    if is_store(text):
        return text
    if "@" in text:
        raise refuse(f"{expected}, its password in store_password", found="a URL with what may be a password in it")
    if "?" in text or "#" in text:
        raise refuse(expected, found="a URL with a query or a fragment")
    guesses = (f"redis://{text}", re.sub(r"^(?:tcp|http)s?:/*", "redis://", text), re.sub("^unix:/*", "unix:///", text))
    raise refuse(expected, nearest=nearest(text, [MEMORY]) or next((guess for guess in guesses if is_store(guess)), ""))


StoreUrl: TypeAlias = Annotated[
    str,
    PlainValidator(read_store),
    WithJsonSchema({"type": "string", "pattern": f"^({MEMORY}|{_REDIS}|{_SOCKET})$"}),
]
