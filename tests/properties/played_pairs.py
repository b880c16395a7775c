"""A pair of dialects with the gateway between them: calls as a caller of the one puts them, answers as a backend of the other
gives them. What the caller's request is and what the backend answers are written by the dialects themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from msgspec.structs import replace

from gateway.delivery import Backend
from gateway.dialects.base import Dialect
from gateway.dialects.face import OptionValue
from gateway.dialects.paths import PathTable, Served
from gateway.dialects.tables import Effect, Field, FieldType, Operation, Shape
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.matrix.requests import canonical_names, turn_name
from gateway.model import (
    ApiRequest,
    ApiResponse,
    Credentials,
    Fields,
    Link,
    Page,
    ProblemRaised,
    Resource,
    Value,
)
from gateway.pipeline import Gateway, handle
from gateway.policy.credentials import pass_through
from gateway.router import Condition, Route
from gateway.trail import Trail
from gateway.wire import WireRequest, WireResponse
from tests.properties.speakers import ACCOUNT, DIALECTS, Speaker, speaker

HOST = "v1.api.example.com"
"""A name that is good for every dialect: one of them has its version in front."""
SID = "CA0000000000000000000000000000000a"
_DAY = "2010-08-31"
_MOMENT = "Tue, 31 Aug 2010 20:36:28 +0000"
_GIVEN = {
    "To": "+15555550100",
    "From": "+15555550101",
    "PhoneNumber": "+15555550102",
    "AreaCode": "555",
    "Url": "https://app.example.com/voice",
    "Twiml": "<Response><Say>Hello</Say></Response>",
    "Body": "Hello",
    "Status": "completed",
    "Muted": "true",
    "Timeout": "30",
    "Method": "POST",
    **dict.fromkeys(
        ("StartTime", "EndTime", "DateSent", "DateCreated", "DateUpdated", "MessageDate", "StartDate", "EndDate"), _DAY
    ),
}
_FIELDS: Mapping[str, Value] = {"status": "queued", "direction": "outbound-api", "to": "+15555550100", "from": "+15555550101"}


def asked_at(dialect: Dialect, operation: str) -> tuple[Served, ...]:
    """The places of a dialect at which the operation is asked, as the matrix sees them."""
    return tuple(_paths(dialect.name).serving(operation))


@cache
def _paths(name: str) -> PathTable:
    return PathTable(DIALECTS[name].entries)


def givable(dialect: Dialect, operation: str) -> tuple[str, ...]:
    """The canonical parameters callers of the dialect can give to an operation, but for those its own backends refuse."""
    places = asked_at(dialect, operation)
    refused = {name for place in places if place.plan for name in place.plan.parameters.refused}
    return tuple(dict.fromkeys(name for place in places for name in canonical_names(place) if name not in refused))


def given_value(name: str) -> str:
    """A value the parameter may well have."""
    plain = name.rstrip("<>")
    return _GIVEN.get(plain) or (SID if plain.endswith("Sid") else "1")


def ask(caller: Speaker, operation: str, names: Collection[str]) -> WireRequest:
    """What a caller puts on the wire for an operation with those parameters. Raises ProblemRaised where its dialect can't."""
    asked = replace(
        caller.ask(caller.dialect.operations[operation], caller.face.representation),
        parameters=tuple((name, given_value(name)) for name in _together(names)),
        credentials=Credentials(ACCOUNT, "caller-secret"),
    )
    wire = caller.dialect.write_request(asked, caller.face).wire
    return replace(wire, headers=wire.headers.plus(("Host", HOST)))


_EITHER = ("Url", "Twiml", "Status")
"""Of these a live call is given one; of a call to be placed and of filters the first two are not both given either."""


def _together(names: Collection[str]) -> list[str]:
    """The parameters without those that contradict one before them."""
    first = next((name for name in names if name in _EITHER), None)
    return [name for name in names if name not in _EITHER or name == first]


@cache
def caller_of(name: str, operation: str) -> Speaker | None:
    """The dialect with the switches under which its callers can mean that operation; None where there are no such."""
    for options in _switches(DIALECTS[name]):
        caller = speaker(name, None, **options)
        try:
            wire = ask(caller, operation, required(caller.dialect, operation))
            meant = caller.dialect.read_request(wire, caller.face).operation
        except ProblemRaised:
            continue
        if meant == operation:
            return caller
    return None


def required(dialect: Dialect, operation: str) -> tuple[str, ...]:
    """The canonical parameters without which the operation is none in the dialect, at the place that needs least."""
    needed = [
        name
        for place in asked_at(dialect, operation)[-1:]
        for parameter in place.operation.parameters
        if parameter.required
        for name in turn_name(parameter.name, place)
    ]
    if operation.startswith("incoming_phone_numbers.") and operation.endswith(".create"):
        # a purchase names its number or an area: no table can say that one of two is required
        taken = [name for place in asked_at(dialect, operation) for name in canonical_names(place)]
        needed += [name for name in ("PhoneNumber", "AreaCode") if name in taken][:1]
    return tuple(dict.fromkeys(needed))


