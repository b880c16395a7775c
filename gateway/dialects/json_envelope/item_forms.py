"""The items of the JSON-envelope API for the generated writers: members in one line, null where the backend told nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from gateway.codecs.json import write_json
from gateway.dialects.compiled.forms import JSON_TEXT, FieldForm, Holds, ItemForm
from gateway.dialects.compiled.memo import Unusual
from gateway.dialects.compiled.scalars import json_scalar
from gateway.dialects.json_envelope.envelope import to_json
from gateway.dialects.record import Record
from gateway.model import Fields, Link, Value

_NUMBERS = frozenset({"created_epoch", "duration"})
"""Numbers here that are texts for everybody else."""
_CAPABILITIES = "capabilities"
_WORD = re.compile(r"\w+", re.ASCII)


def item_form(order: tuple[str, ...] = ()) -> ItemForm:
    """How an item of these properties stands in the data, or of all that its table has."""
    return ItemForm(
        head="{",
        tail="}",
        between=", ",
        lead=len(", "),
        field=_property,
        script=JSON_TEXT,
        link=_link,
        interpret=partial(_interpret, order),
        order=order,
    )


def _link(link: Link, suffix: str) -> str:
    del suffix
    return link.path


def _property(name: str, *, typed: bool) -> FieldForm:
    before = f', "{name}": '
    text = (f'{before}"', '"', f"{before}null", f'{before}""')
    if name == _CAPABILITIES:
        return FieldForm(*text, Holds.OTHER, lambda value: f"{before}{_switches(value)}")
    if typed or name in _NUMBERS:
        return FieldForm(*text, Holds.OTHER, lambda value: f"{before}{json_scalar(value)}")
    return FieldForm(*text)


def _switches(value: Value) -> str:
    """What a number can do: words and booleans."""
    if not isinstance(value, Mapping) or not all(map(_WORD.fullmatch, value)):
        raise Unusual
    if not all(isinstance(one, bool) for one in value.values()):
        raise Unusual
    members = ", ".join([f'"{key}": {json_scalar(one)}' for key, one in value.items()])
    return f"{{{members}}}"


def _interpret(order: tuple[str, ...], fields: Fields, suffix: str, record: Record) -> str:
    del suffix, record
    return write_json({name: to_json(fields[name]) for name in order or fields}).decode()
