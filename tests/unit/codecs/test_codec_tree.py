"""The tree: looking up children and attributes, and the one thing it cannot hold."""

from __future__ import annotations

import pytest

from gateway.codecs.errors import CodecError
from gateway.codecs.tree import Element

ROOT = Element("R", (("page", "0"), ("uri", "")), (Element("A", text="1"), Element("B"), Element("A", text="2")))


def test_a_child_is_found_by_name_the_first_of_several() -> None:
    assert ROOT.child("A") == Element("A", text="1")
    assert ROOT.child("a") is None


def test_an_attribute_is_found_by_name_a_blank_one_too() -> None:
    assert ROOT.attribute("uri") == ""
    assert ROOT.attribute("total") is None


@pytest.mark.parametrize("text", ["x", " ", ""])
def test_text_beside_children_is_refused(text: str) -> None:
    with pytest.raises(CodecError, match="mixed content"):
        Element("R", children=(Element("A"),), text=text)
