"""XML around generated items, written by the codec itself: a mark stands where they go, and is cut out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias
from xml.sax.saxutils import quoteattr

from gateway.codecs.characters import replace_forbidden
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, write_xml

Place: TypeAlias = Callable[[Element], Element]
"""The root of a document that holds one element at the place of the items."""
_MARK = Element("_")


def cut_frame(place: Place, form: XmlForm) -> tuple[str, str]:
    """What stands before and behind the items."""
    before, _, after = write_xml(place(_MARK), form=form).decode().partition("<_/>")
    return before, after


def give_attributes(before: str, attributes: Iterable[tuple[str, str]]) -> str:
    """What stands before the items of a list, with attributes in its last tag, which has none yet."""
    head, _, rest = before.rpartition(">")
    return f"{head}{''.join([f' {name}={_quote(value)}' for name, value in attributes])}>{rest}"


def _quote(value: str) -> str:
    return f'"{value}"' if value.isalnum() else quoteattr(replace_forbidden(value)[0])


def write_inside(place: Place, item: Element, form: XmlForm) -> str:
    """One item as the codec writes it at that place, without what stands around it."""
    before, after = cut_frame(place, form)
    written = write_xml(place(item), form=form).decode()
    return written[len(before) : len(written) - len(after)]
