"""Identifiers in their two forms: a SID (`SM` and 32 hex digits) and the UUID of the same 128 bits.

What has neither form passes unchanged: some backends make ids of their own, and inventing one would lead nowhere.
"""

from __future__ import annotations

import re

_UUID = re.compile(r"X{8}-X{4}-X{4}-X{4}-X{12}".replace("X", "[0-9A-Fa-f]"))
_HEX = re.compile(r"[0-9a-f]{32}", re.ASCII)
ACCOUNT = "AC"


def is_uuid(text: str) -> bool:
    return _UUID.fullmatch(text) is not None


def uuid_of(sid: str, prefix: str) -> str:
    """The UUID of a SID with that prefix; any other text as it is, capital digits too: the way back is lower case."""
    digits = sid.removeprefix(prefix)
    if not sid.startswith(prefix) or not _HEX.fullmatch(digits):
        return sid
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def sid_of(uuid: str, prefix: str) -> str:
    """The SID with that prefix of a UUID; any other text as it is."""
    return prefix + uuid.lower().replace("-", "") if is_uuid(uuid) else uuid


def account_sid(account_id: str) -> str:
    """The account an id stands for: an API key that is a UUID is the account of the same digits."""
    return sid_of(account_id, ACCOUNT)
