"""A difference between a dialect and the canonical one, as a named value: what changed, since where we know it, by which rules.

One declaration serves both directions, requests and answers. The same objects feed translation, `gateway explain`,
`gateway dialects` and the metric labels. Names in rules are written as they stand on the wire, in CamelCase.
`theirs` is the dialect's own side, `ours` the canonical one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TypeAlias

from msgspec import Struct

from gateway.dialects.face import Face
from gateway.model import ApiRequest, Fields, Value
from gateway.rows import Block, Column, Names


class Scene(Struct, frozen=True, eq=False):
    """What a converter may look at besides its own item: the switches, the request asked, the other items by their sid."""

    face: Face
    asked: ApiRequest
    siblings: Mapping[str, Fields]


class Lossy(Struct, frozen=True):
    """What a converter returns in place of a value that could not be said in full. `text` names no value."""

    value: Value
    text: str


Converted: TypeAlias = "Value | Lossy"
MakeField: TypeAlias = Callable[[Fields, Scene], Value]
ConvertFields: TypeAlias = Callable[[Fields, Scene], Mapping[str, "Value | Lossy"]]
ConvertColumns: TypeAlias = Callable[[Mapping[str, Sequence[Value]]], Mapping[str, Sequence[Value]] | None]
ConvertParameters: TypeAlias = Callable[[Mapping[str, str], Scene], Mapping[str, "str | Lossy"]]


class ColumnMaker(ABC):
    """A `MakeField` that makes the field of many items at once too."""

    __slots__ = ()

    @abstractmethod
    def __call__(self, item: Fields, scene: Scene) -> Value:
        """The field of one item."""

    @abstractmethod
    def make_column(self, columns: Mapping[str, Column], size: int, scene: Scene) -> Column | None:
        """Those of so many items, whose canonical fields are these columns; None where they are to be made one by one."""


def make_column(make: MakeField, names: Names, block: Block, scene: Scene) -> Column:
    """What is made from the items of a block."""
    made: Column | None = None
    if isinstance(make, ColumnMaker):
        made = make.make_column(dict(zip(names, block.columns, strict=True)), block.size, scene)
    return Column([make(item, scene) for item in block.each(names)]) if made is None else made


class Rename(Struct, frozen=True):
    """One field or parameter has another name."""

    theirs: str
    ours: str


class Enum(Struct, frozen=True):
    """Other words for the same values.

    `pairs` are (theirs, ours), in order: the first match decides on either way, so that many may lead to one and the way
    back is the first. `otherwise` is what a canonical value no pair names becomes; without it the value passes unchanged.
    """

    fields: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    otherwise: str | None = None


class DateForm(StrEnum):
    """How a dialect writes a moment."""

    LOCAL = "rfc-2822-local"
    UNPADDED = "rfc-2822-unpadded"
    ISO = "iso-8601"
    EPOCH = "unix-epoch"


class Date(Struct, frozen=True):
    """A moment written another way: RFC 2822 or ISO 8601 in the zone of the option `timezone`, or seconds since 1970."""

    fields: tuple[str, ...]
    form: DateForm


class Number(Struct, frozen=True):
    """A phone number written another way: ten digits for North America, E.164 elsewhere."""

    fields: tuple[str, ...]


class Move(Struct, frozen=True):
    """One operation lives at another path.

    `theirs` is `METHOD path`, below the account or, where the path begins with a slash, below nothing. `ours` lists canonical
    operations, the first of them is what a request at that path means.
    `bind` turns an identifier of the path into a parameter: ("call_sid", "ParentCallSid"). `check` says that a field of the
    answer must equal an identifier of the path, or the thing is not there: ("call_sid", "parent_call_sid").
    """

    theirs: str
    ours: tuple[str, ...]
    bind: tuple[tuple[str, str], ...] = ()
    check: tuple[tuple[str, str], ...] = ()


class Born(Struct, frozen=True):
    """Only this dialect has it.

    A field is made from the canonical item by `make`; what a backend says in it is dropped, because it is derived. A
    parameter (no `make`) is accepted and goes no further; `loss` says what the caller loses by that.
    """

    theirs: str
    make: MakeField | None = None
    loss: str = ""


class Gone(Struct, frozen=True):
    """This dialect lacks these canonical fields or parameters.

    `loss` says what is lost (the empty text: nothing, it can be derived). `remake` brings a field back where this dialect is
    the backend; without it the field is null then.
    """

    ours: tuple[str, ...]
    loss: str = ""
    remake: MakeField | None = None


class Refused(Struct, frozen=True):
    """A backend of this dialect can't be told these canonical parameters, and without them it would do something else.

    The request is refused with `text` before anything is sent. Where the switch named by `unless` is on they are left out
    instead, and `text` is the loss.
    """

    ours: tuple[str, ...]
    text: str
    unless: str = ""


class Convert(Struct, frozen=True):
    """Fields that correspond only together, with both functions.

    `to_theirs` is given the canonical fields and returns the dialect's, by their names on the wire; `to_ours` the reverse.
    `reads` names the canonical fields that `to_theirs` looks at; where it is empty, it may look at any. `to_theirs_at_once` is
    the same for many items, by the values of those fields that they have; it gives None where each must be looked at.
    """

    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    to_theirs: ConvertFields
    to_ours: ConvertFields
    reads: frozenset[str] = frozenset()
    to_theirs_at_once: ConvertColumns | None = None


class ConvertParameter(Struct, frozen=True):
    """Parameters that correspond only together, with both functions. Each is given those present and returns the others."""

    theirs: tuple[str, ...]
    ours: tuple[str, ...]
    to_theirs: ConvertParameters
    to_ours: ConvertParameters


Rule: TypeAlias = Rename | Enum | Date | Number | Move | Born | Gone | Refused | Convert | ConvertParameter


class Change(Struct, frozen=True):
    """One named difference. `on` lists the canonical operations it touches; `calls.*` stands for all of that resource."""

    name: str
    tells: str
    source: str
    on: tuple[str, ...]
    rules: tuple[Rule, ...]

    def touches(self, operation: str) -> bool:
        """Whether the canonical operation of that name is among those it is declared on."""
        return any(fnmatchcase(operation, pattern) for pattern in self.on)


class Layout(Struct, frozen=True):
    """How this dialect shows the items of some canonical kinds: its element names and exactly these fields in this order.

    A field `Name?option` is there only where that switch is on; `list_order` is that of items in lists, where it differs.
    """

    kinds: tuple[str, ...]
    element: str
    elements: str
    order: str
    list_order: str = ""
