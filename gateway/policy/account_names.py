"""The backend's names for a caller's accounts, in every spelling, and its secrets: what each is for the caller. Pure.

Made once for an account, and asked of every answer: whether any of them stands in it, and what the text is without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import NoReturn

import orjson

from gateway.dialects.sids import ACCOUNT, uuid_of

NOTHING: Mapping[str, str] = MappingProxyType({})
MOST_TAILS = 256
"""Lists of ends of paths that are remembered; then all are forgotten."""
ACCOUNTS = "/Accounts/"
"""What stands before an account's id in the path of nearly every link."""


class AccountNames:
    """`ids` lead from the backend's to the caller's, `hidden` from what nobody may see to what is written instead."""

    def __init__(self, ids: Mapping[str, str], hidden: Mapping[str, str] = NOTHING) -> None:
        self.ids = ids
        self.hidden = hidden
        self.texts = spell_both_ways(ids) | dict(hidden)
        self._apart: dict[tuple[str, ...], bool] = {}
        self.are_sids = all(one.startswith(ACCOUNT) for one in ids)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("the names of an account are not pickled: its secret is among them")

    def turn(self, text: str) -> str:
        """The text with each name in it turned around."""
        return turn_text(text, self.texts)

    def stand_in(self, document: bytes) -> bool:
        """Whether a text of this JSON, as orjson writes it, may hold a name that is another one for the caller."""
        return any(map(document.__contains__, self._needles))

    def stand_in_text(self, text: str) -> bool:
        """Whether a name that is another one for the caller stands in it."""
        return any(map(text.__contains__, self._moved))

    def lie_apart_from(self, tails: tuple[str, ...]) -> bool:
        """Whether no name lies in one of these ends of paths, or half in it: then the path before it is all to look at.

        They are mostly those of the tables, so for each list of them it is found out once.
        """
        if tails not in self._apart:
            if len(self._apart) >= MOST_TAILS:
                self._apart.clear()
            self._apart[tails] = self._looked_for_in(tails)
        return self._apart[tails]

    def _looked_for_in(self, tails: Iterable[str]) -> bool:
        return not any(
            name in tail or any(tail.startswith(name[at:]) for at, letter in enumerate(name) if letter == tail[:1])
            for tail in tails
            for name in self.texts
        )

    @cached_property
    def standing_alone(self) -> Mapping[str, str]:
        """The ids that are turned as they stand where they are all of a text, or follow `ACCOUNTS`: no other name, or form of
        a secret, lies in what is looked at there, or begins where the id does and goes on."""
        return {
            one: other
            for one, other in self.ids.items()
            if not any(text in f"{ACCOUNTS}{one}" or one in text for text in self.texts if text != one)
        }

    @cached_property
    def _needles(self) -> tuple[bytes, ...]:
        """As JSON holds them, character by character.

        A secret in half an emoji is looked for in vain: orjson writes no document that holds such a thing.
        """
        return tuple(orjson.dumps(text.encode("utf-8", "replace").decode())[1:-1] for text in self._moved)

    @cached_property
    def _moved(self) -> tuple[str, ...]:
        """The names that become others; only the shortest, where one lies in another."""
        moved = [text for text, other in self.texts.items() if text != other]
        return tuple(text for text in moved if not any(one in text for one in moved if one != text))


def spell_both_ways(ids: Mapping[str, str]) -> dict[str, str]:
    """The ids, and each as the API key of the same digits too, in lower case and in capitals."""
    keys = {uuid_of(one, ACCOUNT): uuid_of(other, ACCOUNT) for one, other in ids.items()}
    return {**{key.upper(): other for key, other in keys.items()}, **keys, **ids}


def turn_text(text: str, names: Mapping[str, str]) -> str:
    """The text with each name turned around. In one pass: what one account is called here may be another's name there."""
    return _any_of(tuple(names)).sub(lambda found: names[found[0]], text)


@lru_cache(maxsize=1024)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one) for one in sorted(names, key=len, reverse=True)))
