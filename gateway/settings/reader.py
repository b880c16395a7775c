"""YAML events → nodes, with the faults of form that leave a tree to go on with.

Depth and number of nodes are bounded before anything is built from them, aliases counted as often as they are used: a few
lines of aliases of aliases stand for millions of values.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from gateway.settings.faults import Fault, Path, is_secret, name_key, quote
from gateway.settings.nodes import Entry, Mapping, Mark, Node, Place, Scalar, Sequence

_DEEPEST = 20
_MOST_NODES = 200_000
_PLAIN_TAGS = frozenset({None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})


class _Composed(NamedTuple):
    node: Node
    size: int
    height: int


class Unreadable(Exception):
    """Carries the fault after which nothing more can be read."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class Reader:
    """Reads one stream of events, once. Faults that leave a tree to go on with gather in `faults`; the others are raised."""

    def __init__(self, file: str, events: Iterator[Event]) -> None:
        self.faults: list[Fault] = []
        self._file = file
        self._events = events
        self._anchors: dict[str, _Composed] = {}
        self._nodes = 0

    def read(self) -> Node | None:
        """The root of the first document, None where there is none. Raises Unreadable and yaml.YAMLError."""
        root: Node | None = None
        documents = 0
        for event in self._events:
            if not isinstance(event, DocumentStartEvent):
                continue
            documents += 1
            if documents > 1:
                self._note(event, (), "a second document", "one document in a file")
                break
            root = self._compose(next(self._events), ()).node
        return root

    def _fault(self, event: Event, path: Path, found: str, expected: str) -> Fault:
        return Place(self._file, None, _mark(event), path).fault(found=found, expected=expected)

    def _note(self, event: Event, path: Path, found: str, expected: str) -> None:
        self.faults.append(self._fault(event, path, found, expected))

    def _compose(self, event: Event, path: Path) -> _Composed:
        if len(path) > _DEEPEST:
            raise self._too_deep(event, path)
        composed = self._aliased(event, path) if isinstance(event, AliasEvent) else self._built(event, path)
        if len(path) + composed.height > _DEEPEST:
            raise self._too_deep(event, path)
        if self._nodes > _MOST_NODES:
            fault = self._fault(event, path, "too many values, aliases counted in", f"at most {_MOST_NODES}")
            raise Unreadable(fault)
        return composed

    def _too_deep(self, event: Event, path: Path) -> Unreadable:
        return Unreadable(self._fault(event, path[:3], "too deep a nesting", f"at most {_DEEPEST} levels"))

    def _aliased(self, event: AliasEvent, path: Path) -> _Composed:
        anchored = self._anchors.get(event.anchor or "")
        if anchored is None:
            found = "an alias (*) of nothing above it"
            raise Unreadable(self._fault(event, path, found, 'an anchor (&) before it, or quotes: "*…"'))
        self._nodes += anchored.size
        return anchored

    def _built(self, event: Event, path: Path) -> _Composed:
        self._nodes += 1
        composed: _Composed
        match event:
            case SequenceStartEvent(tag=tag):
                composed = self._sequence(event, path)
            case MappingStartEvent(tag=tag):
                composed = self._mapping(event, path)
            case ScalarEvent(tag=tag):
                composed = _Composed(Scalar(event.value, not event.style, _mark(event)), 1, 0)
            case _:
                raise TypeError(f"no event a node begins with: {event!r}")
        if tag not in _PLAIN_TAGS:
            shown = "a tag" if is_secret(path) else f"the tag {quote(_written(tag))}"
            self._note(event, path, shown, 'no tag; a value that begins with "!" needs quotes')
        if isinstance(event, NodeEvent) and event.anchor is not None:
            self._anchors[event.anchor] = composed
        return composed

    def _sequence(self, start: Event, path: Path) -> _Composed:
        items: list[_Composed] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            items.append(self._compose(event, (*path, len(items))))
        node = Sequence(tuple(item.node for item in items), _mark(start))
        return _Composed(node, 1 + sum(item.size for item in items), 1 + max((item.height for item in items), default=0))

    def _mapping(self, start: Event, path: Path) -> _Composed:
        entries: dict[str, Entry] = {}
        size, height = 1, 0
        while not isinstance(event := next(self._events), MappingEndEvent):
            key = self._key(event, path)
            value = self._compose(next(self._events), path if key is None else (*path, key))
            size, height = size + value.size, max(height, value.height)
            if key is None:
                continue
            if key in entries:
                shown = name_key(key, path)
                first = entries[key].mark.line
                self._note(event, path, f"{shown} a second time", f"each key once; line {first} has it already")
                continue
            entries[key] = Entry(_mark(event), value.node)
        return _Composed(Mapping(MappingProxyType(entries), _mark(start)), size, 1 + height)

    def _key(self, event: Event, path: Path) -> str | None:
        key = self._compose(event, path).node
        if isinstance(key, Scalar):
            return key.text
        found = "a list as a key" if isinstance(key, Sequence) else "a mapping as a key"
        self._note(event, path, found, 'a text as a key; a value that begins with "[" or "{" needs quotes')
        return None


def _written(tag: str | None) -> str:
    """The tag as it stands in the file, where `!!` is short for YAML's own."""
    return (tag or "").replace("tag:yaml.org,2002:", "!!", 1)


def _mark(event: Event) -> Mark:
    start = event.start_mark
    return Mark(start.line + 1, start.column + 1) if start else Mark(1, 1)
