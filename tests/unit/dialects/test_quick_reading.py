"""The short ways of reading URIs and items give what the long ones do, whatever a backend sends."""

from __future__ import annotations

import copy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.codecs.json_source import JsonValue
from gateway.dialects.face import Face
from gateway.dialects.link_map import LinkMap
from gateway.dialects.links import read_link
from gateway.dialects.twilio_2010.json_items import read_fields, read_items
from gateway.model import Link, ProblemRaised, Value

VERSION = "2010-04-01"
PLAIN = Face(base_url="http://b.example")
BELOW = Face(base_url="http://b.example", base_path="/voice")
PIECES = st.sampled_from(
    ["/voice", "/2010-04-01", "/", "Accounts", "AC1", ".json", ".xml", ".html", "?", "a=b", ".", "\n", "http://b.example",
     "http://c.example", "/2010-04-011", "\u00e9", "#", ".json/"]
)  # fmt: skip
URIS = st.lists(PIECES, max_size=9).map("".join)


def by_the_rule(text: str, face: Face, *, whole: bool, suffix_anywhere: bool) -> Link | str:
    """`read_link` of the same URI behind the host, which it never reads in the short way."""
    read = read_link(f"http://b.example{text}", face, VERSION, whole=whole, suffix_anywhere=suffix_anywhere)
    return read if isinstance(read, Link) else text


@given(URIS.filter(lambda uri: uri.startswith("/")), st.sampled_from([PLAIN, BELOW]), st.booleans(), st.booleans())
@example("/2010-04-01/Accounts/AC1.json?a=b?c.json", PLAIN, False, False)
@example("/2010-04-01/Accounts.json/AC1.json", PLAIN, False, True)
@example("/2010-04-01/.json", PLAIN, False, False)
@example("/2010-04-01/a.json\n", PLAIN, False, False)
def test_a_path_is_the_link_that_its_whole_url_is(uri: str, face: Face, whole: bool, suffix_anywhere: bool) -> None:
    read = read_link(uri, face, VERSION, whole=whole, suffix_anywhere=suffix_anywhere)
    assert read == by_the_rule(uri, face, whole=whole, suffix_anywhere=suffix_anywhere)


NAMES = st.sampled_from(["sid", "uri", "next_uri", "media_url", "voice_url", "subresource_uris", "price", "a"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(["", "x"]) | URIS
FIELDS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
ITEMS = st.lists(st.dictionaries(NAMES, FIELDS, max_size=6), max_size=4)


@given(ITEMS, st.sampled_from([PLAIN, BELOW]))
def test_items_are_read_as_by_the_rule(items: list[dict[str, JsonValue]], face: Face) -> None:
    ruled = [read_fields(item, face, VERSION) for item in copy.deepcopy(items)]
    read = read_items(list(copy.deepcopy(items)), "call", face, VERSION)
    assert [one.fields for one in read] == ruled
    assert [list(one.fields) for one in read] == [list(fields) for fields in ruled]
    assert [one.fields for one in read_items(list(items), "call", replace_plain(face), VERSION)] == ruled


def replace_plain(face: Face) -> Face:
    return Face(base_url=face.base_url, base_path=face.base_path, plain=True)


def test_what_is_no_object_is_no_item() -> None:
    with pytest.raises(ProblemRaised):
        read_items([{}, "x"], "call", PLAIN, VERSION)


def test_links_below_an_item_are_read_when_somebody_looks() -> None:
    seen: list[Value] = []

    def read(value: Value) -> Value:
        seen.append(value)
        return Link(value) if isinstance(value, str) else value

    links = LinkMap({"calls": "/Calls", "none": None}, read)
    turned = LinkMap(links, lambda value: replace(value, query="a=b") if isinstance(value, Link) else value)
    assert (len(links), list(links), "calls" in links, repr(links)) == (2, ["calls", "none"], True, "LinkMap(2)")
    assert seen == []
    assert turned == {"calls": Link("/Calls", "a=b"), "none": None}
    assert {"calls": Link("/Calls"), "none": None} == links
    assert list(links.items()) == [("calls", Link("/Calls")), ("none", None)]
    assert seen == ["/Calls", None]


def test_a_list_below_an_item_is_read_at_once() -> None:
    """What turns the links later may be told of no loss any more: only links and nulls wait."""
    (item, other) = read_items([{"subresource_uris": {"a": "x"}}, {"subresource_uris": {"a": {"auth_token": "x"}}}], "call", PLAIN, VERSION)  # fmt: skip
    assert isinstance(item.fields["subresource_uris"], LinkMap)
    assert isinstance(other.fields["subresource_uris"], dict)
