"""Accounts: who may speak for which, and the account resource itself.

An account speaks for itself, a parent for its subaccounts, a key for the account it was made in. An account that is
suspended or closed can do nothing; its parent can still look at it and reactivate it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re

from gateway.sandbox.errors import forbidden, inactive, invalid, not_with_test_credentials, unauthenticated
from gateway.sandbox.exchange import Answer, Exchange, Listing, Route, route
from gateway.sandbox.filters import matching
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.plain import CREATED
from gateway.sandbox.store import ACCOUNTS, Record, Scene, Store
from gateway.sandbox.values import Fields, Uri, Value, text_of

SID = re.compile(r"AC[0-9a-fA-F]{32}")
TEST_TYPE = "Test"
_TEST_PATHS = frozenset({"Calls", "Messages", "SMS/Messages", "IncomingPhoneNumbers"})
_STATUSES = ("active", "suspended", "closed")
_SUBRESOURCES = (
    ("available_phone_numbers", "AvailablePhoneNumbers"),
    ("calls", "Calls"),
    ("conferences", "Conferences"),
    ("incoming_phone_numbers", "IncomingPhoneNumbers"),
    ("notifications", "Notifications"),
    ("outgoing_caller_ids", "OutgoingCallerIds"),
    ("recordings", "Recordings"),
    ("transcriptions", "Transcriptions"),
    ("addresses", "Addresses"),
    ("signing_keys", "SigningKeys"),
    ("connect_apps", "ConnectApps"),
    ("sip", "SIP"),
    ("authorized_connect_apps", "AuthorizedConnectApps"),
    ("usage", "Usage"),
    ("keys", "Keys"),
    ("applications", "Applications"),
    ("short_codes", "SMS/ShortCodes"),
    ("queues", "Queues"),
    ("messages", "Messages"),
    ("balance", "Balance"),
)


def _links(record: Record, _scene: Scene) -> Fields:
    base = f"/Accounts/{record.sid}"
    return {"uri": Uri(base), "subresource_uris": {key: Uri(f"{base}/{path}") for key, path in _SUBRESOURCES}}


ACCOUNT = Kind(
    "Account",
    "Accounts",
    "accounts",
    names("sid friendly_name type status date_created date_updated auth_token owner_account_sid uri subresource_uris"),
    prefix="AC",
    defaults={"type": "Full", "status": "active"},
    derive=_links,
)


def authenticate(header: str | None, store: Store) -> Record:
    """The account whose Basic credentials these are. Raises a 401 with the challenge."""
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        raise unauthenticated("Authentication Error - No credentials provided")
    try:
        user, _, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise unauthenticated("Authentication Error - invalid username") from error
    account = store.find("", ACCOUNTS, user)
    if account is not None:
        return _checked(account, text_of(account.fields, "auth_token"), secret)
    for owner in store.newest_first("", ACCOUNTS):
        key = store.find(owner.sid, "Keys", user) or store.find(owner.sid, "SigningKeys", user)
        if key is not None:
            return _checked(owner, text_of(key.fields, "secret"), secret)
    raise unauthenticated("Authentication Error - invalid username")


def _checked(account: Record, expected: str, given: str) -> Record:
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise unauthenticated("Authenticate")
    if account.fields.get("status") != "active":
        raise inactive()
    return account


def admit(caller: Record, account: str, folder: str, method: str, store: Store) -> None:
    """Whether the caller may do this to that account. Raises a 401 or a 403."""
    if caller.fields.get("type") == TEST_TYPE and (method != "POST" or folder not in _TEST_PATHS):
        raise not_with_test_credentials()
    if not account:
        return
    target = store.find("", ACCOUNTS, account)
    # an account of somebody else and one that is not there look the same
    if target is None or caller.sid not in (account, target.fields.get("owner_account_sid")):
        raise unauthenticated("Authenticate")
    if folder and target.fields.get("status") != "active":
        raise inactive()


def _list(exchange: Exchange) -> Answer:
    accounts = exchange.scene.store.newest_first("", ACCOUNTS)
    mine = [record for record in accounts if exchange.caller in (record.sid, record.fields.get("owner_account_sid"))]
    return Listing(ACCOUNT, matching(mine, ACCOUNT, exchange, equal=names("FriendlyName Status")))


def _create(exchange: Exchange) -> Answer:
    store, now = exchange.scene.store, exchange.scene.now
    owner = store.find("", ACCOUNTS, exchange.caller)
    if owner is None or owner.fields.get("owner_account_sid") != owner.sid:
        raise forbidden("A subaccount cannot have subaccounts")
    name = exchange.form.get("FriendlyName") or f"SubAccount Created at {now:%Y-%m-%d %I:%M %p}"
    fields = {"friendly_name": name, "auth_token": store.issue_digits(), "owner_account_sid": owner.sid}
    record = store.add("", ACCOUNTS, store.issue_sid(ACCOUNT.prefix), now, {**fields, "status": "active"})
    return exchange.show(ACCOUNT, record, CREATED)


def _need(exchange: Exchange) -> Record:
    record = exchange.scene.store.find("", ACCOUNTS, exchange.account)
    if record is None:
        raise unauthenticated("Authenticate")
    return record


def _fetch(exchange: Exchange) -> Answer:
    return exchange.show(ACCOUNT, _need(exchange))


def _update(exchange: Exchange) -> Answer:
    record = _need(exchange)
    name, status = exchange.form.get("FriendlyName"), exchange.form.get("Status")
    fields: dict[str, Value] = {}
    if name is not None:
        fields["friendly_name"] = name
    if status is not None:
        if status not in _STATUSES or record.fields.get("status") == "closed" != status:
            raise invalid("Status", status)
        if exchange.caller == record.sid:
            raise forbidden("The status of an account is changed by its parent account")
        fields["status"] = status
    return exchange.show(ACCOUNT, exchange.scene.store.change(record, exchange.scene.now, **fields))


ACCOUNTS_ROUTE: Route = route("", GET=_list, POST=_create)
ACCOUNT_ROUTE: Route = route("", GET=_fetch, POST=_update)
