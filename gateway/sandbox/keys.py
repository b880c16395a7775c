"""Keys, tokens and the balance of an account: things that are made up or shown once and not kept as they are shown."""

from __future__ import annotations

from http import HTTPStatus

from gateway.sandbox.errors import invalid
from gateway.sandbox.exchange import Answer, Exchange, Instance, Route, route
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.plain import CREATED, Plain, plain_routes, read_fields
from gateway.sandbox.values import Value

_FIELDS = names("sid friendly_name date_created date_updated")
KEY = Kind("Key", "Keys", "keys", _FIELDS, prefix="SK")
SIGNING_KEY = Kind("SigningKey", "SigningKeys", "signing_keys", _FIELDS, prefix="SK")
_KINDS = {"Keys": KEY, "SigningKeys": SIGNING_KEY}

_LONGEST_TTL = 86400
_ICE_HOST = "ice.sandbox.example:3478"


def _create_key(exchange: Exchange) -> Answer:
    """A key shows its secret once, in the answer that makes it."""
    kind = _KINDS[exchange.folder]
    secret = exchange.scene.store.issue_digits()
    fields = read_fields(kind, ("FriendlyName",), exchange.form)
    shown = exchange.show(kind, exchange.make(kind, exchange.folder, {**fields, "secret": secret}), CREATED)
    return Instance(shown.element, {**shown.fields, "secret": secret}, CREATED)


def _create_token(exchange: Exchange) -> Answer:
    """Short-lived credentials for media relays; `ttl` is in seconds and written as text."""
    ttl = exchange.form.get("Ttl") or str(_LONGEST_TTL)
    if not (ttl.isascii() and ttl.isdigit() and int(ttl[:6]) <= _LONGEST_TTL and len(ttl) <= len(str(_LONGEST_TTL))):
        raise invalid("Ttl", ttl)
    store, now = exchange.scene.store, exchange.scene.now
    username, password = store.issue_digits(), store.issue_digits()
    relay: dict[str, Value] = {"url": f"turn:{_ICE_HOST}", "urls": f"turn:{_ICE_HOST}"}
    fields: dict[str, Value] = {
        "username": username,
        "password": password,
        "account_sid": exchange.account,
        "ttl": ttl,
        "ice_servers": (
            {"url": f"stun:{_ICE_HOST}", "urls": f"stun:{_ICE_HOST}"},
            {**relay, "username": username, "credential": password},
        ),
        "date_created": now,
        "date_updated": now,
    }
    return Instance("Token", fields, CREATED)


def _fetch_balance(exchange: Exchange) -> Answer:
    return Instance("Balance", {"account_sid": exchange.account, "balance": "42.00", "currency": "USD"}, HTTPStatus.OK)


_ROWS = tuple(Plain(path, kind, verbs="list fetch update delete", update=("FriendlyName",)) for path, kind in _KINDS.items())

KEY_ROUTES: tuple[Route, ...] = (
    *(known for row in _ROWS for known in plain_routes(row)),
    *(route(path, POST=_create_key) for path in _KINDS),
    route("Tokens", POST=_create_token),
    route("Balance", GET=_fetch_balance),
)
