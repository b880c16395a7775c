"""Makes of a golden request the request for one server: its account, its ids, the numbers it was given.

The account of the exchanges becomes the user's, ids become ids of things the server has, numbers to call become those the user
allows. What cannot be had is `Unlearned`, with the reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from gateway.codecs.basic import read_basic, write_basic
from gateway.conformance.exchange import Exchange
from gateway.conformance.formats import ID, path_form, split_suffix
from gateway.conformance.learning import Learner, Unlearned
from gateway.conformance.nodes import JsonValue
from gateway.conformance.reasons import Caller
from gateway.conformance.selection import Rule
from gateway.model import Credentials
from gateway.wire import Headers, WireRequest

_TRIES = 10
"""How many things are tried to find one that has something below it."""
_CALLED = ("to", "called", "phonenumber")
_CALLING = ("from", "caller")


@dataclass(frozen=True, slots=True)
class Guest:
    """As whom the server is asked and what it may be asked to do.

    `to` and `caller` are the phone numbers that may be called and called from, empty where none may. `host` is the Host field
    where it is not the one in the URL. With `writes` things are made and changed; with `deletes` also things this run has not
    made are deleted.
    """

    account: str
    secret: str = field(repr=False)
    to: str = ""
    caller: str = ""
    host: str = ""
    writes: bool = False
    deletes: bool = False


class Asker:
    """Turns rules into requests to one server."""

    def __init__(self, guest: Guest, caller: Caller, exchanges: Sequence[Exchange], learner: Learner) -> None:
        self._guest = guest
        self._caller = caller
        self._learner = learner
        self._collections = _collections(exchanges, caller.account)

    async def prepare(self, rule: Rule) -> WireRequest:
        """The request to send. Raises Unlearned where the server does not give what it takes."""
        request = rule.exchange.request
        path, mark, query = request.target.partition("?")
        real = rule.needs_real_ids
        target = (await self._fill_path(path, rule) if real else self._own(path)) + mark
        target += await self._fill_ids(query) if real else self._own(query)
        body = await self._body(rule, target)
        given = [(name, value) for name, value in request.headers if value is not None and name.lower() not in _SET_HERE]
        host = (("Host", self._guest.host),) if self._guest.host else ()
        headers = Headers((*host, *((name, self._own_credentials(value)) for name, value in given)))
        return WireRequest(request.method, target, headers, body)

    def _own(self, text: str) -> str:
        return text.replace(self._caller.account, self._guest.account)

    def _own_credentials(self, value: str) -> str:
        """A header field with the credentials of the guest for those of the exchanges; a wrong secret stays the wrong one."""
        golden, shown = read_basic(self._caller.authorization), read_basic(value)
        if golden is None or shown is None or shown.id != golden.id:
            return value
        if not shown.secret.startswith(golden.secret):
            return write_basic(Credentials(self._guest.account, shown.secret))
        return write_basic(Credentials(self._guest.account, self._guest.secret + shown.secret.removeprefix(golden.secret)))

    async def _fill_path(self, path: str, rule: Rule) -> str:
        made_only = rule.deletes and not self._guest.deletes
        filled = await self._fill([], path.split("/"), made_only=made_only)
        if filled is None:
            what = path_form(path).rstrip("/")
            raise Unlearned(f"this run has made none to delete: {what}" if made_only else f"the server has none: {what}")
        return "/".join(filled)

    async def _fill(self, done: list[str], rest: list[str], *, made_only: bool) -> list[str] | None:
        """The path with ids of the server; None where a collection on the way has nothing in it."""
        for index, segment in enumerate(rest):
            plain, suffix = split_suffix(segment)
            if plain == self._caller.account or not ID.fullmatch(plain):
                continue
            before, behind = [*done, *map(self._own, rest[:index])], rest[index + 1 :]
            last = not any(ID.fullmatch(split_suffix(part)[0]) for part in behind)
            prefix = plain[:2] if plain[:2].isupper() else ""
            found = await self._learner.ids("/".join(before), prefix, made_only=made_only and last)
            ways = [[*before, one + suffix] for one in found[:_TRIES]]
            return await self._first_way(ways, behind, made_only=made_only)
        return [*done, *map(self._own, rest)]

    async def _first_way(self, ways: list[list[str]], behind: list[str], *, made_only: bool) -> list[str] | None:
        """The first thing below which the rest of the path can be filled, best one whose collection is not empty."""
        fallback = None
        for way in ways:
            filled = await self._fill(way, behind, made_only=made_only)
            if filled is None:
                continue
            fallback = fallback or filled
            if not behind or filled[len(way) :] != behind or await self._learner.has_items("/".join(filled)):
                return filled
        return fallback

    async def _fill_ids(self, text: str) -> str:
        """A query with ids of the server in place of those of the exchange."""
        text = self._own(text)
        for golden in [match[0] for match in ID.finditer(text) if match[0] != self._guest.account]:
            text = text.replace(golden, await self._id_like(golden))
        return text

    async def _id_like(self, golden: str) -> str:
        collection = self._collections.get(golden[:2])
        if collection is None:
            raise Unlearned("the exchange names an id of a sort no list shows")
        found = await self._learner.ids(self._own(collection), golden[:2])
        if not found:
            raise Unlearned(f"the server has none: {path_form(collection)}")
        return found[0]

    async def _body(self, rule: Rule, target: str) -> bytes:
        body = rule.exchange.request.body
        if body.kind == "json":
            return json.dumps(await self._fill_json("", body.value), ensure_ascii=False).encode()
        raw = body.to_bytes()
        pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)
        if not pairs or raw.lstrip().startswith((b"{", b"[", b"<")):
            return raw
        filled = [(name, await self._fill_value(name, value, target)) for name, value in pairs]
        return urlencode(filled).encode() if filled != pairs else raw

    async def _fill_json(self, name: str, value: JsonValue) -> JsonValue:
        if isinstance(value, dict):
            return {key: await self._fill_json(key, inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [await self._fill_json(name, inner) for inner in value]
        return await self._fill_value(name, value, "") if isinstance(value, str) else value

    async def _fill_value(self, name: str, value: str, target: str) -> str:
        if ID.search(value):
            return await self._fill_ids(value)
        if name.lower() == "phonenumber" and (search := _search_for_purchase(target)):
            return await self._learner.number_to_buy(search)
        if name.lower() in (*_CALLED, *_CALLING) and sum(letter.isdigit() for letter in value) >= _DIGITS_OF_A_NUMBER:
            number = self._guest.to if name.lower() in _CALLED else self._guest.caller
            if not number:
                raise Unlearned(f"no phone number was given: --{'to' if name.lower() in _CALLED else 'from'}")
            return number
        return value


_SET_HERE = frozenset({"host", "content-length"})
_PURCHASE = re.compile(r"(?P<account>.*/)IncomingPhoneNumbers(?:/(?P<kind>[A-Z]\w+))?(?:\.\w+)?")
_DIGITS_OF_A_NUMBER = 7


def _search_for_purchase(target: str) -> str:
    """The path under which the numbers are offered that a POST to this path buys; the empty text where it buys none."""
    match = _PURCHASE.fullmatch(target.partition("?")[0])
    return f"{match['account']}AvailablePhoneNumbers/US/{match['kind'] or 'Local'}" if match else ""


def _collections(exchanges: Sequence[Exchange], account: str) -> Mapping[str, str]:
    """By the prefix of a sid, the path of the collection of such things right below the account."""
    found: dict[str, str] = {}
    for exchange in exchanges:
        segments = exchange.request.target.partition("?")[0].split("/")
        for index, segment in enumerate(segments):
            plain = split_suffix(segment)[0]
            if ID.fullmatch(plain) and plain != account:
                found.setdefault(plain[:2], "/".join(segments[:index]))
                break
    return found


def drop_last(target: str) -> tuple[str, str]:
    """The path of the collection an item stands in, and its id."""
    collection, _, item = target.partition("?")[0].rstrip("/").rpartition("/")
    return collection, split_suffix(item)[0]
