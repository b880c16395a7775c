"""Requests of 2012-04-24: what a caller may ask and how, and what is put right before a backend is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from email.message import Message
from http import HTTPStatus

from gateway.dialects.face import Face
from gateway.dialects.grammar import PagingWords
from gateway.dialects.refusal import invalid, unsupported, unsupported_media
from gateway.dialects.rest_requests import FORM, Pairs, take_page
from gateway.dialects.restcomm_2012 import paging
from gateway.dialects.restcomm_2012.operations import OWN_PARAMETERS
from gateway.model import ApiRequest, Note, PageRequest, Problem, ProblemKind, ProblemRaised, Representation, Source
from gateway.wire import WireRequest

RANGE = PagingWords("RangeIndex", "RangeSize")
"""What chooses a slice of the numbers to buy."""
_EVENTS = "StatusCallbackEvent"
OWN = "parameters-nobody-else-has"
_ELSEWHERE = {
    "calls.update": ("calls.legs.update", (("Mute", ("true",)), ("MoveConnectedCallLeg", ("true",)))),
    "applications.create": ("applications.for_ussd.create", (("Kind", ("ussd",)),)),
    "applications.update": ("applications.for_ussd.update", (("Kind", ("ussd",)),)),
}
"""Operation → the one that it is with one of these values: what no other dialect has, and what it must not lose."""
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
    if api.operation.startswith("available_phone_numbers."):
        api = take_page(api, RANGE)
    if api.page and api.page.size == 0:
        raise invalid("PageSize must be 1 or more")
    api = _choose_operation(api)
    api = _set_aside(replace(api, parameters=tuple(_split_events(api.parameters))))
    if api.operation == "recordings.fetch" and api.representation.is_media and face.switch("public_recordings"):
        api = replace(api, public=True)
    limit = face.count("walk_limit")
    if api.page:
        api = replace(api, page=replace(api.page, reach=limit))
    if face.text("totals") == "walk" and paging.is_paged(api.operation):
        api = replace(api, page=replace(api.page or PageRequest(), walk=limit))
    if api.operation.endswith(".list") and not paging.is_paged(api.operation) and api.page is None:
        api = replace(api, page=PageRequest(reach=limit, whole=True))
    return api


def _choose_operation(api: ApiRequest) -> ApiRequest:
    """The operation of this dialect alone, where a parameter asks for something nobody else can do."""
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


def _set_aside(api: ApiRequest) -> ApiRequest:
    """What no other dialect has travels beside the parameters, to a backend of this one or as a loss."""
    own = OWN_PARAMETERS.get(api.operation, frozenset())
    extra = {name: value for name, value in reversed(api.parameters) if name in own}
    if not extra:
        return api
    return replace(
        api,
        parameters=tuple(pair for pair in api.parameters if pair[0] not in own),
        extra={**api.extra, **dict(reversed(extra.items()))},
        notes=(*api.notes, *(Note(OWN, name) for name in reversed(extra))),
    )


def prepare(api: ApiRequest) -> ApiRequest:
    """The request as a server takes it. Raises ProblemRaised (501) where it would do something else than asked."""
    _refuse(api)
    own = OWN_PARAMETERS.get(api.operation, frozenset())
    back = tuple((name, value) for name, value in api.extra.items() if name in own and isinstance(value, str))
    names = {name for name, _ in back}
    api = replace(
        api,
        parameters=_join_events(api.parameters) + back,
        extra={name: value for name, value in api.extra.items() if name not in names},
    )
    if api.representation is Representation.WAV:
        api = replace(api, suffix=".wav")
    return api


def _refuse(api: ApiRequest) -> None:
    if (
        api.operation == "calls.create"
        and not api.parameter("Url")
        and (api.parameter("Twiml") or api.parameter("ApplicationSid"))
    ):
        raise unsupported("The backend's API needs the Url of a document to run; give the call a Url.")
    if api.representation is Representation.MP3:
        raise unsupported("The backend's API has recordings as WAV only; ask for .wav.")


def _join_events(pairs: Pairs) -> Pairs:
    """The events as one comma list, where the first of them stands: of a repeated field a server reads the first alone."""
    events = [value for name, value in pairs if name == _EVENTS]
    if not events:
        return pairs
    place = next(index for index, (name, _) in enumerate(pairs) if name == _EVENTS)
    rest = [pair for pair in pairs if pair[0] != _EVENTS]
    return (*rest[:place], (_EVENTS, ",".join(events)), *rest[place:])
