"""A row of texts in XML: the very bytes the writer of trees makes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.pieces import PIECE
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, write_xml
from gateway.codecs.xml_leaves import write_leaves

LEAVES = st.lists(
    st.tuples(st.sampled_from(["Status", "Message", "Code"]), st.text(max_size=20) | st.text("ab <&>\"'\r\n\t]é", max_size=9))
)


def as_tree(frame: list[str], leaves: list[tuple[str, str]], form: XmlForm) -> bytes:
    tree = Element(frame[-1], children=tuple(Element(name, text=text) for name, text in leaves))
    for name in frame[-2::-1]:
        tree = Element(name, children=(tree,))
    return write_xml(tree, form=form)


@given(LEAVES, st.sampled_from(XmlForm), st.sampled_from([["A"], ["A", "B"], ["A", "B", "C"]]))
def test_it_writes_what_the_writer_of_trees_writes(leaves: list[tuple[str, str]], form: XmlForm, frame: list[str]) -> None:
    assert write_leaves(frame, leaves, form=form) == as_tree(frame, leaves, form)


@pytest.mark.parametrize("text", ["x" * (PIECE + 1), "", "".join(map(chr, range(32, 127)))])
def test_a_long_text_an_empty_one_and_every_plain_character(text: str) -> None:
    assert write_leaves(["A", "B"], [("C", text)], form=XmlForm.MODERN) == as_tree(["A", "B"], [("C", text)], XmlForm.MODERN)
