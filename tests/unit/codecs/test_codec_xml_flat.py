"""A list read without a tree holds what its tree holds; what is of another shape, or odd, is left to the tree."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.codecs.errors import CodecError
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, read_xml, write_xml
from gateway.codecs.xml_flat import FlatItem, read_flat, read_flat_item
from gateway.codecs.xml_rows import FlatFields

ITEM = "<Call><Sid>CA1</Sid><To> a b\n</To><Price/><Empty></Empty></Call>"
FIELDS: FlatFields = {"Sid": "CA1", "To": " a b\n", "Price": None, "Empty": None}


def flat_item(item: Element) -> FlatItem:
    """What the item of a tree is without it."""
    return item.name, {child.name: child if child.children else child.text for child in item.children}


def agree(data: bytes) -> bool:
    """Whether it was read without a tree. Fails where that holds anything else, or should have been refused."""
    flat, one = read_flat(data), read_flat_item(data)
    if flat is not None:
        root = read_xml(data)
        (child,) = root.children
        assert (flat.root, flat.name, flat.attributes) == (root.name, child.name, child.attributes)
        assert flat.items == [flat_item(item) for item in child.children]
        assert [list(fields) for _, fields in flat.items] == [[leaf.name for leaf in item.children] for item in child.children]
        assert not any(item.attributes or item.text for item in child.children)
    if one is not None:
        root = read_xml(data)
        assert one == (root.name, flat_item(root.children[0]))
        assert len(root.children) == 1
    return flat is not None


@pytest.mark.parametrize(
    ("data", "items"),
    [
        (f"<R><Calls>{ITEM}</Calls></R>", [FIELDS]),
        (
            f'<?xml version="1.0"?>\n<R a="1">\n <Calls page="0" uri="/x?a=1&amp;b">\r\n{ITEM * 3}\n</Calls> </R>\n',
            [FIELDS] * 3,
        ),
        (f"\ufeff<?xml version='1.0' encoding='UTF-8'?><R><Calls>{ITEM}\n{ITEM} </Calls></R>", [FIELDS] * 2),
        ("<R><Calls><Call><A>&lt;&amp;amp;&quot;&apos;&gt;</A></Call></Calls></R>", [{"A": "<&amp;\"'>"}]),
        ("<R><Calls><Call><A>a > b</A><B>a\r\nb\rc</B></Call></Calls></R>", [{"A": "a > b", "B": "a\nb\nc"}]),
        ("<R><Calls><Call><A>\u00e9\U0001f600</A></Call><Sms><B/></Sms></Calls></R>", [{"A": "\u00e9\U0001f600"}, {"B": None}]),
        ("<R><Calls><Call><A>1</A></Call><Call><B>2</B><A>1</A></Call></Calls></R>", [{"A": "1"}, {"B": "2", "A": "1"}]),
        (
            "<R><Calls><Call><S> <A>1</A><A/><B><C>2</C></B></S><T>3</T></Call></Calls></R>",
            [
                {
                    "S": Element(
                        "S",
                        children=(
                            Element("A", text="1"),
                            Element("A"),
                            Element("B", children=(Element("C", text="2"),)),
                        ),
                    ),
                    "T": "3",
                }
            ],
        ),
    ],
)
def test_lists_are_read(data: str, items: list[FlatFields]) -> None:
    assert agree(data.encode())
    flat = read_flat(data.encode())
    assert flat is not None
    assert [fields for _, fields in flat.items] == items


def test_an_item_is_read() -> None:
    assert read_flat_item(f"<R>\n{ITEM}\n</R>".encode()) == ("R", ("Call", FIELDS))
    assert read_flat_item(f"<R>{ITEM}{ITEM}</R>".encode()) is None
    assert read_flat_item(f"<R><Calls>{ITEM}{ITEM}</Calls></R>".encode()) is None


def inside(items: str) -> bytes:
    return f"<R><Calls>{items}</Calls></R>".encode()


@pytest.mark.parametrize(
    "data",
    [
        inside('<Call><A b="c">1</A></Call>'),
        inside('<Call a="b"><A>1</A></Call>'),
        inside("<Call><A>1</A><A>2</A></Call>"),
        inside("<Call>text</Call>"),
        inside("<Call/>"),
        inside("<Call>\n</Call>"),
        inside("<Call><A>1</A><!-- none --></Call>"),
        inside("<Call><A><![CDATA[1]]></A></Call>"),
        inside("<Call><A>1</A><?pi?></Call>"),
        inside("<Call><A>&#49;</A></Call>"),
        inside("<Call><Call><A>1</A></Call></Call>"),
        inside("<Call><A >1</A ></Call>"),
        f"<R><Calls>{ITEM}</Calls><Calls>{ITEM}</Calls></R>".encode(),
        f"<R><Calls>{ITEM}</Calls><Other/></R>".encode(),
        f"<R><One/><Calls>{ITEM}</Calls></R>".encode(),
        f"<!-- a --><R><Calls>{ITEM}</Calls></R>".encode(),
        f"<?pi?><R><Calls>{ITEM}</Calls></R>".encode(),
        b"<R><Calls/></R>",
        b"<R/>",
        f"<R><Calls>{ITEM}</Calls></R>".encode("utf-16"),
        f'<?xml version="1.0" encoding="iso-8859-1"?><R><Calls>{ITEM}</Calls></R>'.encode(),
    ],
)
def test_what_is_odd_is_left_to_the_tree(data: bytes) -> None:
    assert not agree(data)
    assert read_xml(data) is not None


@pytest.mark.parametrize(
    "data",
    [
        f"<!DOCTYPE R><R><Calls>{ITEM}</Calls></R>".encode(),
        inside("x<Call><A>1</A></Call>"),
        inside("<Call><A>1</A></Call>x"),
        inside("<Call>x<A>1</A></Call>"),
        inside("<Call><A>1</A>x<B/></Call>"),
        f"<R>x<Calls>{ITEM}</Calls></R>".encode(),
        f"<R><Calls>{ITEM}</Calls>x</R>".encode(),
        f"<R><Calls>{ITEM}</Calls></S>".encode(),
        f"<R><Calls>{ITEM}</Calls></R><R/>".encode(),
        inside("<Call><A>]]></A></Call>"),
        inside("<Call><A>&a;</A></Call>"),
        inside("<Call><A>\x01</A></Call>"),
        inside("<Call><A>\ufffe</A></Call>"),
        inside("<Call><A>\u00e9\uffff</A></Call>"),
        inside("<Call><A>\x00</A></Call>"),
        inside("<Call><A>a & b</A></Call>"),
        inside("<Call><A>&amp</A></Call>"),
        inside("<Call><A>&AMP;</A></Call>"),
        inside("<Call><A>\U0001f600]]></A></Call>"),
        f"<R><L a='>{ITEM}</L></R>".encode(),
        f"<R><L a='>{ITEM}'></L></R>".encode(),
        f"<?xml > <R><L>{ITEM}</L></R>".encode(),
        f"<R><L/>{ITEM}</L></R>".encode(),
        f"<R><L a=1>{ITEM}</L></R>".encode(),
        f"<R></L>{ITEM}</L></R>".encode(),
        f"<R><R><L>{ITEM}</L></R>".encode(),
        inside("<Call><A>" + "<B>" * 32 + "</B>" * 32 + "</A></Call>"),
        b"<R><Calls><Call><A>\xff</A></Call></Calls></R>",
        b"",
    ],
)
def test_what_is_refused_is_not_read(data: bytes) -> None:
    assert not agree(data)
    with pytest.raises(CodecError):
        read_xml(data)


def test_more_elements_than_there_may_be_are_not_read() -> None:
    few, many = (inside("<Call><A>1</A></Call>" * count) for count in (99_999, 100_000))
    assert read_flat(few) is not None
    assert read_flat(many) is None


def test_a_list_of_items_that_are_all_different_has_no_rows() -> None:
    assert not agree(inside("".join(f"<Call><A{number}>1</A{number}></Call>" for number in range(10))))


NAMES = st.sampled_from(["A", "B", "a:C", "D.e-f", "Call"])
XML_TEXT = st.text(st.sampled_from("ab \n\t&<>\"'\u00e9]"), max_size=6)
LEAVES = st.builds(lambda name, text: Element(name, text=text or None), NAMES, XML_TEXT)
BRANCHES = st.builds(lambda name, children: Element(name, (), tuple(children)), NAMES, st.lists(LEAVES, min_size=1, max_size=3))
ITEMS = st.builds(
    lambda name, children: Element(name, (), tuple(children)),
    st.sampled_from(["Call", "Sms"]),
    st.lists(LEAVES | BRANCHES, max_size=5, unique_by=lambda child: child.name) | st.lists(LEAVES, max_size=4),
)
LISTS = st.builds(
    lambda told, items: Element("R", (), (Element("Calls", (("a", told),), tuple(items)),)),
    XML_TEXT,
    st.lists(ITEMS, max_size=6),
)


@given(LISTS, st.sampled_from(XmlForm))
def test_both_give_the_same(root: Element, form: XmlForm) -> None:
    agree(write_xml(root, form=form))


PIECES = st.sampled_from(
    ["<R>", "</R>", "<L>", "</L>", "<L a='&gt;>'>", "<I>", "</I>", "<I><A>", "</A></I>", "<A>", "</A>", "<A/>", "<A />", "<B/>",
     "<L a='", "'", "&", "]]", "\x02", "\uffff", "x", " ", "\r\n", "&amp;", "&#49;", "<!---->", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "<?p <a>?>", ">", "<I/>", "</A >"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join), st.booleans())
@example("<I><A>x</A></I></L><L><I><A>x</A></I>", True)
@example("<I><A>x</A></I><I><I><A/></I></I>", True)
def test_also_of_what_is_odd(text: str, framed: bool) -> None:
    agree((f"<R><L>{text}</L></R>" if framed else text).encode())
