"""Links that stand together under one name (`subresource_uris`), read when somebody looks at them. In most answers nobody does.

It is a mapping like any other, immutable, and quiet about its members.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView

from gateway.model import Value


class LinkMap(Mapping[str, Value]):
    """The members of `raw`, texts and nulls, each as `read` makes it, which must be pure. Nobody else may hold `raw`."""

    __slots__ = ("_made", "_read", "raw")

    def __init__(self, raw: Mapping[str, Value], read: Callable[[Value], Value]) -> None:
        self.raw = raw
        self._read = read
        self._made: dict[str, Value] | None = None

    def __getitem__(self, name: str) -> Value:
        return self._members()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.raw)

    def __contains__(self, name: object) -> bool:
        return name in self.raw

    def __len__(self) -> int:
        return len(self.raw)

    def __repr__(self) -> str:
        return f"LinkMap({len(self.raw)})"

    def items(self) -> ItemsView[str, Value]:
        return self._members().items()

    def values(self) -> ValuesView[Value]:
        return self._members().values()

    def _members(self) -> dict[str, Value]:
        if self._made is None:
            read = self._read
            self._made = {name: read(value) for name, value in self.raw.items()}
        return self._made
