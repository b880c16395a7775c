"""Canonical items as generated writers may meet them: most fields of their types, some missing, unknown, or of another type."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from gateway.dialects.tables import Field, FieldType, Kind
from gateway.model import ApiResponse, Fields, Link, Page, Resource, Value

_CLEAN = (
    *("completed", "queued", "in-progress", "no-answer", "undelivered", "RINGING", "active", "inbound", "outbound-api"),
    *("outbound-call", "+15555550100", "CA0123456789abcdef0123456789abcdef", "0", "7", "-0", "007", "1.50", "1e5", "9" * 30),
    *("-0.0200", "4.0", "Tue, 31 Aug 2010 20:36:28 +0000", "Tue, 31 Aug 2010 20:36:28.5 +0200", "2010-08-31T20:36:28.123Z"),
    *("", "", "]]>", "<a&b>", 'q"q', "back\\slash", "a\r\nb\tc", "é😀", "\ufffe", "{v0}", "%s", "\x7f"),
)
_DIRTY = (*_CLEAN, "\x00", "a\x0bb", "\x1f\x0c\x08", "\ud800", "x\udfff")
_KEYS = ("uri", "sid", "sms", "voice", "FaxCapable", "foo_bar", "a b", "é", "", "{x}", '"', "x\ud800", "sms_messages")
_LINKS = tuple(
    Link(path, query, absolute=absolute)
    for path in ("/Accounts/AC1/Calls/CA1", "/Accounts/AC1", "/Accounts", "", "/Accounts/A&B/Calls/'<\"\\")
    for query in ("", "A=b&c=d")
    for absolute in (False, True)
)
_MOMENTS = tuple(f"Tue, 31 Aug 2010 20:36:{second} +0000" for second in range(10, 60, 7))
_SWITCHES: tuple[Value, ...] = (
    {"voice": True, "SMS": False, "mms": True},
    {"voice": True},
    {},
    {"sms": "true"},
    {"a b": False},
    {"%s": True},
)
_BELOW: tuple[Value, ...] = ({"calls": _LINKS[0], "sms_messages": _LINKS[1]}, {"a b": _LINKS[0]}, {"x": None}, {})


def _values(texts: tuple[str, ...]) -> st.SearchStrategy[Value]:
    """Values of any type."""
    scalars = st.sampled_from((None, True, False, 0, 7, -(10**20), 0.0, 1.5, 1e22, *texts, *_LINKS))
    if texts is _DIRTY:
        scalars |= st.text(max_size=4)
    keys = st.sampled_from(_KEYS)
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3).map(tuple) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=4,
    )


def _of_type(field: Field, texts: tuple[str, ...]) -> st.SearchStrategy[Value]:
    by_type: Mapping[FieldType, tuple[Value, ...]] = {
        FieldType.INTEGER: (0, 7, -1, 10**20),
        FieldType.BOOLEAN: (True, False),
        FieldType.LIST: ((), ("a",), (*texts,)),
        FieldType.MAP: _SWITCHES,
        FieldType.LINK: _LINKS,
        FieldType.LINKS: _BELOW,
        FieldType.URL: (*_LINKS, *texts),
        FieldType.DATE: (*_MOMENTS, *texts),
    }
    return st.sampled_from((None, *by_type.get(field.type, texts)))


@st.composite
def items_of(draw: st.DrawFn, kind: Kind, texts: tuple[str, ...]) -> Fields:
    """One item of a kind."""
    whole = draw(st.fixed_dictionaries({field.name: _of_type(field, texts) for field in kind.fields}))
    names = list(whole)
    missing = draw(st.just([]) | st.lists(st.sampled_from(names), max_size=len(names))) if names else []
    odd = draw(st.just({}) | st.dictionaries(st.sampled_from(names), _values(texts), max_size=2)) if names else {}
    unknown = draw(st.just({}) | st.dictionaries(st.sampled_from(_KEYS), _values(texts), max_size=2))
    return {name: value for name, value in ({**whole, **odd, **unknown}).items() if name not in missing}


@st.composite
def shown_pages(draw: st.DrawFn, kind: Kind) -> ApiResponse:
    """A page of items; what the answer says of its texts is so."""
    clean = draw(st.booleans())
    texts = _CLEAN if clean else _DIRTY
    items = draw(st.lists(items_of(kind, texts), max_size=3))
    size, number = draw(st.integers(0, 5)), draw(st.integers(0, 3))
    links = draw(st.dictionaries(st.sampled_from(("uri", "next_page_uri", "x")), st.sampled_from((None, *_LINKS)), max_size=3))
    page = Page(
        kind=kind.name,
        items=tuple(Resource(kind.name, fields) for fields in items),
        number=number,
        size=size,
        start=draw(st.none() | st.just(number * size)),
        total=draw(st.none() | st.integers(0, 30)),
        links=links,
        paged=draw(st.booleans()),
        lower_bound=draw(st.booleans()),
        extra=draw(st.just({}) | st.dictionaries(st.sampled_from(_KEYS), _values(texts), max_size=1)),
        list_key=kind.list_key,
    )
    return ApiResponse(200, page, clean=clean)


@st.composite
def shown_resources(draw: st.DrawFn, kind: Kind) -> ApiResponse:
    """One item alone."""
    clean = draw(st.booleans())
    return ApiResponse(200, Resource(kind.name, draw(items_of(kind, _CLEAN if clean else _DIRTY))), clean=clean)
