"""Whole answers of 2010 by generated writers, in XML and JSON: the same bytes and losses as those of the interpreter.

None leaves an answer to that one: other representations, kinds no table knows, empty lists, and wherever a face asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import cast

from msgspec.structs import replace

from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm
from gateway.dialects.compiled.answers import Frame, join
from gateway.dialects.compiled.as_they_are import Shape, Shapes
from gateway.dialects.compiled.forms import ItemForm
from gateway.dialects.compiled.xml_frames import cut_frame, give_attributes
from gateway.dialects.record import Record
from gateway.dialects.tables import Kind
from gateway.dialects.twilio_2010 import element_forms, json_form, member_forms, xml_form
from gateway.dialects.twilio_2010.place import Place
from gateway.model import ApiResponse, Page, Representation, Resource

CONTENT_TYPES = {
    Representation.XML: "application/xml",  # no charset parameter
    Representation.JSON: "application/json",  # clients compare the whole value
    Representation.CSV: "text/csv",
    Representation.HTML: "text/html; charset=utf-8",
}
FORMS: Mapping[Representation, tuple[Callable[[Kind, Place], ItemForm], Callable[[Kind, Sequence[str]], Shape | None]]] = {
    Representation.JSON: (member_forms.item_form, member_forms.arrange),
    Representation.XML: (element_forms.item_form, element_forms.arrange),
}
"""How an item of a kind stands at a place, and the order of its fields, for what writers are generated for."""


def write_document(
    response: ApiResponse, kind: Kind, representation: Representation, place: Place, record: Record
) -> bytes | None:
    """The bytes of an answer whose body is a resource or a page."""
    body = response.body
    if place.face.plain or representation not in FORMS or not isinstance(body, Resource | Page) or not kind.name:
        return None
    items = body.items if isinstance(body, Page) else (body,)
    if not items or (isinstance(body, Page) and not _can_be_framed(body, kind, representation)):
        return None
    frame = write_frame(body, kind, representation, place, record)
    shapes = _shapes(kind, representation, place)
    texts = shapes.write(items, place.suffix, record, clean=response.clean)
    if representation is Representation.JSON and place.early:
        texts = [member_forms.finish(text) for text in texts]
    return join(frame, shapes.form.between, texts)


def write_frame(body: Resource | Page, kind: Kind, representation: Representation, place: Place, record: Record) -> Frame:
    """What the interpreter puts around one item or around the items of a list. What a list can't carry is lost here."""
    content_type = CONTENT_TYPES[representation]
    if representation is Representation.JSON:
        if isinstance(body, Resource):
            return Frame(content_type, "", "")
        empty = json_form.write_body(replace(body, items=()), kind, place.face, place.version, place.suffix).decode()
        return Frame(content_type, empty[: -len("]}")], empty[-len("]}") :])
    form = xml_form.form_of(place.face)
    if isinstance(body, Resource):
        return Frame(content_type, *_cut("", form))
    shell = xml_form.make_element(replace(body, items=()), kind, place.face, place.version, place.suffix, record)
    before, after = _cut(shell.name, form)
    return Frame(content_type, give_attributes(before, shell.attributes), after)


def _can_be_framed(page: Page, kind: Kind, representation: Representation) -> bool:
    """Whether its items stand at the end, each by the name its kind has."""
    if representation is Representation.XML:
        return bool(kind.elements)
    key = json_form.list_key_of(page, kind)
    return key not in page.extra and key not in page.links and key not in json_form.NUMBER_KEYS


@lru_cache(maxsize=256)  # the names are those of the tables
def _cut(elements: str, form: XmlForm) -> tuple[str, str]:
    """The document around the items of a list of that name, which has no attributes; around one item where it has no name."""

    def place(items: Element) -> Element:
        return Element(xml_form.ROOT, children=(Element(elements, children=(items,)) if elements else items,))

    return cut_frame(place, form)


def _shapes(kind: Kind, representation: Representation, place: Place) -> Shapes:
    """The writers of the kind at this place, made when they are first asked for."""
    key = (kind.name, representation, place.suffix)
    made = place.face.compiled
    if key not in made:
        item_form, order = FORMS[representation]

        def arrange(shape: Shape) -> Shape | None:
            return order(kind, tuple(place.fill(dict.fromkeys(shape), kind)))

        made[key] = Shapes(f"{kind.name} as {representation}", item_form(kind, place), arrange)
    return cast("Shapes", made[key])
