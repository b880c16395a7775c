"""Account ids turned around in a list that is kept by columns: each column as a whole, wherever no name stands in it.

What comes out is what goes through the items value by value gives. A column in which a name is found, other than where it
always stands, is gone through in that way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import TypeAlias, cast

from msgspec.structs import replace

from gateway.dialects.link_columns import LinkColumn, Paths
from gateway.dialects.link_map import LinkMap
from gateway.dialects.links_below import LinksBelow, Tails
from gateway.model import Link, Value
from gateway.policy.account_names import ACCOUNTS, AccountNames
from gateway.policy.quick_turn import AUTHORED
from gateway.rows import BETWEEN, OTHERS, TEXTS, Block, Column, Later, Rows, Values

TurnValue: TypeAlias = Callable[[Value], Value]

_BEFORE = len(ACCOUNTS)
_ACCOUNT_SID, _OWNER = "account_sid", "owner_account_sid"
_CREDENTIAL = "auth_token"
_NOTHING = type(None)
_PLAIN = frozenset({_NOTHING, bool, int, float})
_LINKS = frozenset({_NOTHING, str, Link})
_MAPS = frozenset({_NOTHING, LinkMap})
_BELOW = frozenset({_NOTHING, LinksBelow})
_BETWEEN = "\n"
"""Stands between texts that are looked through together. A name found across it is one to look for closely."""


class ColumnTurn:
    """Turns lists of one answer. `turn_value` is the way value by value."""

    def __init__(self, names: AccountNames, turn_value: TurnValue) -> None:
        self._names = names
        self._ids = names.standing_alone
        self._turn_value = turn_value

    def turn(self, rows: Rows) -> Rows | None:
        """None where a field of the items is more than turned around."""
        if any(name == _OWNER or name.endswith(_CREDENTIAL) for name in rows.names):
            return None
        return Rows(rows.kind, rows.names, [self._turn_block(rows, block) for block in rows.blocks])

    def _turn_block(self, rows: Rows, block: Block) -> Block:
        turned = list(block.columns)
        texts: list[int] = []
        for place, (name, column) in enumerate(zip(rows.names, block.columns, strict=True)):
            if name in AUTHORED:
                continue
            if isinstance(column, Later):
                turned[place] = self._turn_later(column)
            elif name == _ACCOUNT_SID and column.holds is TEXTS:
                turned[place] = Column(self._turn_owners(cast("Sequence[str]", column.values)))
            elif column.holds is OTHERS:
                turned[place] = Column(self._turn_others(column.values))
            else:
                texts.append(place)
        if self._stand_in([turned[place].text for place in texts]):
            for place in texts:
                if self._stand_in([turned[place].text]):
                    turned[place] = Column(self._turn_each(turned[place].values))
        return Block(turned, block.size)

    def _stand_in(self, texts: Iterable[str]) -> bool:
        return self._names.stand_in_text(_BETWEEN.join(texts))

    def _turn_each(self, values: Values) -> Values:
        return list(map(self._turn_value, values))

    def _turn_owners(self, owners: Sequence[str]) -> Values:
        known = {owner: self._ids[owner] if owner in self._ids else self._turn_value(owner) for owner in set(owners)}
        return [known[owner] for owner in owners]

    def _turn_later(self, column: Later) -> Column:
        """Links are turned when they are looked at."""
        if column.told and isinstance(column.told[0], Mapping):
            names = set(chain.from_iterable(cast("Sequence[Mapping[str, Value]]", column.told)))
            if not AUTHORED.isdisjoint(names) or any(name.endswith(_CREDENTIAL) for name in names):
                return Column(self._turn_each(column.values))  # more is done to one of them than to turn it
        if isinstance(column, LinkColumn):
            return LinkColumn(column, self._turn_looked_at, partial(self._turn_found, column))
        return Later(column, self._turn_looked_at)

    def _turn_looked_at(self, values: Values) -> Values:
        """Links, or objects of them whose names were looked at before."""
        if set(map(type, values)) <= _MAPS:
            return [LinkMap(value, self._turn_value) if isinstance(value, LinkMap) else value for value in values]
        return self._turn_others(values)

    def _turn_found(self, column: LinkColumn) -> Paths | None:
        """The paths of links, if there are such, all below one account, and a name stands nowhere else."""
        paths = column.paths
        if paths is None or not self._lie_apart(paths.tails):
            return None
        text = self._turn_text(paths.column.text)
        return None if text is None else replace(paths, column=Column(text.split(BETWEEN), text))

    def _turn_text(self, text: str) -> str | None:
        """Paths, BETWEEN two of them. The account is that of the first; of others the name is found in what is left."""
        account = text[_BEFORE : text.find("/", _BEFORE)]
        if account not in self._ids or not text.startswith(ACCOUNTS):
            return None if self._stand_in([text]) else text
        parts = f"{BETWEEN}{text}".split(f"{BETWEEN}{ACCOUNTS}{account}/")
        if self._names.stand_in_text(f"{_BETWEEN}/".join(parts)):
            return None
        return f"{BETWEEN}{ACCOUNTS}{self._ids[account]}/".join(parts)[len(BETWEEN) :]

    def _turn_others(self, values: Values) -> Values:
        """Links, numbers, and whatever else a field may hold."""
        kinds = set(map(type, values))
        turned: Values | None = None
        if kinds <= _PLAIN:
            turned = values
        elif kinds <= _LINKS:
            turned = self._turn_links(cast("Sequence[Link | str | None]", values))
        elif kinds <= _BELOW:
            turned = self._turn_below(cast("Sequence[LinksBelow | None]", values))
        return self._turn_each(values) if turned is None else turned

    def _turn_links(self, links: Sequence[Link | str | None]) -> Values | None:
        paths = self._turn_paths([link.path if isinstance(link, Link) else "" for link in links])
        beside = [link.query if isinstance(link, Link) else link or "" for link in links]
        if paths is None or self._stand_in(beside):
            return None
        return [
            Link(path, link.query, link.absolute) if isinstance(link, Link) else link
            for path, link in zip(paths, links, strict=True)
        ]

    def _turn_below(self, values: Sequence[LinksBelow | None]) -> Values | None:
        if not all(self._lie_apart(tails) for tails in {links.tails for links in values if links is not None}):
            return None
        paths = self._turn_paths(["" if links is None else links.path for links in values])
        if paths is None:
            return None
        return [None if links is None else LinksBelow(path, links.tails) for path, links in zip(paths, values, strict=True)]

    def _turn_paths(self, paths: Iterable[str]) -> Sequence[str] | None:
        """The paths of links, turned where an account stands in them; None where a name stands anywhere else."""
        turned: list[str] = []
        looked_at: list[str] = []
        for path in paths:
            account, slash, rest = path[_BEFORE:].partition("/")
            if account in self._ids and path.startswith(ACCOUNTS):
                turned.append(f"{ACCOUNTS}{self._ids[account]}{slash}{rest}")
                looked_at.append(f"{slash}{rest}")
            else:
                turned.append(path)
                looked_at.append(path)
        return None if self._stand_in(looked_at) else turned

    def _lie_apart(self, tails: Tails) -> bool:
        return self._names.lie_apart_from(tuple(tail for _, tail in tails))
