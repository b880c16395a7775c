"""Large trees are freed step by step, and another thread may have its turn in each step. Counted in steps, not in time."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest

from gateway import release
from gateway.codecs.json import read_json
from gateway.codecs.json_source import JsonValue
from gateway.codecs.tree import Element
from gateway.codecs.xml import read_xml, write_xml
from gateway.codecs.xml_flat import read_flat
from gateway.model import Page, Resource
from gateway.release import LongList

MANY = 3_000


class Leaf(str):
    """A text that can be watched."""

    __slots__ = ("__weakref__",)


def most_at_once(make: Callable[[Callable[[], Leaf]], object]) -> int:
    """How many leaves, at most, of what is made are freed from one step of Python to the next."""
    gone: list[weakref.ref[Leaf]] = []
    watched: list[weakref.ref[Leaf]] = []
    at_steps = [0]

    def leaf() -> Leaf:
        made = Leaf("x")
        watched.append(weakref.ref(made, gone.append))  # no step of its own: it is compiled
        return made

    def note(frame: FrameType, event: str, _argument: object) -> Any:
        del event
        if frame.f_code.co_filename == release.__file__:
            at_steps.append(len(gone))
            return note
        return None

    box = [make(leaf)]
    before = sys.gettrace()
    sys.settrace(note)
    try:
        box.clear()
    finally:
        sys.settrace(before)
    assert len(gone) == len(watched) >= MANY
    at_steps.append(len(gone))
    return max(later - earlier for earlier, later in pairwise(at_steps))


def page(leaf: Callable[[], Leaf]) -> object:
    return Page("call", tuple(Resource("call", {"sid": leaf(), "status": leaf()}) for _ in range(MANY)))


def document(leaf: Callable[[], Leaf]) -> object:
    return Element("Calls", children=tuple(Element("Call", text=leaf()) for _ in range(MANY)))


def written(leaf: Callable[[], Leaf]) -> object:
    return {"calls": LongList({"sid": leaf()} for _ in range(MANY))}


@pytest.mark.parametrize("make", [page, document, written])
def test_a_large_tree_is_let_go_of_in_slices(make: Callable[[Callable[[], Leaf]], object]) -> None:
    assert most_at_once(make) <= 128


def test_a_tree_of_plain_objects_is_not() -> None:
    """What these tests would see if there were no steps."""
    assert most_at_once(lambda leaf: [leaf() for _ in range(MANY)]) == MANY


def test_what_the_readers_make_of_large_documents_is() -> None:
    items = b", ".join([b'{"sid": "CA0", "to": null}'] * 20 * MANY)
    document: JsonValue = read_json(b'{"calls": [' + items + b"]}")
    assert isinstance(document, dict)
    assert isinstance(document["calls"], LongList)
    flat = read_flat(b"<R><Calls>" + b"<Call><Sid>CA0</Sid></Call>" * MANY + b"</Calls></R>")
    assert flat is not None
    assert isinstance(flat.items, LongList)
    root = read_xml(write_xml(Element("Calls", children=(Element("Call"),) * 3)))
    assert all(isinstance(child, release.Piecemeal) for child in (root, *root.children))


def test_a_long_list_is_a_list() -> None:
    members = LongList(range(1000))
    assert members == list(range(1000))
    assert members[-1] == 999
