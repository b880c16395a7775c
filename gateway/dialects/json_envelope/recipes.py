"""The operations a JSON-envelope backend needs several calls for.

It answers a POST with an id alone, replaces whole objects, and ends a call by deleting it: what the caller is shown has to be
read. Reading it must not undo what was done: where it fails, the answer is made of what is known.
"""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus

from msgspec.structs import replace

from gateway.dialects.base import Conversation, Recipe
from gateway.dialects.face import Face
from gateway.dialects.json_envelope.calls import CANCELED, ENDED, ends_call
from gateway.dialects.json_envelope.operations import MUTABLE, WHOLE
from gateway.dialects.json_envelope.own_properties import alias_in_use, speaks_it_too
from gateway.dialects.refusal import invalid, unreadable
from gateway.dialects.sids import uuid_of
from gateway.dialects.target import is_segment
from gateway.model import NO_FIELDS, ApiRequest, ApiResponse, Fields, ProblemRaised, Resource, Value

_SHOWN = {"To": "to", "From": "from", "Body": "body", "FriendlyName": "friendly_name"}
"""Parameters that are fields of what they make."""
_ID, _NAME = "resource_id", "FriendlyName"
_PREFIX = len("QU")
_UNANSWERED = ("queued", "ringing")
_NOT_IN_STATE = 21220  # the number 2010 has for a call that is in no state for what is asked
_READ_BACK = {
    "messages.create": "messages.fetch",
    "sms.messages.create": "sms.messages.fetch",
    "calls.create": "calls.fetch",
    "queues.create": "queues.fetch",
}
"""How the thing a create made is read."""


def create_then_read(asked: ApiRequest, face: Face) -> Conversation:
    """Makes a thing, then reads it; where that fails it is shown by what was sent.

    A caller of the same dialect is told the id alone, so nothing has to be read for it.
    """
    del face
    made = yield asked
    if not isinstance(made.body, Resource) or speaks_it_too(asked):
        return made
    sid = made.body.fields.get("sid")
    read = made
    if isinstance(sid, str) and is_segment(sid):
        with suppress(ProblemRaised):
            read = yield _read(asked, _READ_BACK[asked.operation], sid)
    body = read.body if isinstance(read.body, Resource) else made.body
    known: dict[str, Value] = {_SHOWN[name]: value for name, value in asked.parameters if name in _SHOWN}
    known |= {"status": "queued", "direction": "outbound-api"}
    filled = {name: known[name] for name in known.keys() & body.fields.keys() if body.fields[name] is None}
    return replace(made, body=replace(body, fields={**body.fields, **filled}))


def end_or_command(asked: ApiRequest, face: Face) -> Conversation:
    """Ends a call or gives it commands, then shows it.

    To cancel is to end a call that nobody has answered yet; the API has one DELETE for both, so the call is looked at first.
    """
    del face
    if asked.parameter("Status") == CANCELED:
        found = yield _read(asked, "calls.fetch", asked.id("sid"))
        if not isinstance(found.body, Resource) or found.body.fields.get("status") not in _UNANSWERED:
            raise invalid("The call is not queued or ringing any more, so it can't be canceled.", _NOT_IN_STATE)
    done = yield asked
    if done.status >= HTTPStatus.MULTIPLE_CHOICES:
        return done
    ended = ends_call(dict(asked.parameters))
    shows_id_alone = speaks_it_too(asked) and asked.method == "DELETE"
    if shows_id_alone or (not ended and not _is_bare(done)):
        return done
    try:
        return (yield _read(asked, "calls.fetch", asked.id("sid")))
    except ProblemRaised:
        fields = done.body.fields if isinstance(done.body, Resource) else NO_FIELDS
        known: Fields = {**fields, "sid": asked.id("sid")} | ({"status": ENDED} if ended else {})
        return replace(done, status=HTTPStatus.OK, body=Resource("call", known))


def read_and_replace(asked: ApiRequest, face: Face) -> Conversation:
    """Changes some settings of a thing: reads it as it is, merges, puts the whole back.

    A caller whose own dialect replaces too has said the whole. Between the reading and the putting another change may be lost:
    the API has no way to prevent it.
    """
    del face
    if asked.method == "PUT":
        return (yield asked)
    found = yield _read(asked, WHOLE[asked.operation], asked.id("sid"))
    whole = _whole(found, asked.id("sid"))
    rest = {name: value for name, value in whole.items() if name != _ID}
    alias = alias_in_use("incoming_phone_number", "friendly_name", whole)
    name = asked.parameter(_NAME)
    if name is not None and asked.operation != "queues.update" and alias != "friendly_name":
        rest[alias] = name
        asked = replace(asked, parameters=tuple(pair for pair in asked.parameters if pair[0] != _NAME))
    return (yield replace(asked, extra={**rest, **asked.extra}))


def _whole(found: ApiResponse, sid: str) -> Fields:
    """All there is of a thing. Raises ProblemRaised (502) where that was not told: what is not put back would be gone."""
    whole = found.body.fields if isinstance(found.body, Resource) else NO_FIELDS
    told = whole.get(_ID)
    if not whole or (told is not None and str(told).lower() not in (sid.lower(), uuid_of(sid, sid[:_PREFIX]))):
        raise unreadable("The backend does not show the thing that is to be changed. Nothing was changed.")
    return whole


def _read(asked: ApiRequest, operation: str, sid: str) -> ApiRequest:
    return replace(
        asked, operation=operation, method="GET", ids=(("sid", sid),), parameters=(), extra=NO_FIELDS, unknown=(), losses=()
    )


def _is_bare(done: ApiResponse) -> bool:
    """Whether an answer holds an id alone."""
    return not isinstance(done.body, Resource) or done.body.fields.get("status") is None


RECIPES: dict[str, Recipe] = {
    **dict.fromkeys(_READ_BACK, create_then_read),
    **dict.fromkeys(MUTABLE, read_and_replace),
    "calls.update": end_or_command,
}
