"""The accounts of the demo and what lies in them before the first request: several hundred things, so that lists have pages.

Every name, number and secret here is made up: the numbers are of the block kept for fiction, 555-0100 to 555-0199.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gateway.sandbox.accounts import TEST_TYPE
from gateway.sandbox.equipment import add_equipment, add_numbers
from gateway.sandbox.history import add_history
from gateway.sandbox.store import ACCOUNTS, Store
from gateway.sandbox.values import Fields, Value

DEMO_NUMBERS = tuple(f"+1415555010{digit}" for digit in range(5))
_OTHER_NUMBERS = ("+447700900100", "+18005550110")
_SUBACCOUNT_NUMBER = "+14155550110"
_AGE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Credentials of an account of the sandbox. They open nothing but a sandbox."""

    sid: str
    token: str = field(repr=False)


MAIN = DemoAccount("AC" + "0123456789abcdef" * 2, "demo-token")
SUBACCOUNT = DemoAccount("AC" + "fedcba9876543210" * 2, "demo-subaccount-token")
SUSPENDED = DemoAccount("AC" + "0badc0de" * 4, "demo-suspended-token")
TEST = DemoAccount("AC" + "7e57" * 8, "demo-test-token")


def fill(store: Store, now: datetime, *, seeded: bool) -> None:
    """Put the accounts into a store, and a past into the main account and a little of one into the subaccount."""
    since = now - _AGE
    _account(store, since, MAIN, "Demo account", {})
    _account(store, since, SUBACCOUNT, "Demo subaccount", {"owner_account_sid": MAIN.sid})
    _account(store, since, SUSPENDED, "Demo account, suspended", {"owner_account_sid": MAIN.sid, "status": "suspended"})
    _account(store, since, TEST, "Demo test credentials", {"type": TEST_TYPE})
    if not seeded:
        return
    add_equipment(store, since, MAIN.sid, (*DEMO_NUMBERS, *_OTHER_NUMBERS))
    add_numbers(store, since, SUBACCOUNT.sid, (_SUBACCOUNT_NUMBER,))
    add_history(store, now, MAIN.sid, DEMO_NUMBERS)


def _account(store: Store, since: datetime, demo: DemoAccount, name: str, more: Fields) -> None:
    fields: dict[str, Value] = {
        "friendly_name": name,
        "auth_token": demo.token,
        "owner_account_sid": demo.sid,
        "status": "active",
        **more,
    }
    store.add("", ACCOUNTS, demo.sid, since, fields)
