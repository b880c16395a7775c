"""Pages of many items, made from a seed: most items have the same fields, most values are usual, and now and then one is odd.

Strategies draw each value by itself, which takes longer than all that is tried with it; here one number decides on a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from gateway.dialects.links_below import LinksBelow
from gateway.dialects.tables import Field, FieldType, Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.model import ApiResponse, Fields, Link, Page, Resource, Value
from gateway.rows import AT_ONCE, FEWEST, Rows, columns_of

_AC = "AC00000000000000000000000000000001"
_PATH = f"/Accounts/{_AC}/Calls/CA"
WORDS = (
    *("completed", "queued", "in-progress", "no-answer", "failed", "received", "sent", "undelivered", "active", "init"),
    *("inbound", "outbound-api", "outbound-dial", "outbound-call", "outbound-reply", "human", "daily", "0", "7", "-0.0200"),
    *(
        "1.50",
        "+15555550100",
        "5555550100",
        "client:ann",
        "CA0123456789abcdef0123456789abcdef",
        _AC,
        "2010-04-01",
        "GET",
        "true",
    ),
)
_MOMENTS = (*(f"Tue, 31 Aug 2010 20:36:{second} +0000" for second in range(10, 60, 7)), "2010-08-31T20:36:28Z")
_ESCAPED = ("<b>&amp;</b>", 'q"q', "back\\slash", "a\r\nb\tc", "]]>", "'", "a/b")
_HARD = (
    *("", " ", "é", "\U0001f4de", "\x7f", "{x}", "%s", "\ue000", "/\ue000", "x" * 70, "y" * 5000, "soon", "Tue, 31 Foo 2010"),
    *("\x00", "a\x0bb", "\x1f", "\ud800", "x\udfff", "\ufffe"),
)
"""Texts that some forms can't carry, and some converters can't read."""
_LINKS = tuple(
    Link(path, query, absolute=absolute)
    for path in (f"{_PATH}1", "/Accounts/AC1", "/Accounts", "", "/Accounts/A&B/Calls/'<\"\\", "/SIP/Domains.json/x\x01")
    for query in ("", "A=b&c=<d>")
    for absolute in (False, True)
)
_MAPS: tuple[Value, ...] = ({"voice": True, "SMS": False, "mms": True}, {"voice": True}, {}, {"sms": "true"}, {"%s": True})
_BELOW: tuple[Value, ...] = (
    {"calls": _LINKS[0], "sms_messages": Link("/Accounts/AC1/SMS/Messages")},
    {"a b": _LINKS[0]},
    {"x": None},
    {},
    LinksBelow(f"{_PATH}2", (("recordings", "/Recordings"), ("streams", "/Streams"))),
    LinksBelow(f"{_PATH}&2", (("recordings", "/Recordings"),)),
)
_STRANGE: tuple[Value, ...] = (
    None,
    "",
    True,
    False,
    0,
    1,
    -5,
    2**70,
    1.5,
    1e22,
    (),
    ("a", "&"),
    ((), {"a": "b"}),
    {"a": ("b", None)},
)
ODD: tuple[Value, ...] = (
    *(*_STRANGE, None, {"x y": 1}),
    *(*_ESCAPED, *_HARD, *WORDS[:8], *_LINKS, *_MAPS, *_BELOW),
)
_UNKNOWN = ("foo_bar", "x_uri", "media_url", "a b", "é", "{x}", '"', "FooBar", "uri", "auth_token", "own_properties", "x\ud800")


def make_items(operation: Operation, random: Random) -> list[Fields]:
    """Items of one kind: enough for columns, and now and then enough for two blocks of them."""
    shown = [field for field in KINDS[operation.kind].fields if field.only != "item"]
    count = AT_ONCE + random.randrange(0, 12) if random.random() < 0.08 else random.randrange(FEWEST, 21)
    columns = {field.name: _column(_usual(field), count, random) for field in shown}
    for name in random.sample(sorted(columns), min(len(columns) - 1, random.choice((0, 0, 1, 3)))):
        del columns[name]
    for name in random.sample(_UNKNOWN, random.choice((0, 0, 0, 1, 2))):
        columns[name] = _column(random.choice((WORDS, _LINKS[:1], ODD)), count, random)
    for name in random.choices(sorted(columns), k=random.choice((0, 0, 1, 1, 2))):
        columns[name][random.randrange(count)] = random.choice(ODD)
    names = list(columns)
    if random.random() < 0.1:
        random.shuffle(names)
    return [{name: columns[name][at] for name in names} for at in range(count)]


def _usual(field: Field) -> Sequence[Value]:
    by_type: Mapping[FieldType, Sequence[Value]] = {
        FieldType.INTEGER: (0, 7, -1, 10**20),
        FieldType.BOOLEAN: (True, False),
        FieldType.LIST: ((), ("a",), ("b", "<c>")),
        FieldType.MAP: _MAPS[:2],
        FieldType.LINK: tuple(Link(f"{_PATH}{number}") for number in range(20)),
        FieldType.LINKS: _BELOW[:1] * 3 + _BELOW[4:5],
        FieldType.URL: (*_LINKS[:2], "https://media.example.org/1"),
        FieldType.DATE: _MOMENTS,
    }
    if field.name == "account_sid":
        return (_AC,)
    return by_type.get(field.type, WORDS)


def _column(usual: Sequence[Value], count: int, random: Random) -> list[Value]:
    """Values as a list has them: the same in all, some, or nothing at all in some."""
    one = random.choice(usual)
    some = (*random.choices(usual, k=3), None if random.random() < 0.3 else one, "" if random.random() < 0.1 else one)
    match random.randrange(8):
        case 0:
            return [None] * count
        case 1 | 2:
            return [one] * count
        case 3:
            texts = (*_ESCAPED, one) if isinstance(one, str) else some
            return random.choices(texts, k=count)
        case 4:
            rare: list[Value] = [None] * (count - 1)
            rare.insert(random.randrange(count), one)
            return rare
        case _:
            return random.choices(some, k=count)


def by_columns(items: Sequence[Resource]) -> Sequence[Resource]:
    """The same items kept by columns."""
    found = columns_of([item.fields for item in items])
    assert found
    return Rows(items[0].kind, *found)


def make_page(operation: Operation, random: Random) -> ApiResponse:
    """An answer with such items. It says it is clean where no text in it holds a control character."""
    kind = KINDS[operation.kind]
    items = tuple(Resource(kind.name, fields) for fields in make_items(operation, random))
    number = random.randrange(3)
    size = random.choice((len(items), len(items), 50))
    start = number * size
    total = random.choice((None, start + len(items) + 5))
    links: dict[str, Link | None] = {"uri": Link("/Accounts/AC1/Calls", "Page=0")}
    if random.random() < 0.5:
        links["next_page_uri"] = Link("/Accounts/AC1/Calls", "Page=1&PageSize=50&PageToken=PA1")
    page = Page(
        kind.name,
        items,
        number=number,
        size=size,
        start=start,
        end=start + len(items) - 1,
        total=total,
        pages=None if total is None else -(-total // size),
        links=links,
        paged=operation.paged,
        extra=random.choice(({}, {}, {"more": "x"})),
        list_key=kind.list_key,
    )
    assert operation.shape is Shape.LIST
    return ApiResponse(operation.status, page, clean=not _holds_control(page))


def _holds_control(value: object) -> bool:
    if isinstance(value, str):
        return any(one < " " and one not in "\t\r\n" for one in value)
    if isinstance(value, Page):
        return any(_holds_control(item.fields) for item in value.items)
    if isinstance(value, Link):
        return _holds_control((value.path, value.query))
    if isinstance(value, Mapping):
        return any(map(_holds_control, (*value, *value.values())))
    return isinstance(value, tuple) and any(map(_holds_control, value))