def _switches(dialect: Dialect) -> Iterator[dict[str, OptionValue]]:
    """The defaults, then one switch after the other turned to each of its other words."""
    yield {}
    for option in dialect.options:
        others: tuple[OptionValue, ...] = (not option.default,) if isinstance(option.default, bool) else option.choices
        yield from ({option.name: other} for other in others if other != option.default)


def full_fields(dialect: Dialect, operation: Operation) -> Fields:
    """An item with a value in every field that a backend of the dialect documents for the operation."""
    kind = KINDS.get(operation.kind)
    shown = {one.name: _value(one) for one in kind.fields if _shows(one, operation)} if kind else {}
    plans = (place.plan.item for place in asked_at(dialect, operation.name) if place.plan)
    known = {name for plan in plans if plan for name in plan.known}
    own = known - {one.name for one in kind.fields} if kind else {"name"}
    return {**shown, **dict.fromkeys(sorted(own), "1")}


def _shows(one: Field, operation: Operation) -> bool:
    if operation.shape is Shape.LIST:
        return not one.only or operation.name.startswith(f"{one.only}.")
    if operation.effect is Effect.CREATE:
        return True
    return one.only in ("", "item") or operation.name.startswith(f"{one.only}.")


def _value(one: Field) -> Value:
    link = Link(f"/Accounts/{ACCOUNT}/Calls")
    by_type: Mapping[FieldType, Value] = {
        FieldType.INTEGER: 1,
        FieldType.BOOLEAN: True,
        FieldType.LIST: ("one",),
        FieldType.MAP: {"voice": True, "sms": True},
        FieldType.LINK: link,
        FieldType.LINKS: {"calls": link},
        FieldType.URL: "https://media.example.org/1",
        FieldType.DATE: _MOMENT,
    }
    text = SID if one.name.endswith("sid") else _FIELDS.get(one.name, "1")
    return by_type.get(one.type, text)


def answer_with(operation: Operation, fields: Fields) -> ApiResponse:
    """The success of an operation with that item, or with a page of it that has one behind it and tells no total."""
    if operation.shape is Shape.EMPTY:
        return ApiResponse(operation.status)
    item = Resource(operation.kind, fields)
    if operation.shape is not Shape.LIST:
        return ApiResponse(operation.status, item)
    kind = KINDS.get(operation.kind)
    path = f"/Accounts/{ACCOUNT}/Calls"
    links = {"uri": Link(path), "first_page_uri": Link(path), "next_page_uri": Link(path, "Page=1&PageSize=1")}
    page = Page(operation.kind, (item,), size=1, start=0, end=0, links=links, list_key=kind.list_key if kind else "items")
    whole = replace(page, paged=False, links={"uri": Link(path)})
    return ApiResponse(operation.status, page if operation.paged else whole)


def _as_asked(response: ApiResponse, asked: ApiRequest) -> ApiResponse:
    """The answer with the thing that was asked for: what is changed by replacing it is looked at before."""
    sid = asked.id("sid")
    if not sid or not isinstance(response.body, Resource) or "sid" not in response.body.fields:
        return response
    return replace(response, body=replace(response.body, fields={**response.body.fields, "sid": sid}))


@dataclass
class PlayedBackend:
    """Reads what it is asked as a server of its dialect would, and answers with what `answer` says of that operation."""

    spoken: Speaker
    answer: Callable[[Operation], ApiResponse]
    asked: list[ApiRequest] = field(default_factory=list)

    async def send(self, request: WireRequest, **wishes: object) -> WireResponse:
        del wishes
        hosted = replace(request, headers=request.headers.plus(("Host", HOST)))
        api = self.spoken.dialect.read_request(hosted, self.spoken.face)
        self.asked.append(api)
        operation = self.spoken.dialect.operations[api.operation]
        return self.spoken.dialect.write_response(_as_asked(self.answer(operation), api), api, self.spoken.face).wire


async def call(wire: WireRequest, caller: Speaker, backend: PlayedBackend) -> tuple[WireResponse, Trail]:
    """One call through the pipeline, credentials passed through."""
    behind = Backend(backend.spoken.dialect, backend.spoken.face, backend.send)
    gateway = Gateway(
        routes=(Route("one", Condition(), caller.dialect, caller.face, "behind"),),
        backends={"behind": behind},
        dialects=DIALECTS,
        admit=pass_through,
        public_url="https://gateway.example.com",
    )
    trail = Trail()
    return await handle(wire, gateway, trail), trail
