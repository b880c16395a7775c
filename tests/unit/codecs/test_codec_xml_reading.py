"""The tree of one pass is the one that xmltodict's events make, which is another reading of the same documents."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from xml.parsers import expat

import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.errors import CodecError
from gateway.codecs.tree import Element
from gateway.codecs.xml import read_xml

WHITE = " \t\r\n"


class Builder:
    """Makes an `Element` of each element xmltodict closes, each under a key of its own, for it takes equal names together."""

    def __init__(self) -> None:
        self.keys: Iterator[int] = itertools.count()

    def build(self, _path: object, key: str, value: str | dict[str, str | Element] | None) -> tuple[str, str | Element]:
        if key[0] in "@#" and isinstance(value, str):
            return key, value
        if not isinstance(value, dict):
            return str(next(self.keys)), Element(key, text=value)
        children = tuple(node for node in value.values() if isinstance(node, Element))
        attributes = tuple((name[1:], node) for name, node in value.items() if isinstance(node, str) and name[0] == "@")
        text = value.get("#text")
        if not isinstance(text, str) or (children and not text.strip(WHITE)):
            text = None
        return str(next(self.keys)), Element(key, attributes, children, text)


def other_reading(data: bytes) -> Element:
    build = Builder().build
    (root,) = xmltodict.parse(data, strip_whitespace=False, postprocessor=build).values()  # type: ignore[arg-type]  # its stubs know only its own values
    assert isinstance(root, Element)
    return root


PIECES = st.sampled_from(
    ["<a>", "</a>", "<a/>", "<b c='d &amp; e' f=''>", "</b>", "<b>", "text", "@a", "#text", " ", "\r\n", "\t", "&lt;", "&#13;", "&#32;",
     "<!-- x -->", "<![CDATA[", "]]>", "<?pi?>", "\u00e9", "\u00a0", "0"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=16).map("".join))
def test_both_read_the_same(inside: str) -> None:
    data = f"<root>{inside}</root>".encode()
    try:
        root = read_xml(data)
    except CodecError:
        with pytest.raises((CodecError, expat.ExpatError)):
            other_reading(data)
    else:
        assert root == other_reading(data)


def test_a_long_text_comes_whole() -> None:
    text = "0123456789\u00e9\n" * 60_000
    assert read_xml(f"<R><A>{text}</A><B>{text}&amp;{text}</B></R>".encode()) == Element(
        "R", children=(Element("A", text=text), Element("B", text=f"{text}&{text}"))
    )


def test_what_is_no_xml_is_refused_before_mixed_content() -> None:
    with pytest.raises(CodecError, match="line 1"):
        read_xml(b"<R>x<A/></S>")
