"""Answers of the JSON-envelope API by generated writers: the properties of items, and the envelope around them.

What a backend did not tell is left out of an item. An item that lacks something, or that has properties of this API alone, is
left to the interpreter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias, cast

from msgspec import Struct

from gateway.codecs.json import JsonWritable, write_json
from gateway.dialects.change import Scene
from gateway.dialects.compiled.answers import NO_REQUEST, Frame, join
from gateway.dialects.compiled.code import Generated
from gateway.dialects.compiled.forms import SECRET
from gateway.dialects.compiled.showing import Writer, compile_showing
from gateway.dialects.entries import OperationPlan
from gateway.dialects.item_plan import ItemPlan
from gateway.dialects.json_envelope.item_forms import item_form
from gateway.dialects.json_envelope.own_properties import FIELD
from gateway.dialects.json_envelope.paging import show_slice
from gateway.dialects.paths import Served
from gateway.dialects.record import Record
from gateway.dialects.tables import Effect
from gateway.model import Fields, Page, Resource
from gateway.rows import Rows

ID = "resource_id"
NOTHING: Mapping[str, JsonWritable] = MappingProxyType({})
ShowItem: TypeAlias = Callable[[Fields], Mapping[str, JsonWritable]]


class _Shown(Struct, frozen=True):
    """A writer, and the canonical fields an item must have to tell all that it writes."""

    writer: Writer
    asks: frozenset[str]

    @property
    def generated(self) -> Generated:
        return self.writer.generated

    def can_show_all(self, rows: Rows) -> bool:
        """Whether that holds for each of them."""
        return self.asks.issubset(rows.names) and not any(any(column.values) for column in rows.columns(FIELD))

    def can_show(self, fields: Fields) -> bool:
        return fields.keys() >= self.asks and not fields.get(FIELD)


def write_shown(
    body: Resource | Page, served: Served, scene: Scene, record: Record, show: ShowItem, *, clean: bool
) -> bytes | None:
    """The document in UTF-8, or None where the interpreter writes it: for an empty list, a deletion, a thing without a table.

    `show` is that interpreter, of one item. Notes and losses are as it records them.
    """
    plan, asked = served.plan, scene.asked
    if scene.face.plain or asked.method == "DELETE" or plan is None or plan.item is None:
        return None
    creates, in_list = served.operation.effect is Effect.CREATE, isinstance(body, Page)
    if creates and in_list:
        return None
    items = body.items if isinstance(body, Page) else (body,)
    shown = _shown(served.operation.name, plan, scene, in_list=in_list, creates=creates)
    usual = [shown.can_show_all(items)] if isinstance(items, Rows) else [shown.can_show(item.fields) for item in items]
    if not any(usual):
        return None
    if all(usual):
        texts = shown.writer.write(items, scene, record, "", clean=clean and SECRET not in plan.item.known)
    else:
        texts = _write_each(shown, items, scene, record, show)
    beside = show_slice(body, asked) if isinstance(body, Page) else NOTHING
    return join(_frame(beside, texts, twin=creates and scene.face.switch("results_twin")), shown.writer.between, texts)


def _write_each(shown: _Shown, items: Sequence[Resource], scene: Scene, record: Record, show: ShowItem) -> list[str]:
    texts: list[str] = []
    for item in items:
        if shown.can_show(item.fields):
            texts += shown.writer.write((item,), scene, record, "", clean=False)
        else:
            texts.append(write_json(show(item.fields)).decode())
    return texts


def _shown(operation: str, plan: OperationPlan, scene: Scene, *, in_list: bool, creates: bool) -> _Shown:
    """The writer for one operation at one place, made when it is first asked for. Of a thing just made its id is told alone."""
    element = plan.layout.element if plan.layout else ""
    key = (operation, element, in_list)  # one operation is shown in two ways here
    made = scene.face.compiled
    if key not in made and plan.item:
        form = item_form((ID,) if creates else ())
        name = f"{operation} as {element}{'' if in_list else ', one'}"
        writer = compile_showing(name, plan.item, form, Scene(scene.face, NO_REQUEST, {}), in_list=in_list)
        made[key] = _Shown(writer, frozenset() if creates else _asked_of_an_item(plan.item))
    return cast("_Shown", made[key])


def _asked_of_an_item(plan: ItemPlan) -> frozenset[str]:
    """The fields with which `told_properties` finds every property told."""
    plain = {one.ours for one in plan.fields}
    return frozenset(plain | {plan.key_name(rule.ours[0]) for _, rule in plan.converts})


def _frame(beside: Mapping[str, JsonWritable], texts: Sequence[str], *, twin: bool) -> Frame:
    """The envelope around the data; with its twin the one id that it holds then stands there twice."""
    after = f"], {write_json(beside).decode()[1:]}" if beside else "]}"
    if twin:
        after += f', "results": {{"data": [{texts[0]}]}}'
    return Frame("", '{"response": {"data": [', f"{after}}}")
