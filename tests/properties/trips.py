"""Trips through two dialects: for every ordered pair of them, the toy among them, the operations that both have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from gateway.dialects.change import Enum, Scene
from gateway.dialects.convert import enum_steps
from gateway.dialects.face import OptionValue
from gateway.dialects.tables import Operation
from gateway.dialects.twilio_2010.operations import OPERATIONS
from gateway.model import ApiRequest, ProblemRaised, Value
from tests.properties.speakers import DIALECTS, Speaker, speaker

_OPTIONS: Mapping[str, Mapping[str, OptionValue]] = {
    # a backend that knows filters and takes calls without instructions: what else is refused loses nothing
    "json-envelope": {"filters": "To From", "ignore_call_instructions": True},
    "twilio-2008": {"account_type": True, "capabilities": True},  # fields that were there in some years
}
_SPOKEN = {name: speaker(name, None, **_OPTIONS.get(name, {})) for name in DIALECTS}


@dataclass(frozen=True)
class Trip:
    """One operation between a caller's dialect and a backend's, and the request as the gateway reads it from the caller."""

    caller: Speaker
    backend: Speaker
    operation: Operation
    asked: ApiRequest

    @property
    def names(self) -> tuple[str, str]:
        return self.caller.dialect.name, self.backend.dialect.name


def _trips(caller: str, backend: str) -> Iterator[Trip]:
    """The operations both have, as far as a caller can mean them."""
    here, there = _SPOKEN[caller], _SPOKEN[backend]
    for name in sorted(here.dialect.operations.keys() & there.dialect.operations.keys() & OPERATIONS.keys()):
        operation = OPERATIONS[name]
        asked = read_by(here, here.ask(operation, here.face.representation))
        if asked and asked.operation == name:
            yield Trip(here, there, operation, asked)


def read_by(one: Speaker, api: ApiRequest) -> ApiRequest | None:
    try:
        return one.dialect.read_request(one.call(api), one.face)
    except ProblemRaised:
        return None


TRIPS = tuple(trip for pair in permutations(DIALECTS, 2) for trip in _trips(*pair))


def led_word(trip: Trip, name: str, value: Value, *, first: Speaker) -> Value:
    """The word that the tables of both dialects make of a word."""
    for one in (first, trip.caller if first is trip.backend else trip.backend):
        for rule in _enums(one, trip.operation.name):
            if name in rule.fields and value is not None:
                value = _there_and_back(rule, one, trip, value)
    return value


def _there_and_back(rule: Enum, one: Speaker, trip: Trip, value: Value) -> Value:
    to_theirs, to_ours = enum_steps(rule)
    scene = Scene(one.face, trip.asked, {})
    there = to_theirs(value, scene)
    back = to_ours(there, scene) if isinstance(there, str | bool) else value
    was_boolean = isinstance(value, bool) and back in ("true", "false")
    return back == "true" if was_boolean else back if isinstance(back, str | bool) else value


def _enums(one: Speaker, operation: str) -> list[Enum]:
    touching = (change for change in one.dialect.changes if change.touches(operation))
    return [rule for change in touching for rule in change.rules if isinstance(rule, Enum)]


def name_of_trip(trip: Trip) -> str:
    """What stands for it in a test's name."""
    return f"{trip.caller.dialect.name}-on-{trip.backend.dialect.name}-{trip.operation.name}"
