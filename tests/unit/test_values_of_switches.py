"""A switch with a value nothing can be done with is a fault of the file, with its place, and not of every call: a zone nobody
knows would turn the answer to a call that was placed into an internal error.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.app import known_dialects
from gateway.settings import SettingsInvalid, parse_settings

_FILE = """
backends: {{behind: {{dialect: twilio-2010, endpoints: ["http://backend.example"]}}}}
credentials: passthrough
routes: [{{caller: {caller}, backend: behind, options: {{{name}: {value}}}}}]
"""
_ZONED = ("twilio-2008", "restcomm-2012")


def _read(caller: str, name: str, value: str) -> None:
    parse_settings(_FILE.format(caller=caller, name=name, value=value), "g.yaml", known_dialects(), {}, base=Path.cwd())


@pytest.mark.parametrize(
    ("caller", "name", "value"),
    [
        *((caller, "timezone", value) for caller in _ZONED for value in ("Europe/Atlantis", '""', "Europe", "../etc", '"\\0"')),
        *((caller, "walk_limit", "-1") for caller in _ZONED),
        ("twilio-2008", "max_timeout", "-1"),
        ("json-envelope", "hold_seconds", "-1"),
        *(("json-envelope", "version", value) for value in ('""', "a.b", "a/b", '"v 1"')),
        *(("json-envelope", "realm", value) for value in ("'a\"b'", '"a\\r\\nX: y"', "'a\\b'", "é")),
        *(("json-envelope", "call_url", value) for value in ("nowhere", "ftp://x.example/y", '"http://x y"')),
    ],
)
def test_a_value_nothing_can_be_done_with_is_a_fault(caller: str, name: str, value: str) -> None:
    with pytest.raises(SettingsInvalid) as raised:
        _read(caller, name, value)
    (fault,) = raised.value.faults
    assert f"routes[0].options.{name}: found" in str(fault)
    assert "expected" in str(fault)


@pytest.mark.parametrize(
    ("caller", "name", "value"),
    [
        *((caller, "timezone", value) for caller in _ZONED for value in ("UTC", "Europe/Berlin", "America/Los_Angeles")),
        *((caller, "walk_limit", "0") for caller in _ZONED),
        *(("json-envelope", "version", value) for value in ("v1", "v2", "api-v1")),
        ("json-envelope", "realm", "The API"),
        *(("json-envelope", "call_url", value) for value in ('""', "https://app.example/wait?x=1")),
        ("json-envelope", "hold_seconds", "600"),
    ],
)
def test_a_value_that_means_something_is_taken(caller: str, name: str, value: str) -> None:
    _read(caller, name, value)


_TWICE = """
allow_inline_secrets: true
backends: {{behind: {{dialect: json-envelope, endpoints: ["http://backend.example"]}}}}
accounts:
  - {{name: one, caller: {{id: {first}, secret: a}}, backend: {{id: AC1, secret: b}}}}
  - {{name: two, caller: {{id: {second}, secret: c}}, backend: {{id: AC2, secret: d}}}}
routes: [{{caller: json-envelope, backend: behind}}]
"""
_SID, _KEY = "AC0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdef"


@pytest.mark.parametrize(("first", "second"), [(_SID, _KEY), (_KEY, _SID), (_KEY, _KEY.upper())])
def test_an_account_is_not_two_accounts_in_two_spellings(first: str, second: str) -> None:
    """The later would take the calls of the earlier, in silence."""
    with pytest.raises(SettingsInvalid) as raised:
        parse_settings(_TWICE.format(first=first, second=second), "g.yaml", known_dialects(), {}, base=Path.cwd())
    assert "accounts[1].caller.id: found the same caller id again" in str(raised.value.faults[0])
