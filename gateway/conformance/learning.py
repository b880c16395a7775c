"""Learns from the server what the exchanges need of it: ids of things that exist, numbers that can be bought.

A list is asked for once and kept until something was written. What this run has made comes first, then the newest.
"""

from __future__ import annotations

from collections import defaultdict
from http import HTTPStatus

from gateway.conformance.client import Ask, NoAnswer
from gateway.conformance.documents import Node, Sort, Unreadable, read_document
from gateway.conformance.formats import ID, split_suffix
from gateway.wire import Headers, WireRequest

_ID_NAMES = ("Sid", "sid", "resource_id")
_NUMBER_NAMES = ("PhoneNumber", "phone_number")


class Unlearned(Exception):
    """The server does not give what an exchange needs; the text says what, as the reason the exchange is skipped."""


class Learner:
    """What is known of the server's data. `headers` are those a plain reading request of the account carries."""

    def __init__(self, ask: Ask, headers: Headers) -> None:
        self._ask = ask
        self._headers = headers
        self._lists: dict[str, tuple[Node, ...]] = {}
        self._made: dict[str, list[str]] = defaultdict(list)

    async def ids(self, collection: str, prefix: str, *, made_only: bool = False) -> tuple[str, ...]:
        """Ids of things in a collection, given by its path; those with the prefix where it has things of several sorts.

        Raises Unlearned where the server does not list it.
        """
        made = tuple(self._made[_plain(collection)])
        if made_only:
            return made
        listed = (id_of(item, collection, prefix) for item in await self._items(collection))
        return tuple(dict.fromkeys((*made, *(found for found in listed if found))))

    async def has_items(self, collection: str) -> bool:
        """Whether a collection is there and is not empty."""
        try:
            return bool(await self._items(collection))
        except Unlearned:
            return False

    async def number_to_buy(self, search: str) -> str:
        """A number the server offers, by the path of a search. Raises Unlearned where it offers none."""
        for item in await self._items(search):
            number = next((leaf.text for leaf in item.members if leaf.name in _NUMBER_NAMES), "")
            if number:
                return number
        raise Unlearned("the server offers no number to buy")

    def remember(self, collection: str, body: bytes, media_type: str) -> None:
        """Note the id of what this run has just made."""
        self._lists.clear()
        try:
            items = _items_of(read_document(media_type, body))
        except Unreadable:
            return
        found = id_of(items[0], collection, "") if items else ""
        if found:
            self._made[_plain(collection)].insert(0, found)

    def forget(self, collection: str, item: str) -> None:
        """Note that something is gone."""
        self._lists.clear()
        if item in self._made[_plain(collection)]:
            self._made[_plain(collection)].remove(item)

    async def _items(self, collection: str) -> tuple[Node, ...]:
        if collection not in self._lists:
            self._lists[collection] = await self._list(collection)
        return self._lists[collection]

    async def _list(self, collection: str) -> tuple[Node, ...]:
        name = _plain(collection).rpartition("/")[2]
        try:
            answer = await self._ask(WireRequest("GET", collection, self._headers))
            if answer.status != HTTPStatus.OK:
                raise Unlearned(f"{name} could not be listed: the server answered {answer.status}")
            root = read_document(answer.headers.get("Content-Type") or "", answer.body)
        except (NoAnswer, Unreadable) as error:
            raise Unlearned(f"{name} could not be listed: {error}") from error
        return _items_of(root)


def id_of(item: Node, collection: str, prefix: str) -> str:
    """The id by which an item is asked for: not one of what it belongs to, which the path names already."""
    leaves = [leaf for leaf in item.members if ID.fullmatch(leaf.text) and leaf.text not in collection]
    named = [leaf.text for leaf in leaves if leaf.name in _ID_NAMES]
    fitting = [leaf.text for leaf in leaves if prefix and leaf.text.startswith(prefix)]
    return next(iter((*named, *fitting)), "")


def _items_of(root: Node | None) -> tuple[Node, ...]:
    """The things an answer holds: the topmost objects that carry an id or a number."""
    pending, items = [root] if root else [], []
    while pending:
        node = pending.pop(0)
        if any(leaf.sort is not Sort.OBJECT and _tells(leaf) for leaf in node.members):
            items.append(node)
        else:
            pending += node.members
    return tuple(items)


def _tells(leaf: Node) -> bool:
    return ID.fullmatch(leaf.text) is not None or leaf.name in _NUMBER_NAMES


def _plain(collection: str) -> str:
    return split_suffix(collection.partition("?")[0].rstrip("/"))[0]
