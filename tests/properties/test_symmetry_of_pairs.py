"""What a backend of one dialect says is what a caller of another reads, up to what was declared lost on the way.

For every ordered pair of dialects, the toy among them, and every operation both have, on items and on pages. Whatever differs is
named by a loss that was recorded, or by a change that makes it from something else, or is another word of the same meaning in a
declared table of words.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from msgspec.structs import replace

from gateway.dialects.tables import Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.dialects.twilio_2010.names import element_name
from gateway.model import ApiResponse, Fields, Loss, Note, Page, PageRequest, Resource
from tests.properties.canonical_values import answers
from tests.properties.declared_losses import derived_names, lost_names
from tests.properties.differing_places import json_places, plain_value
from tests.properties.effort import EFFORT
from tests.properties.meant_values import meant_fields
from tests.properties.played_pairs import asked_at
from tests.properties.speakers import DIALECTS, Speaker
from tests.properties.trips import TRIPS, Trip, led_word, name_of_trip, read_by

_ANSWERED = tuple(
    trip
    for trip in TRIPS
    if trip.operation.shape in (Shape.ITEM, Shape.LIST)
    # what takes several calls is answered by the last of them
    and not any(trip.operation.name in one.dialect.recipes for one in (trip.caller, trip.backend))
)


def test_every_dialect_shares_something_with_the_canonical_one() -> None:
    others = DIALECTS.keys() - {"twilio-2010"}
    pairs = {trip.names for trip in _ANSWERED}
    assert {one for one in others if (one, "twilio-2010") in pairs and ("twilio-2010", one) in pairs} == others


@pytest.mark.parametrize("trip", _ANSWERED, ids=name_of_trip)
def test_an_answer_is_the_same_up_to_its_losses(trip: Trip) -> None:
    numbered = all(_tells_pages(one, trip.operation) for one in (trip.caller, trip.backend))

    @EFFORT
    @given(said=answers(trip.operation, meant_fields(trip.operation, _parents(trip))))
    def travel(said: ApiResponse) -> None:
        said = said if numbered else _as_a_whole(said)
        seen, notes, losses = _answer(trip, said)
        lost, derived = lost_names(losses, trip.names), derived_names(notes, trip.names)
        for mine, theirs in zip(_items(said), _items(seen), strict=True):
            assert sorted(_differing(trip, mine, theirs) - lost - derived) == []
        if isinstance(said.body, Page) and isinstance(seen.body, Page):
            _check_slice(said.body, seen.body, lost)

    travel()


def _tells_pages(one: Speaker, operation: Operation) -> bool:
    """Whether the dialect shows that list in pages, each with its number."""
    if not operation.paged:
        return True
    page = Page(operation.kind, (Resource(operation.kind, {}),), number=3, size=1, start=3, end=3)
    page = replace(page, list_key=KINDS[operation.kind].list_key)
    asked = one.ask(operation, one.face.representation)
    wire = one.dialect.write_response(ApiResponse(200, page), asked, one.face).wire
    read = one.dialect.read_response(wire, asked, one.face).body
    return isinstance(read, Page) and read.number == page.number


def _as_a_whole(said: ApiResponse) -> ApiResponse:
    """The list as one that is not paged: all its items on its first page."""
    page = said.body
    if not isinstance(page, Page):
        return said
    count = len(page.items)
    links = {**page.links, "next_page_uri": None, "previous_page_uri": None}
    whole = replace(page, number=0, size=max(50, count), start=0, end=max(0, count - 1), total=count, pages=1, links=links)
    return replace(said, body=whole)


def _parents(trip: Trip) -> Mapping[str, str]:
    """Fields that equal an identifier of the path, or the thing is not there."""
    checks = [
        check
        for one in (trip.caller, trip.backend)
        for place in asked_at(one.dialect, trip.operation.name)
        for check in place.entry.check
    ]
    parents = [(name, name) for name, _ in trip.asked.ids if name != "sid"]
    return {field: trip.asked.id(name) for name, field in (*parents, *checks) if trip.asked.id(name)}


def _answer(trip: Trip, said: ApiResponse) -> tuple[ApiResponse, tuple[Note, ...], tuple[Loss, ...]]:
    """What the caller reads in the end of what the backend meant, with all that was recorded on the way."""
    asked = trip.asked
    if isinstance(said.body, Page) and said.body.paged:
        asked = replace(asked, page=PageRequest(said.body.number, said.body.size))
    served = read_by(trip.backend, asked) or asked
    written = trip.backend.dialect.write_response(said, replace(served, operation=asked.operation), trip.backend.face)
    read = trip.backend.dialect.read_response(written.wire, asked, trip.backend.face)
    shown = trip.caller.dialect.write_response(read, asked, trip.caller.face)
    plain = replace(asked, spoken="")
    seen = trip.caller.dialect.read_response(shown.wire, plain, trip.caller.face)
    recorded = (written, read, shown, seen)
    return seen, tuple(n for one in recorded for n in one.notes), tuple(n for one in recorded for n in one.losses)


def _items(response: ApiResponse) -> list[Fields]:
    if isinstance(response.body, Page):
        return [item.fields for item in response.body.items]
    assert isinstance(response.body, Resource)
    return [response.body.fields]


def _differing(trip: Trip, mine: Fields, theirs: Fields) -> set[str]:
    """The fields that differ, but for words that a declared table has led there."""
    led = {name: led_word(trip, element_name(name), value, first=trip.backend) for name, value in mine.items()}
    one, other = plain_value(led), plain_value({name: theirs.get(name) for name in mine})
    return {place.partition(".")[0] for place in json_places(one, other)} | (theirs.keys() - mine.keys())


def _check_slice(said: Page, seen: Page, lost: frozenset[str]) -> None:
    if not said.paged:
        return
    assert seen.number == said.number
    ends, ended = (page.links.get("next_page_uri") is None for page in (said, seen))
    untold = seen.total is None and len(seen.items) >= seen.size  # after a full page a caller may have to ask to know
    assert ends == ended or (ends and untold) or "next_page_uri" in lost
    assert seen.total in (said.total, None) or "total" in lost
