"""What a dialect promises of its answers, gathered from all its golden exchanges at once.

One exchange shows a call with a price, another one without. Taken together they tell which names always stand there and which
may, in what order, of what type, whether null is allowed, in what format a text comes. Nothing literal is kept as a promise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeAlias

from gateway.conformance.documents import Node, Sort
from gateway.conformance.formats import Format, merge_formats

_ENOUGH, _PLENTY = 3, 6
"""So many answers must agree before an absence (of null; of further names) is a promise and not what few examples show."""
_ALWAYS_SET = frozenset({"sid", "accountsid", "resourceid", "status", "uri", "message"})
"""The fields without which a thing is none. Any other text may be null in one thing and set in the next."""

Unplaced: TypeAlias = Mapping[str, AbstractSet[str]]
"""By the name of an element, the children of which no source tells where they stand; `*` among them stands for all."""
NOWHERE: Unplaced = {}
Repeats: TypeAlias = AbstractSet[tuple[str, str]]
"""The pairs (element, child) of which XML shows several children of that name: what JSON would call a list."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One golden answer. `scope` says what it is an answer to: what two scopes have in common by name may mean two things."""

    scope: str
    root: Node
    ordered: bool


@dataclass(slots=True)
class Place:
    """What is known of one place in an answer, `Call/Price` or `GET calls:[]/price`."""

    name: str
    sorts: Counter[Sort] = field(default_factory=Counter)
    name_sets: list[frozenset[str]] = field(default_factory=list)
    shows_null: bool = False
    plain: set[str] = field(default_factory=set)
    """The names under which plain text was seen."""
    before: set[tuple[str, str]] = field(default_factory=set)
    """Pairs of names of which the first stood before the second."""
    texts: set[str] = field(default_factory=set)
    formats: frozenset[Format] = frozenset()
    unplaced: AbstractSet[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """Every name seen here."""
        return frozenset[str]().union(*self.name_sets)

    @property
    def common(self) -> frozenset[str]:
        """The names all golden answers have here."""
        return frozenset.intersection(*self.name_sets) if self.name_sets else frozenset()

    @property
    def required(self) -> frozenset[str]:
        """The names that may not be missing. Where null is never shown, a text that has no value is left out instead."""
        left_out = frozenset[str]() if self.shows_null else self.plain
        return frozenset(name for name in self.common if name not in left_out or _is_always_set(name))

    @property
    def is_closed(self) -> bool:
        """Whether no other names may stand here: the form never varies."""
        return len(self.name_sets) >= _PLENTY and len(set(self.name_sets)) == 1

    @property
    def may_be_null(self) -> bool:
        """Whether null may stand here: it was seen, or too little was seen to say that it may not."""
        plain = Sort.TEXT in self.sorts and not _is_always_set(self.name)
        return plain or Sort.NULL in self.sorts or self.sorts.total() < _ENOUGH

    @property
    def is_choice(self) -> bool:
        """Whether this is an envelope around now one thing, now another. What holds plain text is none."""
        return len(set(self.name_sets)) > 1 and not self.common and not self.plain

    def misplaced(self, names: Iterable[str]) -> tuple[str, str] | None:
        """The first two names that stand the other way round than everywhere in the exchanges; None where the order holds.

        That of attributes means nothing (XML 1.0, section 3.1).
        """
        if "*" in self.unplaced:
            return None
        placed = (name for name in names if not name.startswith("@") and name not in self.unplaced)
        for first, second in combinations(placed, 2):
            if (second, first) in self.before and (first, second) not in self.before:
                return first, second
        return None


def _is_always_set(name: str) -> bool:
    return name.lower().replace("_", "") in _ALWAYS_SET


class Promises:
    """The places of one dialect. Looked up by the name `place_of` gives a node, in golden answers and in a server's alike."""

    def __init__(self, answers: Iterable[Answer], unplaced: Unplaced = NOWHERE) -> None:
        kept = tuple(answers)
        self.repeats: Repeats = frozenset(pair for answer in kept for pair in _repeated(answer.root))
        self._places: dict[str, Place] = {}
        for answer in kept:
            for node, place in self.places_in(answer.root, answer.scope):
                self._learn(node, place, ordered=answer.ordered)
        for known in self._places.values():
            known.formats = merge_formats(known.texts)
            known.unplaced = unplaced.get(known.name, frozenset())

    def get(self, place: str) -> Place | None:
        return self._places.get(place)

    def places_in(self, root: Node, scope: str) -> Iterator[tuple[Node, str]]:
        """Every node of an answer with the name of its place."""
        pending = [(root, root_place(root, scope))]
        while pending:
            node, place = pending.pop()
            yield node, place
            pending += [(child, self.place_of(child, node, place, scope)) for child in node.members]

    def place_of(self, child: Node, parent: Node, place: str, scope: str) -> str:
        """The name of a member's place. Items of a list, and what an envelope wraps, are the same wherever they stand."""
        if parent.sort is Sort.LIST:
            return f"{scope}[]" if child.sort is Sort.OBJECT and "[]" not in place else f"{place}[]"
        alone = len([node for node in parent.members if not node.name.startswith("@")]) == 1
        wrapped = alone and not child.name.startswith("@") and (child.sort is Sort.OBJECT or place.endswith(" root"))
        if wrapped or (parent.name, child.name) in self.repeats:
            return f"{scope}{child.name}"
        return f"{place}/{child.name}"

    def _learn(self, node: Node, name: str, *, ordered: bool) -> None:
        place = self._places.setdefault(name, Place(node.name))
        place.sorts[node.sort] += 1
        if node.sort is Sort.OBJECT:
            place.name_sets.append(frozenset(node.names))
            place.shows_null = place.shows_null or ordered or any(child.sort is Sort.NULL for child in node.members)
            place.plain.update(child.name for child in node.members if child.sort is Sort.TEXT)
            if ordered:
                place.before.update(combinations(node.names, 2))
        elif node.sort is Sort.TEXT:
            place.texts.add(node.text)


def root_place(root: Node, scope: str) -> str:
    """The place of a root: an item of its own (JSON of one thing), or an envelope."""
    bare = len(root.members) > 1 and not any(node.sort is Sort.LIST and _holds_objects(node) for node in root.members)
    return f"{scope}[]" if bare and scope.endswith(":") and root.sort is Sort.OBJECT and not root.name else f"{scope} root"


def _holds_objects(node: Node) -> bool:
    return not node.members or node.members[0].sort is Sort.OBJECT


def _repeated(root: Node) -> Iterator[tuple[str, str]]:
    for node in root.walk():
        names = [child.name for child in node.members if node.sort is Sort.OBJECT]
        paged = any(name.lower() == "@page" for name in names)
        for name in set(names):
            if names.count(name) > 1 or (paged and not name.startswith("@")):
                yield node.name, name
