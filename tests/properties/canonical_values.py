"""Canonical values made from the tables: items of every kind with every field of its type, lists of them, requests.

`texts` decides which characters a text may hold: XML carries fewer than JSON. A text that reads like a URI of the API itself is
a link by the rules of the model, so none is made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from hypothesis import strategies as st

from gateway.dialects.convert import format_moment
from gateway.dialects.tables import Field, FieldType, Kind, Operation, Shape
from gateway.dialects.target import is_segment
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.model import ApiResponse, Credentials, Fields, Link, Page, Resource, Value

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], min_codepoint=0x20, exclude_characters="\ufffe\uffff") | st.sampled_from("\t\r\n"),
    max_size=12,
)
_WORD = "abcdefghijklmnopqrstuvwxyz"
keys = st.lists(st.text(_WORD, min_size=2, max_size=6), min_size=1, max_size=3).map("_".join)
"""Names of fields no table knows, as snake_case has them."""

path_segments = st.text(_WORD + _WORD.upper() + "0123456789 -_~é%+&?#;=.", min_size=1, max_size=8).filter(
    lambda text: is_segment(text) and not text.endswith((".json", ".xml", ".csv", ".html", ".wav", ".mp3", ".txt"))
)
"""Identifiers: whatever may stand in a path but the suffixes that mean a representation."""

links = st.builds(
    lambda segments, query: Link("/Accounts/" + "/".join(segments), query),
    st.lists(st.text(_WORD + "0123456789", min_size=1, max_size=6), min_size=1, max_size=3),
    st.sampled_from(("", "Page=1&PageSize=50", "To=%2B15550100")),
)
moments = st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001 -- as asked
    lambda moment: format_moment(moment.replace(microsecond=0))
)
phone_numbers = st.from_regex(r"\+1[2-9][0-9]{9}|\+44[0-9]{9}|[0-9]{5}|client:[a-z]{3}", fullmatch=True)
DOCUMENTS = st.sampled_from(
    (
        "<Response><Say>Hello &amp; welcome</Say><Hangup /></Response>",
        '<Response><Gather timeout="5"><Say voice="alice">Press 1</Say></Gather></Response>',
        '<Response><Play digits="ww12#" /></Response>',
        '<Response><Pause length="60" /></Response>',
        "<Response />",
    )
)
"""TwiML that every dialect can say, if it can say any."""
_GIVEN = {
    "Twiml": DOCUMENTS,
    "Status": st.sampled_from(("completed", "canceled", "busy", "in-progress")),
    "Method": st.sampled_from(("GET", "POST")),
    "Timeout": st.integers(0, 600).map(str),
}
_SECRETS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def given_values(name: str) -> st.SearchStrategy[str]:
    """What a caller may give in a parameter: anything, and values that mean something where only such can be said."""
    anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    if name in ("PhoneNumber", "AreaCode"):  # a purchase of an empty one is none
        return anything.filter(bool)
    if name == "StatusCallbackEvent":  # a word; where several are said in one text a comma ends it, and blanks are none of it
        return anything.map(lambda text: text.replace(",", "").strip())
    return _GIVEN[name] | anything if name in _GIVEN else anything


def credentials_of(account: str | None) -> st.SearchStrategy[Credentials | None]:
    """Those of the account, of another one, or none; RFC 7617 keeps control characters out of them."""
    others = st.builds(Credentials, st.text("AC019", min_size=1, max_size=34), _SECRETS)
    own = others if account is None else _SECRETS.map(lambda secret: Credentials(account, secret))
    return own | others | st.none()


NO_STRATEGIES: Mapping[str, st.SearchStrategy[Value]] = MappingProxyType({})
_INTEGERS = st.integers(-(10**17), 10**17)


def _of_type(field: Field, texts: st.SearchStrategy[str]) -> st.SearchStrategy[Value]:
    """Values a field of that type may hold; null is one for each."""
    structures = st.dictionaries(keys.filter(lambda key: not key.endswith("uri")), texts, min_size=2, max_size=3)
    capabilities = st.dictionaries(st.sampled_from(("voice", "sms", "mms", "fax")), st.booleans(), min_size=1)
    by_type: Mapping[FieldType, st.SearchStrategy[Value]] = {
        FieldType.TEXT: texts,
        FieldType.INTEGER: _INTEGERS,
        FieldType.BOOLEAN: st.booleans(),
        FieldType.LIST: st.lists(texts.filter(bool), max_size=3).map(tuple),
        FieldType.MAP: capabilities if field.name == "capabilities" else structures,
        FieldType.LINK: links,
        FieldType.LINKS: st.dictionaries(keys, links, min_size=1, max_size=3),
        FieldType.URL: links.map(lambda link: Link(link.path, link.query, absolute=True))
        | st.just("https://media.example.org/1"),
        FieldType.DATE: moments,
    }
    return st.none() | by_type[field.type]


def fields_of(
    operation: Operation, texts: st.SearchStrategy[str], particular: Mapping[str, st.SearchStrategy[Value]] = NO_STRATEGIES
) -> st.SearchStrategy[Fields]:
    """The fields an item of that operation may have; `particular` are strategies by field name that go before the type's."""
    shown = (field for field in KINDS[operation.kind].fields if operation.shape is not Shape.LIST or field.only != "item")
    return st.fixed_dictionaries({field.name: particular.get(field.name, _of_type(field, texts)) for field in shown})


def answers(operation: Operation, fields: st.SearchStrategy[Fields]) -> st.SearchStrategy[ApiResponse]:
    """Answers of an operation, with one item or a list of them, as its table says."""
    return pages(operation, KINDS[operation.kind], fields) if operation.shape is Shape.LIST else resources(operation, fields)


def resources(operation: Operation, fields: st.SearchStrategy[Fields]) -> st.SearchStrategy[ApiResponse]:
    """Answers of an operation that has one item."""
    return fields.map(lambda values: ApiResponse(operation.status, Resource(operation.kind, values)))


@st.composite
def pages(draw: st.DrawFn, operation: Operation, kind: Kind, fields: st.SearchStrategy[Fields]) -> ApiResponse:
    """Answers of an operation that has a list: paged with all its numbers, or whole where the table says so."""
    items = tuple(Resource(kind.name, values) for values in draw(st.lists(fields, max_size=2)))
    if not operation.paged:
        page = Page(kind.name, items, size=len(items), links={"uri": draw(links)}, paged=False, list_key=kind.list_key)
        return ApiResponse(operation.status, page)
    number, size = draw(st.integers(0, 5)), draw(st.integers(max(1, len(items)), 50))
    has_next = len(items) == size and draw(st.booleans())
    start = number * size
    total = start + len(items) + (1 if has_next else 0)
    shown = {"first_page_uri": draw(links), "next_page_uri": draw(links) if has_next else None, "uri": draw(links)}
    page = Page(
        kind=kind.name,
        items=items,
        number=number,
        size=size,
        start=start,
        end=start + max(0, len(items) - 1),
        total=total,
        pages=-(-total // size),
        links=shown | {"previous_page_uri": draw(links) if number else None},
        list_key=kind.list_key,
    )
    return ApiResponse(operation.status, page)
