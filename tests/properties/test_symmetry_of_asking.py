"""What a caller asks is what a backend of another dialect understands, up to what was declared lost on the way.

For every ordered pair of dialects and every operation both have. What is understood otherwise is named by a loss that was
recorded, or by a change that makes it coarser and says so, or is another word of the same meaning in a declared table of words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.codecs.tree import Element
from gateway.codecs.xml import read_xml, write_xml
from gateway.dialects.face import OptionValue
from gateway.dialects.twilio_2010.names import key_name
from gateway.model import ApiRequest, Loss, Note, ProblemKind, ProblemRaised, Value
from tests.properties.declared_losses import derived_names, lost_names
from tests.properties.effort import EFFORT
from tests.properties.meant_values import DAYS, given_in, without_contradictions
from tests.properties.played_pairs import asked_at, required
from tests.properties.speakers import put_to_host
from tests.properties.trips import TRIPS, Trip, led_word, name_of_trip

_CALLED = tuple(trip for trip in TRIPS if trip.operation.parameters)


@pytest.mark.parametrize("trip", _CALLED, ids=name_of_trip)
def test_a_request_is_the_same_up_to_its_losses(trip: Trip) -> None:
    @EFFORT
    @given(said=_requests(trip))
    def travel(said: ApiRequest) -> None:
        try:
            seen, notes, losses = _request(trip, said)
        except ProblemRaised as raised:
            assert raised.problem.kind in (ProblemKind.UNSUPPORTED, ProblemKind.INVALID)  # noqa: PT017 -- nothing is lost then
            return
        lost, derived = lost_names(losses, trip.names), derived_names(notes, trip.names)
        assert sorted(_differing_parameters(trip, said, seen) - {name.rstrip("<>") for name in lost | derived}) == []
        assert seen.account == said.account
        assert seen.ids == said.ids

    travel()


@st.composite
def _requests(draw: st.DrawFn, trip: Trip) -> ApiRequest:
    """What callers need to say for the operation, and more."""
    names = _sayable(trip)
    needed = {name for one in (trip.caller, trip.backend) for name in required(one.dialect, trip.operation.name)}
    more = draw(st.lists(st.sampled_from(names), unique=True, max_size=8)) if names else []
    chosen = without_contradictions((*(name for name in names if name in needed), *more))
    parameters = tuple((name, draw(given_in(name, trip.operation))) for name in chosen)
    return replace(trip.caller.ask(trip.operation, trip.caller.face.representation), parameters=parameters)


def _sayable(trip: Trip) -> list[str]:
    """The canonical parameters but for those a backend of either refuses: a refused request loses nothing."""
    refused = {
        name
        for one in (trip.caller, trip.backend)
        for place in asked_at(one.dialect, trip.operation.name)
        for name, rule in (place.plan.parameters.refused if place.plan else {}).items()
        if not _lets_through(one.face.options.get(rule.unless), name)
    }
    return [parameter.name for parameter in trip.operation.parameters if parameter.name not in refused]


def _lets_through(option: OptionValue | None, name: str) -> bool:
    """A switch lets all of its parameters through, a list those it names."""
    return option is True or (isinstance(option, str) and name in option.split())


def _differing_parameters(trip: Trip, said: ApiRequest, seen: ApiRequest) -> set[str]:
    """The names, without the signs of bounds, of what was understood otherwise than it was meant."""
    mine = _meaning((name, led_word(trip, name, value, first=trip.caller)) for name, value in said.parameters)
    theirs = _meaning((*seen.parameters, *seen.extra.items()))
    names = set(mine) if _says_the_whole(trip) else mine.keys() | theirs.keys()
    return {key_name(name).rstrip("<>") for name in names if mine.get(name) != theirs.get(name)}


def _says_the_whole(trip: Trip) -> bool:
    """Whether one of the two replaces the thing (RFC 9110, 9.3.4): what is not said is then read as its default."""
    return "PUT" in {trip.asked.method, *(place.entry.method for place in asked_at(trip.backend.dialect, trip.operation.name))}


def _meaning(pairs: Iterable[tuple[str, Value]]) -> Mapping[str, tuple[Value, ...]]:
    """The values by name. A day is the days from it up to it; digits to send are the first thing a call is to do."""
    found: dict[str, tuple[Value, ...]] = {}
    for name, value in pairs:
        bounds = (f"{name}>", f"{name}<") if name in DAYS else (name,)
        for bound in bounds:
            found[bound] = (*found.get(bound, ()), value)
    digits, document = found.pop("SendDigits", ()), found.pop("Twiml", ())
    verbs = (*(Element("Play", (("digits", str(one)),)) for one in digits), *_verbs(document))
    told = tuple(write_xml(verb).decode() for verb in verbs)
    return {**found, "Twiml": told} if told else found


def _verbs(document: tuple[Value, ...]) -> tuple[Element, ...]:
    """What a document has a call do: where it ends the call is hung up, unless it waits there."""
    if not document:
        return ()
    *before, last = (Element("Response"), *read_xml(str(document[0]).encode()).children)
    if last.name == "Pause":
        return tuple(before[1:])
    return (*before, last, *(() if last.name == "Hangup" else (Element("Hangup"),)))[1:]


def _request(trip: Trip, said: ApiRequest) -> tuple[ApiRequest, tuple[Note, ...], tuple[Loss, ...]]:
    """What a backend understands of what a caller meant."""
    put = trip.caller.dialect.write_request(said, trip.caller.face)
    read = trip.caller.dialect.read_request(put_to_host(put.wire), trip.caller.face)
    asked = trip.backend.dialect.write_request(read, trip.backend.face)
    seen = trip.backend.dialect.read_request(put_to_host(asked.wire), trip.backend.face)
    recorded = (put, read, asked, seen)
    return seen, tuple(n for one in recorded for n in one.notes), tuple(n for one in recorded for n in one.losses)
