"""What a dialect of tables consists of: entries, each a method and a path with the operations served there and their plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from gateway.dialects.change import Layout
from gateway.dialects.item_plan import ItemPlan
from gateway.dialects.parameter_plan import ParametersPlan
from gateway.dialects.tables import Kind, Operation
from gateway.model import Note


class OperationPlan(Struct, frozen=True):
    """How one canonical operation is turned around: its parameters and, where the answer holds items, those."""

    parameters: ParametersPlan
    item: ItemPlan | None
    layout: Layout | None


class Entry(Struct, frozen=True):
    """One method and path of a dialect, and the canonical operations that it serves; the first is what a caller means.

    `moved` is told where a request is read or written here: the named change by which these operations live here.
    """

    method: str
    path: tuple[str, ...]
    operations: tuple[Operation, ...]
    bind: tuple[tuple[str, str], ...] = ()
    check: tuple[tuple[str, str], ...] = ()
    plans: tuple[OperationPlan | None, ...] = (None,)
    moved: tuple[Note, ...] = ()


class Base(Struct, frozen=True):
    """The tables a dialect is derived from."""

    operations: Mapping[str, Operation]
    kinds: Mapping[str, Kind]
    key_name: Callable[[str], str]
