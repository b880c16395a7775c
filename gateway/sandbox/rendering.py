"""Writes answers as the modern service does, byte for byte.

XML: one line behind the declaration, single quotes in it, `<DateSent/>` for null, paging as attributes of the list.
JSON: `", "` and `": "` between the parts. CSV: a header row of XML names, no links to subresources.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from enum import StrEnum
from typing import TypeAlias, Union
from xml.sax.saxutils import escape

from gateway.sandbox.kinds import Kind
from gateway.sandbox.values import Fields, Uri, Value

Tree: TypeAlias = Union[None, bool, int, str, list["Tree"], dict[str, "Tree"]]
_DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n"
_ODD_NAMES = {"sms_messages": "SMSMessages", "sms": "SMS", "mms": "MMS"}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEEDS_QUOTES = re.compile('[", \t\r\n]')


class Representation(StrEnum):
    """The forms an answer can take; the value is its Content-Type."""

    XML = "application/xml"
    JSON = "application/json"
    CSV = "text/csv"


def settle(value: Value, suffix: str) -> Tree:
    """A value with its dates and links written as text."""
    if isinstance(value, datetime):
        # RFC 2822 with +0000, the one date format of this API
        return format_datetime(value.astimezone(UTC))
    if isinstance(value, Uri):
        return value.written(suffix)
    if isinstance(value, Mapping):
        return {name: settle(inner, suffix) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [settle(inner, suffix) for inner in value]
    return value


def write_instance(form: Representation, element: str, fields: Fields, suffix: str) -> bytes:
    """One resource or one error."""
    tree = {name: settle(value, suffix) for name, value in fields.items()}
    if form is Representation.JSON:
        return _json(tree)
    if form is Representation.CSV:
        return _csv(list(tree), [tree])
    return _document(_element(element, tree))


def write_list(form: Representation, kind: Kind, items: Sequence[Fields], paging: Fields, suffix: str) -> bytes:
    """A list. `paging` holds the keys around the items, in the order in which they are to stand."""
    rows: list[dict[str, Tree]] = [{name: settle(value, suffix) for name, value in item.items()} for item in items]
    around = {name: settle(value, suffix) for name, value in paging.items()}
    if form is Representation.JSON:
        return _json({**around, kind.list_key: [dict(row) for row in rows]})
    if form is Representation.CSV:
        return _csv(list(kind.fields), rows)
    # the paging attributes carry no underscore: `page_size` is `pagesize`; a null link is the empty attribute
    attributes = "".join(f' {name.replace("_", "")}="{_attribute(value)}"' for name, value in around.items())
    inner = "".join(_element(kind.element, row) for row in rows)
    opened = f"<{kind.elements}{attributes}"
    return _document(f"{opened}>{inner}</{kind.elements}>" if inner else f"{opened}/>")


def xml_name(key: str) -> str:
    """`phone_number_sid` is `PhoneNumberSid`; three keys are written otherwise."""
    return _ODD_NAMES.get(key) or "".join(word[:1].upper() + word[1:] for word in key.split("_"))


def _json(tree: Tree) -> bytes:
    return json.dumps(tree, ensure_ascii=False).encode()


def _document(inner: str) -> bytes:
    return f"{_DECLARATION}<TwilioResponse>{inner}</TwilioResponse>".encode()


def _element(name: str, tree: Tree) -> str:
    inner = _content(name, tree)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def _content(name: str, tree: Tree) -> str:
    if isinstance(tree, dict):
        return "".join(_element(xml_name(key), value) for key, value in tree.items())
    if isinstance(tree, list):
        # an array is a wrapper with singular children: Permissions > Permission
        return "".join(_element(name.removesuffix("s"), value) for value in tree)
    return _text(tree)


def _text(leaf: None | bool | int | str) -> str:
    return escape(_NOT_XML.sub("\ufffd", _plain(leaf)), {"\r": "&#13;"})


def _attribute(leaf: Tree) -> str:
    return escape(_plain(leaf) if not isinstance(leaf, dict | list) else "", {'"': "&quot;"})


def _plain(leaf: None | bool | int | str) -> str:
    if leaf is None:
        return ""
    return str(leaf).lower() if isinstance(leaf, bool) else str(leaf)


def _csv(keys: Sequence[str], rows: Sequence[Mapping[str, Tree]]) -> bytes:
    columns = [key for key in keys if key != "subresource_uris"]
    lines = [",".join(xml_name(key) for key in columns)]
    lines += [",".join(_cell(row[key]) for key in columns) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def _cell(tree: Tree) -> str:
    """Quoted when it holds a comma or a blank; an array is shown as `[a]`."""
    if isinstance(tree, list):
        text = f"[{','.join(_plain(value) for value in tree if not isinstance(value, dict | list))}]"
    elif isinstance(tree, dict):
        text = json.dumps(tree)
    else:
        text = _plain(tree)
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _NEEDS_QUOTES.search(text) else text
