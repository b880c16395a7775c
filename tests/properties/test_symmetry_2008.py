"""What the 2008 dialect writes it reads back, but for what its changes declare: field by field, one and many, XML and JSON.

The expected value is told from the declared rules: a field that is Gone is null or made again and its loss is reported; an Enum
gives the first word that stands for the same; a Convert must at least be stable. All else must come back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.change import Change, Convert, Enum, Gone, Number
from gateway.dialects.tables import Operation, Shape
from gateway.dialects.twilio_2010.names import key_name
from gateway.model import ApiRequest, ApiResponse, Fields, Loss, Page, Representation, Resource, Value
from tests.properties.canonical_values import XML_TEXT, answers, fields_of, phone_numbers
from tests.properties.effort import EFFORT
from tests.properties.speakers import DIALECTS, Speaker, speaker

_DIALECT = DIALECTS["twilio-2008"]
_SHOWN = tuple(one for one in _DIALECT.operations.values() if one.shape in (Shape.ITEM, Shape.LIST))
_DIRECTIONS = st.sampled_from(("inbound", "outbound-api", "outbound-dial", "outbound-reply"))
_CALL_WORDS = ("queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled")


_Kind = TypeVar("_Kind", Convert, Enum, Gone, Number)


def _rules(operation: str, kind: type[_Kind]) -> list[tuple[Change, _Kind]]:
    touching = (change for change in _DIALECT.changes if change.touches(operation))
    return [(change, rule) for change in touching for rule in change.rules if isinstance(rule, kind)]


def _enums(operation: str) -> Mapping[str, Enum]:
    return {key_name(name): rule for _, rule in _rules(operation, Enum) for name in rule.fields}


def _converted(operation: str) -> set[str]:
    return {key_name(name) for _, rule in _rules(operation, Convert) for name in rule.ours}


def _gone(operation: str) -> Mapping[str, tuple[Change, Gone]]:
    return {key_name(name): (change, rule) for change, rule in _rules(operation, Gone) for name in rule.ours}


def _fields(operation: Operation) -> st.SearchStrategy[Fields]:
    """Fields of the operation's kind that hold what 2010 may say in them; an option hides two of them."""
    particular: dict[str, st.SearchStrategy[Value]] = {"direction": _DIRECTIONS, "sid": st.just("XX1")}
    for name, rule in _enums(operation.name).items():
        words = [ours for _, ours in rule.pairs]
        particular[name] = st.sampled_from([{"true": True, "false": False}.get(word, word) for word in words])
    if operation.kind == "call":
        particular["status"] = st.sampled_from(_CALL_WORDS)
    for _, numbers in _rules(operation.name, Number):
        particular |= {key_name(name): phone_numbers for name in numbers.fields}
    return fields_of(operation, XML_TEXT.filter(lambda text: text != ""), particular)


def _expected(operation: str, name: str, value: Value) -> Value:
    rule = _enums(operation).get(name)
    if rule is None or value is None:
        return value
    word = str(value).lower() if isinstance(value, bool) else value
    theirs = next(theirs for theirs, ours in rule.pairs if ours == word)
    back = next(ours for one, ours in rule.pairs if one == theirs)
    return back == "true" if isinstance(value, bool) else back


@pytest.mark.parametrize("representation", [Representation.XML, Representation.JSON])
@pytest.mark.parametrize("operation", _SHOWN, ids=lambda operation: operation.name)
def test_what_is_written_is_read_back(operation: Operation, representation: Representation) -> None:
    one = speaker("twilio-2008", representation, account_type=True, capabilities=True)
    asked = one.ask(operation, representation)

    @EFFORT
    @given(response=answers(operation, _fields(operation)))
    def write_and_read(response: ApiResponse) -> None:
        seen, losses = _turn(one, response, asked)
        for item, read in zip(_items(response), _items(seen), strict=True):
            _check_item(operation.name, item, read, losses)
        again, _ = _turn(one, seen, asked)
        assert _items(again) == _items(seen)
        if representation is Representation.XML:
            _check_paging(response, seen)

    write_and_read()


def _turn(one: Speaker, response: ApiResponse, asked: ApiRequest) -> tuple[ApiResponse, tuple[Loss, ...]]:
    written = one.dialect.write_response(response, asked, one.face)
    return one.dialect.read_response(written.wire, asked, one.face), written.losses


def _items(response: ApiResponse) -> list[Fields]:
    if isinstance(response.body, Page):
        return [item.fields for item in response.body.items]
    assert isinstance(response.body, Resource)
    return [response.body.fields]


def _check_item(operation: str, item: Fields, read: Fields, losses: tuple[Loss, ...]) -> None:
    gone, converted = _gone(operation), _converted(operation)
    for name, value in item.items():
        if name in gone:
            change, rule = gone[name]
            if value not in (None, (), ""):
                assert (not rule.loss) or any(loss.change == change.name and loss.where == name for loss in losses), name
            assert rule.remake is not None or read.get(name) is None, name
        elif name not in converted:
            assert read.get(name) == _expected(operation, name, value), name


def _check_paging(response: ApiResponse, seen: ApiResponse) -> None:
    page, read = response.body, seen.body
    if not isinstance(page, Page) or not isinstance(read, Page) or not page.paged:
        return
    assert (read.number, read.size, read.total) == (page.number, page.size, page.total)
    assert (read.links["next_page_uri"] is None) == (page.links["next_page_uri"] is None)
