"""Requests of 2012-04-24: what a caller may ask and how, and what is put right before a backend is asked."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import Message
from http import HTTPStatus

from msgspec.structs import replace

from gateway.dialects.face import Face
from gateway.dialects.grammar import PagingWords
from gateway.dialects.refusal import invalid, not_found, unsupported, unsupported_media
from gateway.dialects.rest_requests import FORM, Pairs, refuse_unnamed_number, take_page
from gateway.dialects.restcomm_2012 import paging
from gateway.dialects.restcomm_2012.names import NAME
from gateway.dialects.restcomm_2012.operations import PERIODS
from gateway.dialects.restcomm_2012.own_parameters import set_aside, take_back
from gateway.dialects.restcomm_2012.refused import refused_names
from gateway.model import ApiRequest, PageRequest, Problem, ProblemKind, ProblemRaised, Representation, Source
from gateway.wire import WireRequest

PAGE = PagingWords("Page", "PageSize")
RANGE = PagingWords("RangeIndex", "RangeSize")
"""What chooses a slice of the numbers to buy."""
_EVENTS = "StatusCallbackEvent"
_ELSEWHERE = {
    "calls.update": ("calls.legs.update", (("Mute", ("true",)), ("MoveConnectedCallLeg", ("true",)))),
    "applications.create": ("applications.for_ussd.create", (("Kind", ("ussd",)),)),
    "applications.update": ("applications.for_ussd.update", (("Kind", ("ussd",)),)),
}
"""Operation → the one that it is with one of these values: what no other dialect has, and what it must not lose."""
_PERIODS = {period.replace("_", ""): period for period in PERIODS}
_MIGRATION = ("incoming_phone_numbers.update", "migrate")
"""Taken for a change of one number it would give all numbers of the account to another organization."""
_ACCEPTABLE = ("json", "application/xml", "*/*", "application/*")


def refuse_unacceptable(api: ApiRequest, wire: WireRequest) -> None:
    """Raises ProblemRaised (406) for an Accept that names neither form and not everything; a suffix beats it."""
    accept = (wire.headers.get("Accept") or "").lower()
    if api.suffix or not accept.strip() or any(word in accept for word in _ACCEPTABLE):
        return
    text = "Accept application/json or application/xml: there is no other form."
    raise ProblemRaised(Problem(ProblemKind.NOT_ACCEPTABLE, Source.CALLER, HTTPStatus.NOT_ACCEPTABLE, text))


def refuse_other_bodies(wire: WireRequest) -> None:
    """Raises ProblemRaised (415) for a POST or PUT whose body is labelled as no form, even where it is empty."""
    content_type = wire.headers.get("Content-Type")
    if wire.method not in ("POST", "PUT") or content_type is None:
        return
    header = Message()
    header["Content-Type"] = content_type
    if header.get_content_type() != FORM:
        raise unsupported_media(f"The body must be {FORM}. Send parameters as a form.")


def read_request(api: ApiRequest, face: Face) -> ApiRequest:
    """The last word on a caller's request: its page, what it alone can say, and the switches of the route."""
    words = paging_of(api.operation)
    if words is RANGE:
        api = take_page(api, RANGE)
    if api.page and api.page.size == 0:
        raise invalid(f"{words.size} must be 1 or more")
    if (api.operation, api.id("sid")) == _MIGRATION:
        raise not_found()
    refuse_unnamed_number(api, "Phone number can not be null.")
    api = replace(_choose_operation(api), spoken=NAME)
    api = set_aside(replace(api, parameters=tuple(_split_events(api.parameters))))
    if api.operation == "recordings.fetch" and api.representation.is_media and face.switch("public_recordings"):
        api = replace(api, public=True)
    limit = face.count("walk_limit")
    if api.page:
        api = replace(api, page=replace(api.page, reach=limit, overhang=True))
    if face.text("totals") == "walk" and paging.is_paged(api.operation):
        api = replace(api, page=replace(api.page or PageRequest(), walk=limit))
    if api.operation.endswith(".list") and not paging.is_paged(api.operation) and api.page is None:
        api = replace(api, page=PageRequest(reach=limit, whole=True))
    return api


def paging_of(operation: str) -> PagingWords:
    """What chooses a page of a list."""
    return RANGE if operation.startswith("available_phone_numbers.") else PAGE


def _choose_operation(api: ApiRequest) -> ApiRequest:
    """The operation meant: one of this dialect alone where a parameter asks for it, that of a period in letters of any case."""
    if word := api.id("period"):
        period = _PERIODS.get(word.lower(), "all_time")  # a word that is no period means all time, as on a server
        return replace(api, operation=f"usage.records.{period}.list", ids=())
    operation, asked = _ELSEWHERE.get(api.operation, ("", ()))
    if any((api.parameter(name) or "").lower() in values for name, values in asked):
        return replace(api, operation=operation)
    return api


def _split_events(pairs: Pairs) -> Iterable[tuple[str, str]]:
    """Each event of a comma list by itself."""
    for name, value in pairs:
        if name == _EVENTS and value:
            yield from ((name, event.strip()) for event in value.split(","))
        else:
            yield name, value


def prepare(api: ApiRequest) -> ApiRequest:
    """The request as a server takes it. Raises ProblemRaised (501) where it would do something else than asked."""
    if api.representation is Representation.MP3:
        raise unsupported("The backend's API has recordings as WAV only; ask for .wav.")
    if api.spoken == NAME:
        api = _leave_out_unknown(api)
    api = take_back(replace(api, parameters=_join_events(api.parameters)))
    if paging_of(api.operation) is RANGE:
        api = take_page(api, PAGE)
    if api.representation is Representation.WAV:
        api = replace(api, suffix=".wav")
    return api


def _leave_out_unknown(api: ApiRequest) -> ApiRequest:
    """Without what its caller's dialect does not know and no backend of it can be told: a server pays no heed to it either."""
    names = refused_names(api.operation).intersection(api.unknown)
    left_out = {name: value for name, value in api.parameters if name in names}
    kept = tuple(pair for pair in api.parameters if pair[0] not in names)
    return replace(api, parameters=kept, extra={**api.extra, **left_out})


def _join_events(pairs: Pairs) -> Pairs:
    """The events as one comma list, where the first of them stands: of a repeated field a server reads the first alone."""
    events = [value for name, value in pairs if name == _EVENTS]
    if not events:
        return pairs
    place = next(index for index, (name, _) in enumerate(pairs) if name == _EVENTS)
    rest = [pair for pair in pairs if pair[0] != _EVENTS]
    return (*rest[:place], (_EVENTS, ",".join(events)), *rest[place:])
