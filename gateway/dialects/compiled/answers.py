"""Whole answers by generated writers: which one serves an operation at a place, and the frame around what it wrote.

None means that the interpreter writes the answer: for a representation nothing is generated for, for an empty list, and
wherever a face asks for it.
"""

from __future__ import annotations

from typing import Protocol, cast

from msgspec import Struct
from msgspec.structs import replace

from gateway.codecs.pieces import PIECE, Encoder
from gateway.dialects.change import Layout, Scene
from gateway.dialects.compiled.forms import SECRET, ItemForm
from gateway.dialects.compiled.showing import Writer, compile_showing
from gateway.dialects.entries import OperationPlan
from gateway.dialects.face import Face
from gateway.dialects.paths import Served
from gateway.dialects.record import UNKNOWN_FIELD, UNKNOWN_FIELD_TEXT, Record
from gateway.model import NO_FIELDS, ApiRequest, ApiResponse, Page, Representation, Resource

NO_REQUEST = ApiRequest("")


class Frame(Struct, frozen=True):
    """What stands around the items of an answer."""

    content_type: str
    before: str
    after: str


class Framing(Protocol):
    """The side of a grammar that generated writers ask."""

    def item_form(
        self, representation: Representation, layout: Layout, face: Face, operation: str, *, in_list: bool
    ) -> ItemForm | None:
        """How items stand in a representation; None where nothing is generated for it."""
        ...

    def write_frame(self, response: ApiResponse, asked: ApiRequest, face: Face, record: Record) -> Frame:
        """What stands around them; the body of the response tells its paging, and that there are items."""
        ...


def write_answer(
    response: ApiResponse, served: Served, asked: ApiRequest, scene: Scene, grammar: Framing, record: Record
) -> tuple[str, bytes] | None:
    """The Content-Type and the bytes of an answer, or None. Notes and losses are those of the interpreter."""
    body, plan, face = response.body, served.plan, scene.face
    if face.plain or plan is None or not isinstance(body, Resource | Page):
        return None
    in_list = isinstance(body, Page)
    items = body.items if isinstance(body, Page) else (body,)
    writer = _writer(served.operation.name, plan, asked.representation, scene, grammar, in_list=in_list)
    if writer is None or plan.item is None or plan.layout is None or not items:
        return None
    if isinstance(body, Page):
        for key in body.extra:
            record.lose(UNKNOWN_FIELD, key, UNKNOWN_FIELD_TEXT)
        body = replace(body, kind=plan.layout.element, list_key=plan.layout.elements, extra=NO_FIELDS)
    else:
        body = Resource(plan.layout.element, body.fields)
    clean = response.clean and SECRET not in plan.item.known
    texts = writer.write(items, scene, record, asked.suffix, clean=clean)
    frame = grammar.write_frame(replace(response, body=body), asked, face, record)
    return frame.content_type, join(frame, writer.between, texts)


def _writer(
    operation: str, plan: OperationPlan, representation: Representation, scene: Scene, grammar: Framing, *, in_list: bool
) -> Writer | None:
    """The writer for one operation at one place, made when it is first asked for."""
    key = (operation, representation, in_list)
    made = scene.face.compiled
    if key not in made:
        form = grammar.item_form(representation, plan.layout, scene.face, operation, in_list=in_list) if plan.layout else None
        name = f"{operation} as {representation}{'' if in_list else ', one'}"
        fixed = Scene(scene.face, NO_REQUEST, {})
        made[key] = compile_showing(name, plan.item, form, fixed, in_list=in_list) if form and plan.item else None
    return cast("Writer | None", made[key])


def join(frame: Frame, between: str, texts: list[str]) -> bytes:
    """The document in UTF-8; a long one piece by piece, so that no call into compiled code takes long."""
    size = sum(map(len, texts))
    if size <= 4 * PIECE:
        return f"{frame.before}{between.join(texts)}{frame.after}".encode()
    encoder = Encoder(lambda piece: piece)
    encoder.write(frame.before)
    at_once = max(1, 2 * PIECE * len(texts) // size)  # of their usual length
    for start in range(0, len(texts), at_once):
        encoder.write((between if start else "") + between.join(texts[start : start + at_once]))
    return encoder.take_all([frame.after])
