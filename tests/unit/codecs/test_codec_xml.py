"""XML in and out: byte forms, order, escapes, limits, and what is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.errors import CodecError
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, is_name, read_xml, replace_forbidden, write_xml

CORPUS = Path(os.environ.get("GATEWAY_CORPUS") or Path(__file__).parents[4] / "shared" / "corpus")
LIVE = sorted(CORPUS.glob("twilio-2010/live/xml/*.xml"))

MODERN = b"<?xml version='1.0' encoding='UTF-8'?>\n"
EARLY = b'<?xml version="1.0"?>\n'


def test_captured_documents_come_back_byte_for_byte() -> None:
    if not LIVE:
        pytest.skip("no corpus of captured documents: set GATEWAY_CORPUS to its folder")
    for path in LIVE:
        data = path.read_bytes()
        form = XmlForm.EARLY if data.startswith(EARLY) else XmlForm.MODERN
        assert write_xml(read_xml(data), form=form) == data, path.name


def test_modern_form() -> None:
    root = Element("R", children=(Element("Sid", text="CA1"), Element("Price")))
    assert write_xml(root) == MODERN + b"<R><Sid>CA1</Sid><Price/></R>"


def test_early_form_has_a_bare_declaration_and_ends_its_line() -> None:
    assert write_xml(Element("R"), form=XmlForm.EARLY) == EARLY + b"<R/>\n"


def test_interleaved_children_keep_their_order() -> None:
    root = read_xml(b"<R><A>1</A><B/><A>2</A><B/><A>3</A></R>")
    assert [(child.name, child.text) for child in root.children] == [
        ("A", "1"),
        ("B", None),
        ("A", "2"),
        ("B", None),
        ("A", "3"),
    ]
    assert write_xml(root) == MODERN + b"<R><A>1</A><B/><A>2</A><B/><A>3</A></R>"


@pytest.mark.parametrize(
    "body", [b"<Price/>", b"<Price></Price>", b"<Price><![CDATA[]]></Price>", b"<Price><!-- none --></Price>"]
)
def test_an_empty_element_has_no_text(body: bytes) -> None:
    assert read_xml(body) == Element("Price")


def test_white_space_is_kept_in_a_leaf_and_dropped_around_children() -> None:
    root = read_xml(b"<R>\r\n  <Body> a  b\n</Body>\n\t<Blank> </Blank>\n</R>\n")
    assert root == Element("R", children=(Element("Body", text=" a  b\n"), Element("Blank", text=" ")))


def test_an_element_may_have_attributes_and_text() -> None:
    assert read_xml(b'<R xmlns="urn:x" page="0">t</R>') == Element("R", (("xmlns", "urn:x"), ("page", "0")), text="t")


def test_an_element_named_like_a_running_number_does_not_occur_but_text_named_so_does() -> None:
    assert read_xml(b'<R a="0"><A>0</A><A>@0</A><A>#text</A></R>').children[1:] == (
        Element("A", text="@0"),
        Element("A", text="#text"),
    )


@pytest.mark.parametrize("body", [b"<R>x<A/></R>", b"<R><A/>x</R>", b"<R><A/>\xc2\xa0</R>", b"<R>a<A/>b<A/>c</R>"])
def test_text_beside_children_is_refused(body: bytes) -> None:
    with pytest.raises(CodecError, match="mixed content"):
        read_xml(body)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<Say>a & b</Say>", b"&lt;Say&gt;a &amp; b&lt;/Say&gt;"),
        ("]]>", b"]]&gt;"),
        ("a\r\nb\rc\td", b"a&#13;\nb&#13;c\td"),
        ("&#13;", b"&amp;#13;"),
        ("\u00e9\U0001f600", "\u00e9\U0001f600".encode()),
        ("\x00\x1b\ud83d\uffff", "\ufffd\ufffd\ufffd\ufffd".encode()),
    ],
)
def test_text_is_escaped(text: str, escaped: bytes) -> None:
    assert write_xml(Element("R", text=text)) == MODERN + b"<R>" + escaped + b"</R>"


def test_attributes_are_escaped_with_their_line_ends() -> None:
    root = Element("R", (("uri", "/x?a=1&b=<2>"), ("ends", "a\r\n\tb"), ("quote", "\"'"), ("nul", "\0")))
    written = write_xml(root)
    assert b'uri="/x?a=1&amp;b=&lt;2&gt;" ends="a&#13;&#10;&#9;b"' in written
    assert read_xml(written).attributes == (*root.attributes[:3], ("nul", "\ufffd"))


def test_replacing_forbidden_characters_tells_whether_there_was_one() -> None:
    assert replace_forbidden("a\tb\u00e9\ue000\U0010ffff") == ("a\tb\u00e9\ue000\U0010ffff", False)
    assert replace_forbidden("a\x0bb\ufffe\udfff") == ("a\ufffdb\ufffd\ufffd", True)


@pytest.mark.parametrize(
    "name", ["", "1a", "a b", "a/", "<a>", "a=", 'a"', "-a", "a\n", "a:b:c", ":a", "Gr\u00f6\u00dfe", "\0"]
)
def test_what_is_no_name_is_not_written(name: str) -> None:
    assert not is_name(name)
    with pytest.raises(CodecError, match="name"):
        write_xml(Element("R", children=(Element(name),)))
    with pytest.raises(CodecError, match="name"):
        write_xml(Element("R", ((name, "x"),)))


def test_a_prefixed_name_is_read_and_written_but_none_to_be_made_up() -> None:
    data = b'<a:R xmlns:a="urn:x" a:b="c"/>'
    assert write_xml(read_xml(data)) == MODERN + data
    assert not is_name("a:R")
    assert is_name("SubresourceUris")


def test_an_attribute_twice_is_not_written() -> None:
    with pytest.raises(CodecError, match="twice"):
        write_xml(Element("R", (("a", "x"), ("a", "x"))))


def test_a_tree_too_deep_is_not_written() -> None:
    root = Element("R")
    for _ in range(100_000):
        root = Element("R", children=(root,))
    with pytest.raises(CodecError, match="deep"):
        write_xml(root)


DOCTYPES = [
    "<!DOCTYPE R>",
    '<!DOCTYPE R [<!ENTITY a "b">]>',
    '<!DOCTYPE R SYSTEM "file:///etc/hostname">',
    "<!DOCTYPE R PUBLIC 'x' 'y'>",
]


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_doctype_is_refused_in_every_encoding(doctype: str, encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    with pytest.raises(CodecError, match="DOCTYPE"):
        read_xml(mark + f"{doctype}<R>&a;</R>".encode(encoding))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"text",
        b"<R>",
        b"<R></S>",
        b"<R/><R/>",
        b"<R a='1' a='2'/>",
        b"<R a=1/>",
        b"<R>&unknown;</R>",
        b"<R>\x00</R>",
        b"<R>&#0;</R>",
        b"<R>&#xD800;</R>",
        b"<R>\xff</R>",
        b"<R>\xed\xa0\x80</R>",
        b'{"sid": "CA1"}',
        "<R/>".encode("utf-32"),
    ],
)
def test_what_is_not_well_formed_is_refused_with_its_place(data: bytes) -> None:
    with pytest.raises(CodecError, match=r"^XML line 1?\d, column \d+: "):
        read_xml(data)


@pytest.mark.parametrize("name", ["rot13", "utf-7", "idna", "unicode_escape", "shift_jis", "no-such", "utf-32", "aliases"])
def test_an_encoding_that_is_not_known_is_refused(name: str) -> None:
    with pytest.raises(CodecError, match="encoding"):
        read_xml(f'<?xml version="1.0" encoding="{name}"?><R/>'.encode())


@pytest.mark.parametrize(
    ("mark", "codec", "declared"),
    [
        (b"\xef\xbb\xbf", "utf-8", "iso-8859-1"),
        (b"\xef\xbb\xbf", "utf-8", "utf-16"),
        (b"", "utf-8", "utf-16"),
        (b"\xff\xfe", "utf-16-le", "utf-8"),
        (b"\xff\xfe", "utf-16-le", "utf-16be"),
        (b"\xff\xfe", "utf-16-le", "iso-8859-1"),
        (b"\xff\xfe", "utf-16-le", "windows-1252"),
        (b"", "latin-1", "us-ascii"),
    ],
)
def test_an_encoding_that_contradicts_the_bytes_is_refused(mark: bytes, codec: str, declared: str) -> None:
    with pytest.raises(CodecError):
        read_xml(mark + f'<?xml version="1.0" encoding="{declared}"?><R>\u00e9</R>'.encode(codec))


@pytest.mark.parametrize(
    ("codec", "declared"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "utf-8"), ("utf-16", "UTF-16"), ("latin-1", "ISO-8859-1"), ("cp1252", "Windows-1252")],
)
def test_the_declared_encoding_is_obeyed(codec: str, declared: str) -> None:
    data = f'<?xml version="1.0" encoding="{declared}"?><R>\u00e9</R>'.encode(codec)
    assert read_xml(data) == Element("R", text="\u00e9")


def test_depth_limit_is_exact() -> None:
    assert read_xml(b"<a><b/></a>", max_depth=2).child("b") is not None
    with pytest.raises(CodecError, match="deeper than 2 levels"):
        read_xml(b"<a><b><c/></b></a>", max_depth=2)
    with pytest.raises(CodecError, match="deeper than 32 levels"):
        read_xml(b"<a>" * 500_000)


def test_element_limit_is_exact() -> None:
    assert len(read_xml(b"<a><b/><b/><!-- <c> --></a>", max_elements=3).children) == 2
    with pytest.raises(CodecError, match="more than 3 elements"):
        read_xml(b"<a><b/><b/><b/></a>", max_elements=3)


def test_an_error_does_not_show_the_value() -> None:
    with pytest.raises(CodecError) as refused:
        read_xml(b"<To>+15005550006&x;</To>")
    assert "5550006" not in refused.value.message
    assert str(refused.value) == refused.value.message


NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9._-]{0,8}", fullmatch=True)
XML_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\t\n\r&<>\"'")).map(
    lambda text: replace_forbidden(text)[0]
)
ATTRIBUTES = st.dictionaries(NAMES, XML_TEXT, max_size=4).map(lambda items: tuple(items.items()))
LEAVES = st.builds(Element, NAMES, ATTRIBUTES, text=XML_TEXT.map(lambda text: text or None))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(Element, NAMES, ATTRIBUTES, st.lists(inner, min_size=1, max_size=5).map(tuple)),
    max_leaves=20,
).filter(lambda root: _depth(root) <= 32)


def _depth(root: Element) -> int:
    return 1 + max(map(_depth, root.children), default=0)


@given(TREES, st.sampled_from(XmlForm))
def test_what_is_written_reads_back_the_same(root: Element, form: XmlForm) -> None:
    assert read_xml(write_xml(root, form=form)) == root


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_at_all_can_be_written(text: str, value: str) -> None:
    read = read_xml(write_xml(Element("R", (("a", value),), text=text)))
    assert read == Element("R", (("a", replace_forbidden(value)[0]),), text=replace_forbidden(text)[0] or None)


FRAGMENTS = st.sampled_from(
    [b"<a>", b"</a>", b"<a/>", b"<b c='d'>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&#13;", b"&lt;", b"&x;", b"<!DOCTYPE a", b"[",
     b"<!ENTITY x 'y'>", b"]>", b"<?xml version='1.0' encoding='", b"utf-16", b"cp037", b"hex", b"'?>", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00"]
)  # fmt: skip


@given(st.binary() | st.lists(FRAGMENTS | st.binary(max_size=3), max_size=20).map(b"".join))
def test_any_bytes_at_all_give_a_tree_or_a_codec_error(data: bytes) -> None:
    try:
        root = read_xml(data)
    except CodecError as error:
        assert error.message  # noqa: PT017  either outcome is right; a refusal must say why
    else:
        assert isinstance(root, Element)


def test_indented_form_has_a_line_for_each_element_and_keeps_every_text() -> None:
    leaf = Element("Body", text=" two\nlines <&> ")
    root = Element("R", children=(Element("List", (("page", "0"),), (Element("Item", children=(leaf, Element("Empty"))),)),))
    assert write_xml(root, form=XmlForm.INDENTED).decode() == (
        '<R>\n  <List page="0">\n    <Item>\n      <Body> two\nlines &lt;&amp;&gt; </Body>\n      <Empty/>\n    </Item>\n  </List>\n</R>'
    )
    assert read_xml(write_xml(root, form=XmlForm.INDENTED)).child("List") is not None
