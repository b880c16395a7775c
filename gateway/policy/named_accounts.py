"""The accounts a request names beside the one it is about, in parameters, properties and path, and their names behind the
gateway. A backend that owns them all would move a number to whichever account it is told. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from gateway.dialects.sids import ACCOUNT, account_sid, uuid_of
from gateway.model import ApiRequest, Fields, Value

_SEPARATORS = re.compile(r"[\W_]")
_ENDINGS = ("accountsid", "accountid", "apikey")
_SEGMENT = "accounts"
_REMEMBERED, _SHORT = 1024, 64
"""Of so many names, none of them longer, it is remembered whether they name an account."""


def named_accounts(asked: ApiRequest) -> set[str]:
    """Every account id the request names, as the caller spelled it."""
    named: set[str] = set()
    if asked.parameters:
        named.update([value for name, value in asked.parameters if value and _names_account(name)])
    if asked.tail:
        named.update(segment for before, segment in pairwise(asked.tail) if before.lower() == _SEGMENT)
    if asked.extra:
        named.update(_in_properties(asked.extra))
    return named


def is_among(account_id: str, ids: Mapping[str, str]) -> bool:
    """Whether an id is one of these accounts, as a SID or as the API key of the same digits."""
    return account_id in ids or account_sid(account_id) in ids


def behind(text: str, ids: Mapping[str, str]) -> str:
    """What an id of these accounts is behind the gateway, in the same spelling; any other text as it is."""
    if text in ids:
        return ids[text]
    sid = account_sid(text)
    return uuid_of(ids[sid], ACCOUNT) if sid in ids else text


def turn_parameters(pairs: tuple[tuple[str, str], ...], ids: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The parameters with the accounts they name as the backend knows them."""
    return tuple(
        [(name, behind(value, ids) if name.endswith("Sid") or _names_account(name) else value) for name, value in pairs]
    )


def turn_properties(properties: Fields, ids: Mapping[str, str]) -> dict[str, Value]:
    """The same for what was said in structure; texts people wrote stay letter for letter."""
    return {name: _turn(name, value, ids) for name, value in properties.items()}


def _turn(name: str, value: Value, ids: Mapping[str, str]) -> Value:
    if isinstance(value, str):
        return behind(value, ids) if _names_account(name) else value
    if isinstance(value, tuple):
        return tuple(_turn(name, inner, ids) for inner in value)
    return turn_properties(value, ids) if isinstance(value, Mapping) else value


def _in_properties(properties: Fields) -> Iterator[str]:
    for name, value in properties.items():
        yield from _in_property(name, value)


def _in_property(name: str, value: Value) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _in_properties(value)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _in_property(name, inner)
    elif isinstance(value, str) and value and _names_account(name):
        yield value


def _names_account(name: str) -> bool:
    """`AccountSid` in whatever spelling: backends differ in what they take for the same name."""
    return _remembered(name) if len(name) <= _SHORT else _reads_so(name)


def _reads_so(name: str) -> bool:
    return _SEPARATORS.sub("", name).lower().endswith(_ENDINGS)


_remembered = lru_cache(_REMEMBERED)(_reads_so)
