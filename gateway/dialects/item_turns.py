"""Turns whole bodies with the plans of an operation: canonical items into a dialect's own, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from msgspec.structs import replace

from gateway.dialects.change import Scene
from gateway.dialects.compiled.reading import Reader, compile_reading
from gateway.dialects.entries import OperationPlan
from gateway.dialects.face import Face
from gateway.dialects.item_plan import ItemPlan
from gateway.dialects.record import UNKNOWN_FIELD, UNKNOWN_FIELD_TEXT, Record
from gateway.model import NO_FIELDS, ApiRequest, Fields, Media, Page, Resource
from gateway.release import LongList
from gateway.rows import Rows, columns_of


def scene_of(face: Face, asked: ApiRequest, body: Resource | Page | Media | None = None) -> Scene:
    """What the converters may look at; the items of a page are there by their sid."""
    return Scene(face, asked, Siblings(body.items) if isinstance(body, Page) else NO_SIBLINGS)


class Siblings(Mapping[str, Fields]):
    """The items of a page by their sid, brought into that order when the first of them is looked for: few converters do."""

    __slots__ = ("_by_sid", "_items")

    def __init__(self, items: Sequence[Resource]) -> None:
        self._items = items
        self._by_sid: dict[str, Fields] | None = None

    def _found(self) -> dict[str, Fields]:
        if self._by_sid is None:
            self._by_sid = {sid: item.fields for item in self._items if isinstance(sid := item.fields.get("sid"), str)}
        return self._by_sid

    def __getitem__(self, sid: str) -> Fields:
        return self._found()[sid]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found())

    def __len__(self) -> int:
        return len(self._found())


NO_SIBLINGS: Mapping[str, Fields] = {}
NO_REQUEST = ApiRequest("")
_READERS = "readers"
"""What distinguishes them among all that was generated for a face."""


def show_body(body: Resource | Page, plan: OperationPlan, scene: Scene, record: Record) -> Resource | Page:
    """A canonical body by the dialect's own names; kinds become element names."""
    if plan.item is None or plan.layout is None:
        return body
    if isinstance(body, Resource):
        return Resource(plan.layout.element, plan.item.to_theirs(body.fields, scene, record, in_list=False))
    for key in body.extra:
        record.lose(UNKNOWN_FIELD, key, UNKNOWN_FIELD_TEXT)
    items = tuple(
        Resource(plan.layout.element, plan.item.to_theirs(item.fields, scene, record, in_list=True)) for item in body.items
    )
    return replace(body, kind=plan.layout.element, list_key=plan.layout.elements, items=items, extra=NO_FIELDS)


def read_items(body: Resource | Page, plan: OperationPlan, kind: str, scene: Scene, record: Record) -> Resource | Page:
    """A dialect's body as the canonical one."""
    if plan.item is None:
        return body
    if isinstance(body, Resource):
        (fields,) = read_fields((body.fields,), plan.item, scene, record, in_list=False)
        return Resource(kind, fields)
    items = [item.fields for item in body.items]
    return replace(body, kind=kind, items=_read_list(items, plan.item, kind, scene, record))


def _read_list(items: Sequence[Fields], plan: ItemPlan, kind: str, scene: Scene, record: Record) -> Sequence[Resource]:
    """Kept by columns where all have the same names: then what can be made again for many at once is made so."""
    if scene.face.plain:
        return tuple([Resource(kind, plan.to_ours(item, scene, record, in_list=True)) for item in items])
    reader = _reader_of(plan, scene, in_list=True)
    made = LongList(reader.read(items, scene, record))
    found = columns_of(made)
    if found is None:
        reader.add_late(made, scene)
        return tuple([Resource(kind, fields) for fields in made])
    names, blocks = found
    return Rows(kind, names, [reader.with_late(names, block, scene) for block in blocks])


def read_fields(items: Iterable[Fields], plan: ItemPlan, scene: Scene, record: Record, *, in_list: bool) -> Sequence[Fields]:
    """The canonical fields of each item of the plan the operation asked for has at this place, by what was generated for it."""
    if scene.face.plain:
        return [plan.to_ours(item, scene, record, in_list=in_list) for item in items]
    reader = _reader_of(plan, scene, in_list=in_list)
    made = reader.read(items, scene, record)
    reader.add_late(made, scene)
    return made


def _reader_of(plan: ItemPlan, scene: Scene, *, in_list: bool) -> Reader:
    operation, made = scene.asked.operation, scene.face.compiled
    key = (_READERS, operation, in_list)
    if key not in made:
        name = f"{operation} as it is read{'' if in_list else ', one'}"
        made[key] = compile_reading(name, plan, Scene(scene.face, NO_REQUEST, NO_SIBLINGS), in_list=in_list)
    return cast("Reader", made[key])
