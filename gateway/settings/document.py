"""YAML text → a tree of nodes with marks, or faults; never another exception, whatever the text.

The parser's events are read without PyYAML's resolver, so `2008-08-01`, `+1555…`, `0123456` and `NO` stay text.
"""

from __future__ import annotations

import re

import yaml
from msgspec import Struct

from gateway.settings.faults import Fault
from gateway.settings.nodes import Mapping, Mark, Node, Place, Sequence
from gateway.settings.reader import Reader, Unreadable
from gateway.settings.syntax import syntax_fault

LARGEST = 1024 * 1024
"""Bytes of a configuration file."""

_START = Mark(1, 1)
_BYTE_ORDER_MARK = "\ufeff"
# YAML 1.1 section 5.1: the characters a document may hold.
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Document(Struct, frozen=True):
    """What could be read. `root` is None where there is no mapping to go on with; `faults` may be there beside a root."""

    root: Place | None
    faults: tuple[Fault, ...] = ()


def decode(data: bytes, file: str) -> str | Fault:
    """The bytes as text, or the fault that they are too many or not UTF-8."""
    if len(data) > LARGEST:
        return _too_large(file)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode().removeprefix(_BYTE_ORDER_MARK)
        found = f"the byte 0x{data[error.start]:02x}"
        return Place(file, None, _mark_behind(before)).fault(found=found, expected="UTF-8 text")


def read_document(text: str, file: str) -> Document:
    """The one mapping of a YAML text, with every fault of form on the way."""
    text = text.removeprefix(_BYTE_ORDER_MARK)
    if len(text) > LARGEST:
        return Document(None, (_too_large(file),))
    if bad := _NOT_YAML.search(text):
        place = Place(file, None, _mark_behind(text[: bad.start()]))
        found = f"the control character U+{ord(bad.group()):04X}"
        return Document(None, (place.fault(found=found, expected="printable text"),))
    reader = Reader(file, yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)))
    try:
        root = reader.read()
    except Unreadable as end:
        return Document(None, (*reader.faults, end.fault))
    except yaml.YAMLError as error:
        return Document(None, (*reader.faults, syntax_fault(error, file, text)))
    if isinstance(root, Mapping):
        return Document(Place(file, root, root.mark), tuple(reader.faults))
    return Document(None, (*reader.faults, _no_mapping(root, file)))


def _no_mapping(root: Node | None, file: str) -> Fault:
    place = Place(file, root, root.mark if root else _START)
    found = "an empty file" if root is None else place.found if isinstance(root, Sequence) else "text"
    return place.fault(found=found, expected="a mapping with the keys backends and routes")


def _too_large(file: str) -> Fault:
    return Place(file, None, _START).fault(found="more than 1 MiB", expected="a configuration of at most 1 MiB")


def _mark_behind(text: str) -> Mark:
    return Mark(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)
