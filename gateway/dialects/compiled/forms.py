"""How the items of one representation stand on the wire, as data: what the generated writers are made of.

A dialect says it once for each representation: what goes around an item and a field, what stands for nothing, which characters
have to be escaped, and the interpreter's own writer for whatever is unusual.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto
from json.encoder import encode_basestring
from typing import Protocol
from xml.sax.saxutils import escape

from msgspec import Struct

from gateway.dialects.record import Record
from gateway.model import Fields, Link, Value

SECRET = "auth_token"  # noqa: S105 -- the name of a field
"""It may hold what a caller sent, which no reader of an answer has looked at."""


class Holds(Enum):
    """What the tables say of a field."""

    TEXT = auto()
    LINK = auto()
    """A `Link`, as the text the form makes of it."""
    OTHER = auto()
    """Anything else, which the form writes with everything around it."""


class FieldForm(Struct, frozen=True):
    """One field: what goes around a text, what stands for null and for the empty text, and for OTHER the writer of any value.

    `other` is given a value that is not None and returns all of the field; it raises Unusual for what it can't write.
    """

    before: str
    after: str
    null: str
    empty: str
    holds: Holds = Holds.TEXT
    other: Callable[[Value], str] | None = None


class Script(Struct, frozen=True):
    """The characters of a representation: `special` are escaped by `escape`, `forbidden` finds what can't be written."""

    special: tuple[str, ...]
    escape: Callable[[str], str]
    forbidden: re.Pattern[str]


class FormOf(Protocol):
    """The form of a field of the dialect by its name. `typed` says that the tables have it as a number or a boolean."""

    def __call__(self, name: str, *, typed: bool) -> FieldForm: ...


class ItemForm(Struct, frozen=True):
    """One item: what goes around it and between two of them; each field's text begins with `lead` characters too many at the
    first. `link` writes a Link, given the suffix asked for; `interpret` writes an item of the dialect's own fields whole.
    `order` is that of the fields where it is another than that of the tables, and names those that are shown; `blank` is an
    item all of whose fields are nothing, where that is not the head and the tail. What `link` writes around a path is the same
    for all paths with so many slashes at least.
    """

    head: str
    tail: str
    between: str
    lead: int
    field: FormOf
    script: Script
    link: Callable[[Link, str], str]
    interpret: Callable[[Fields, str, Record], str]
    order: tuple[str, ...] = ()
    blank: str | None = None
    slashes: int = 0


# XML 1.0 section 2.2, and the two halves of a pair that UTF-8 has no bytes for.
XML_TEXT = Script(
    special=("&", "<", ">", "\r"),
    escape=lambda text: escape(text, {"\r": "&#13;"}),
    forbidden=re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"),
)
JSON_TEXT = Script(
    special=('"', "\\", "\n", "\r", "\t"),
    escape=lambda text: encode_basestring(text)[1:-1],
    forbidden=re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]"),
)
