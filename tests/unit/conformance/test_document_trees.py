"""Documents as trees: XML, HTML, JSON and CSV give the same kind of node; what is none of them is named and never shown."""

from __future__ import annotations

import pytest

from gateway.conformance.documents import Node, Sort, Unreadable, read_document


def shape(node: Node) -> object:
    return (
        (node.name, node.sort.name, [shape(child) for child in node.members])
        if node.members
        else (node.name, node.sort.name, node.text)
    )


def read(media_type: str, text: str) -> object:
    root = read_document(media_type, text.encode())
    assert root is not None
    return shape(root)


def test_json() -> None:
    text = '{"a": null, "b": [1, 1.5, true], "c": {}, "d": "x"}'
    items = [("", "INTEGER", "1"), ("", "NUMBER", "1.5"), ("", "BOOLEAN", "true")]
    members = [("a", "NULL", ""), ("b", "LIST", items), ("c", "OBJECT", ""), ("d", "TEXT", "x")]
    assert read("text/json; charset=utf-8", text) == ("", "OBJECT", members)


def test_xml_keeps_attributes_and_order() -> None:
    text = '<R>\n <Calls page="0"><Call><Sid>x &amp; y</Sid><Price/></Call></Calls>\n</R>'
    call = ("Call", "OBJECT", [("Sid", "TEXT", "x & y"), ("Price", "NULL", "")])
    assert read("application/xml", text) == ("R", "OBJECT", [("Calls", "OBJECT", [("@page", "TEXT", "0"), call])])


def test_the_class_of_html_is_a_name() -> None:
    assert read("text/html", '<!DOCTYPE html><div class="sid">7</div>') == ("div.sid", "TEXT", "7")


def test_csv_has_its_columns_even_without_a_row() -> None:
    columns = ("columns", "OBJECT", [("Sid", "NULL", ""), ("To", "NULL", "")])
    assert read("text/csv", "Sid,To\n") == ("table", "OBJECT", [columns, ("rows", "LIST", "")])
    row = ("", "OBJECT", [("Sid", "TEXT", "a,b"), ("To", "NULL", "")])
    assert read("text/csv", 'Sid,To\n"a,b",\n') == ("table", "OBJECT", [columns, ("rows", "LIST", [row])])


def test_audio_is_no_document() -> None:
    assert read_document("audio/mpeg", b"ID3") is None


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b"{"),
        ("application/json", b"\xff"),
        ("application/json", b"[" * 100_000),
        ("application/xml", b""),
        ("application/xml", b"<a><b></a>"),
        ("application/xml", b'<!DOCTYPE a [<!ENTITY b "secret">]><a>&b;</a>'),
        ("application/xml", b"<a>" * 70),
        ("text/csv", b""),
        ("text/csv", b"a,b\n1\n"),
    ],
)
def test_what_is_no_document_is_refused(media_type: str, body: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_document(media_type, body)
    assert "secret" not in str(refusal.value)


def test_walking_goes_from_the_top_down() -> None:
    root = read_document("application/json", b'{"a": {"b": 1}}')
    assert root is not None
    assert [node.name for node in root.walk()] == ["", "a", "b"]
    assert root.member("a") is root.members[0]
    assert root.member("z") is None
    assert root.members[0].sort is Sort.OBJECT
