"""Account ids turned around where they always stand, and the proof that they stand nowhere else.

Of a thousand items nearly all name their account in the same places: `account_sid`, the link to the item, the links below it.
Those are turned, then all the rest is looked through in one go, as the bytes of a document. An item in which any name is found
is left to whoever goes through it value by value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import orjson

from gateway.dialects.link_map import LinkMap
from gateway.dialects.links_below import LinksBelow, Tails
from gateway.model import Fields, Link, Value
from gateway.policy.account_names import ACCOUNTS, AccountNames

TurnValue: TypeAlias = Callable[[Value], Value]

_AT_ONCE = 64  # items
_BEFORE = len(ACCOUNTS)
_ACCOUNT_SID, _LINK, _LINKS_BELOW = "account_sid", "uri", "subresource_uris"
_FOR_ITSELF = (b'auth_token"', b'"owner_account_sid"')
"""Fields that are more than turned around, as they stand in JSON."""
AUTHORED = frozenset({"body", "transcription_text"})
"""Fields people wrote or spoke. They are passed on letter for letter."""


class _TurnedLinks(LinkMap):
    """Links that are turned once they are looked at."""

    __slots__ = ()


class QuickTurn:
    """Turns the items of one answer."""

    def __init__(self, names: AccountNames) -> None:
        self._names = names
        self._ids = names.standing_alone
        self._apart: Tails = ()
        """The last tails of links that no name lies in."""

    def turn(self, items: Sequence[Fields], turn_value: TurnValue) -> list[dict[str, Value] | None]:
        """The fields of each item; None for one that has to be gone through. `turn_value` is for what may hold any name."""
        turned: list[dict[str, Value] | None] = []
        for start in range(0, len(items), _AT_ONCE):
            part = [self._turn_places(item, turn_value) for item in items[start : start + _AT_ONCE]]
            if self._show_nothing(part):
                turned += part
            else:
                turned += [one if self._show_nothing((one,)) else None for one in part]
        return turned

    def _turn_places(self, item: Fields, turn_value: TurnValue) -> dict[str, Value]:
        fields = dict(item)
        owner, link, below = fields.get(_ACCOUNT_SID), fields.get(_LINK), fields.get(_LINKS_BELOW)
        if isinstance(owner, str) and owner in self._ids:
            fields[_ACCOUNT_SID] = self._ids[owner]
        if type(link) is Link:
            fields[_LINK] = Link(self._turn_path(link.path), link.query, link.absolute)
        if type(below) is LinksBelow:
            fields[_LINKS_BELOW] = self._turn_below(below)
        elif type(below) is LinkMap and AUTHORED.isdisjoint(below.raw):
            fields[_LINKS_BELOW] = _TurnedLinks(below, turn_value)
        return fields

    def _turn_below(self, links: LinksBelow) -> Value:
        if links.tails is not self._apart:
            if not self._names.lie_apart_from(tuple([tail for _, tail in links.tails])):
                return dict(links)  # all of it is looked through
            self._apart = links.tails
        return LinksBelow(self._turn_path(links.path), links.tails)

    def _turn_path(self, path: str) -> str:
        if path.startswith(ACCOUNTS):
            account, slash, rest = path[_BEFORE:].partition("/")
            if account in self._ids:
                return f"{ACCOUNTS}{self._ids[account]}{slash}{rest}"
        return path

    def _show_nothing(self, items: Sequence[dict[str, Value]]) -> bool:
        """Whether no name is left in them, but in links that are turned when they are looked at."""
        try:
            document = orjson.dumps(items, default=_lay_open)
        except orjson.JSONEncodeError:
            return False
        return not self._names.stand_in(document) and not any(map(document.__contains__, _FOR_ITSELF))


def _lay_open(value: object) -> object:
    """What orjson does not know by itself, as what it holds; of links that will be turned only the names."""
    if isinstance(value, Link):
        return value.path, value.query
    if isinstance(value, LinksBelow):
        return value.path
    if isinstance(value, _TurnedLinks):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError
