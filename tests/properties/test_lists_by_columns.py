"""Lists kept by columns are read and written as the interpreter reads and writes items: bytes, values, notes, losses, in order.

Each dialect under each switch, each operation that has a list, in each representation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace as change
from functools import partial
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.codecs.errors import CodecError
from gateway.dialects.change import Convert, Scene
from gateway.dialects.face import Face
from gateway.dialects.tables import Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.model import ApiRequest, ApiResponse, Fields, Link, Page, ProblemRaised, Representation, Value
from gateway.rows import Rows
from gateway.wire import Headers, WireResponse
from tests.properties.effort import EFFORT
from tests.properties.pages_of_many import ODD, WORDS, by_columns, make_page
from tests.properties.speakers import ACCOUNT, DIALECTS, Speaker, name_of, speaker, switched

_TYPES = {Representation.XML: "application/xml", Representation.JSON: "application/json"}
_SPEAKERS = tuple(one for name in DIALECTS for one in switched(name))
_USUAL = tuple(switched(name)[0] for name in DIALECTS)
_SEEDS = st.integers(0, 2**32 - 1)
_UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""Of a seed there is nothing smaller."""


def _lists(speaking: Speaker) -> list[Operation]:
    return [one for one in speaking.dialect.operations.values() if one.shape is Shape.LIST and one.kind in KINDS]


def _tried(speaking: Speaker, examples: int, check: Callable[[ApiRequest, ApiResponse, Random], None]) -> None:
    """The check, with pages of any of the lists asked for in any form. Under the usual switches they are more."""
    forms = [form for form in _TYPES if form in speaking.dialect.readable]
    most = EFFORT.max_examples * examples * (4 if speaking in _USUAL else 1)

    @settings(EFFORT, max_examples=most, phases=_UNSHRUNK)
    @given(operation=st.sampled_from(_lists(speaking)), form=st.sampled_from(forms), seed=_SEEDS)
    def check_one(operation: Operation, form: Representation, seed: int) -> None:
        random = Random(seed)  # noqa: S311 -- the same each time
        asked = replace(speaking.ask(operation, form), spoken=random.choice(("", speaking.dialect.name)))
        check(asked, make_page(operation, random), random)

    check_one()


def _plain(speaking: Speaker) -> Face:
    return change(speaking.face, plain=True)


def _written(speaking: Speaker, response: ApiResponse, asked: ApiRequest, face: Face) -> object:
    """All that is seen of an answer, or how it fails."""
    try:
        answer = speaking.dialect.write_response(response, asked, face)
    except (ProblemRaised, CodecError) as error:
        return repr(error)
    except UnicodeEncodeError:  # half a pair in an identifier: no reader lets one through, and no path can hold it
        return None
    return answer.wire.status, list(answer.wire.headers), answer.wire.body, answer.notes, answer.losses


@pytest.mark.parametrize("speaking", _SPEAKERS, ids=partial(name_of))
def test_lists_are_written_as_the_interpreter_writes_them(speaking: Speaker) -> None:
    def check(asked: ApiRequest, response: ApiResponse, random: Random) -> None:
        del random
        page = response.body
        assert isinstance(page, Page)
        ruled = _written(speaking, response, asked, _plain(speaking))
        kept = replace(response, body=replace(page, items=by_columns(page.items)))
        assert _written(speaking, kept, asked, speaking.face) == ruled
        assert _written(speaking, response, asked, speaking.face) == ruled, "the same items one by one"

    _tried(speaking, 2, check)


def _laid_open(value: object) -> object:
    """A value and its type, whatever keeps it."""
    if isinstance(value, Link):
        return value.path, value.query, value.absolute
    if isinstance(value, Mapping):
        return [(name, _laid_open(inner)) for name, inner in value.items()]
    if isinstance(value, tuple):
        return [*map(_laid_open, value)]
    return type(value), value


def _read(speaking: Speaker, data: bytes, asked: ApiRequest, face: Face) -> object:
    """All that is seen of what was read, or how it fails."""
    wire = WireResponse(200, Headers([("Content-Type", _TYPES[asked.representation])]), data)
    try:
        response = speaking.dialect.read_response(wire, asked, face)
    except ProblemRaised as raised:
        return raised.problem
    page = response.body
    if not isinstance(page, Page):
        return response
    items = [(item.kind, _laid_open(item.fields)) for item in page.items]
    return items, _laid_open(page.extra), replace(response, body=replace(page, items=(), extra={}))


_JSON_VALUES: tuple[object, ...] = (
    *(
        None,
        "",
        "soon",
        True,
        0,
        7,
        -1.5,
        2**70,
        {},
        [],
        ["a", {"b": None}],
        {"voice": True, "uri": "/2010-04-01/Accounts/AC1.json"},
    ),
    *(
        f"/2010-04-01/Accounts/{ACCOUNT}/Calls/CA1.json",
        "/2010-04-01/Accounts/AC1?a=b",
        "https://example.org/x",
        "/x",
        "\x01",
        "é<&>",
    ),
)
_XML_TEXTS = (
    "",
    "soon",
    "true",
    "7",
    "-1.5",
    "&lt;&amp;&gt;",
    "é",
    "<a>b</a>",
    "<Voice>true</Voice><Sms/>",
    "/2010-04-01/Accounts/AC1",
)


def _made_odd(data: bytes, random: Random) -> bytes:
    """The document with something else in a few places of its items."""
    odd_places = random.choice((0, 1, 1, 2, 3))
    if data.startswith(b"<"):
        texts = [one.span(1) for one in re.finditer(rb">([^<>]*)</", data)]
        for start, end in sorted(random.sample(texts, min(odd_places, len(texts))), reverse=True):
            data = data[:start] + random.choice(_XML_TEXTS).encode() + data[end:]
        return data
    document = json.loads(data)
    items = _longest_list(document)
    for _ in range(odd_places if items else 0):
        name, values = random.choice([*items[0], "unknown_uri", "unknown"]), random.sample(_JSON_VALUES, 3)
        for item in random.choice((items, [random.choice(items)])):
            item[name] = random.choice(values)
    return json.dumps(document).encode()


def _longest_list(document: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for inner in document.values() if isinstance(document, dict) else document if isinstance(document, list) else ():
        found = max(found, _longest_list(inner), key=len)
    own = [one for one in document if isinstance(one, dict)] if isinstance(document, list) else []
    return max(found, own, key=len)


@pytest.mark.parametrize("speaking", _SPEAKERS, ids=partial(name_of))
def test_lists_are_read_as_the_interpreter_reads_them(speaking: Speaker) -> None:
    def check(asked: ApiRequest, response: ApiResponse, random: Random) -> None:
        try:
            data = speaking.dialect.write_response(response, asked, speaking.face).wire.body
        except (ProblemRaised, UnicodeEncodeError):
            return
        data = _made_odd(data, random)
        assert _read(speaking, data, asked, speaking.face) == _read(speaking, data, asked, _plain(speaking))

    _tried(speaking, 1, check)


@pytest.mark.parametrize("form", _TYPES)
@pytest.mark.parametrize("name", ["twilio-2008", "twilio-2010", "restcomm-2012"])
def test_what_was_read_by_columns_is_written_as_the_interpreter_writes_it(name: str, form: Representation) -> None:
    """The whole way of a list, of a backend that speaks JSON of 2010."""
    backend, caller = speaker("twilio-2010"), speaker(name)
    lists = [one for one in _lists(backend) if one.name in {own.name for own in _lists(caller)}]

    @settings(EFFORT, max_examples=8 * EFFORT.max_examples, phases=_UNSHRUNK)
    @given(operation=st.sampled_from(lists), seed=_SEEDS)
    def pass_on(operation: Operation, seed: int) -> None:
        random = Random(seed)  # noqa: S311 -- the same each time
        asked = backend.ask(operation, Representation.JSON)
        try:
            data = backend.dialect.write_response(make_page(operation, random), asked, backend.face).wire.body
        except (ProblemRaised, UnicodeEncodeError):
            return
        wire = WireResponse(200, Headers([("Content-Type", _TYPES[Representation.JSON])]), _made_odd(data, random))
        shown_to = caller.ask(operation, form)
        by_column, ruled = (
            _written(caller, backend.dialect.read_response(wire, asked, face), shown_to, caller_face)
            for face, caller_face in ((backend.face, caller.face), (_plain(backend), _plain(caller)))
        )
        assert by_column == ruled

    pass_on()


@pytest.mark.parametrize("name", sorted(DIALECTS.keys() - {"json-envelope"}))
def test_lists_of_items_alike_are_read_by_columns(name: str) -> None:
    """Else the tests above prove nothing."""
    speaking = switched(name)[0]
    operation = _lists(speaking)[0]
    asked = speaking.ask(operation, speaking.dialect.prefers)
    fields = {field.name: "x" for field in KINDS[operation.kind].fields}
    response = make_page(operation, Random(0))  # noqa: S311 -- the same each time
    assert isinstance(response.body, Page)
    like = tuple(replace(item, fields=fields) for item in response.body.items)
    wire = speaking.dialect.write_response(
        replace(response, body=replace(response.body, items=like)), asked, speaking.face
    ).wire
    read = speaking.dialect.read_response(wire, asked, speaking.face).body
    assert isinstance(read, Page)
    assert isinstance(read.items, Rows)


_READING = tuple(
    pytest.param(name, rule, id=f"{name}, {one.name}, {', '.join(rule.theirs)}")
    for name, dialect in DIALECTS.items()
    for one in dialect.changes
    for rule in one.rules
    if isinstance(rule, Convert) and rule.reads
)


class Narrow(dict[str, Value]):
    """Some fields of an item. Whoever asks for another one, or for all, is told that it must not."""

    def __init__(self, item: Fields, allowed: frozenset[str]) -> None:
        super().__init__({name: value for name, value in item.items() if name in allowed})
        self.allowed = allowed

    def _asked(self, name: object) -> None:
        assert name in self.allowed, f"{name} is none of {sorted(self.allowed)}"

    def __getitem__(self, name: str) -> Value:
        self._asked(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Value = None) -> Value:  # type: ignore[override] # no overloads are needed
        self._asked(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self._asked(name)
        return super().__contains__(name)

    def _all(self, *_: object) -> None:
        raise AssertionError("all fields were asked for")

    __iter__ = keys = values = items = __len__ = copy = __or__ = __ror__ = __eq__ = __reversed__ = _all  # type: ignore[assignment] # raising
    __hash__ = None


@pytest.mark.parametrize(("name", "rule"), _READING)
def test_a_converter_looks_at_nothing_but_what_it_reads(name: str, rule: Convert) -> None:
    moments = ("Tue, 31 Aug 2010 20:36:28 +0000", "2010-08-31T20:36:28Z")
    values = st.sampled_from((*WORDS, *moments, *ODD))
    names = sorted({*rule.reads, "sid", "status", "direction", "parent_call_sid", "account_sid", "date_created", "num_media"})

    @settings(EFFORT, max_examples=10 * EFFORT.max_examples)
    @given(item=st.dictionaries(st.sampled_from(names), values), spoken=st.sampled_from(("", name)))
    def show(item: Fields, spoken: str) -> None:
        for speaking in switched(name):
            scene = Scene(speaking.face, ApiRequest("calls.list", spoken=spoken), {})
            assert rule.to_theirs(Narrow(item, rule.reads), scene) == rule.to_theirs(item, scene)

    show()
