"""Who is in a conference: each participant is a call, known by the id of the call or by its label."""

from __future__ import annotations

from gateway.sandbox.calls import CALL, end_call, place_call
from gateway.sandbox.conferences import CONFERENCE, end_conference, participants_of
from gateway.sandbox.errors import not_found, refuse
from gateway.sandbox.exchange import Answer, Exchange, Listing, Route, route
from gateway.sandbox.filters import matching
from gateway.sandbox.kinds import Kind, names, represent
from gateway.sandbox.plain import CREATED, read_fields
from gateway.sandbox.store import Record, Scene
from gateway.sandbox.values import Fields, text_of

_FLAGS = ("muted", "hold", "coaching", "end_conference_on_exit", "start_conference_on_enter")
# a participant's state is told in other words than its call's
_STATES = {"queued": "queued", "ringing": "ringing", "in-progress": "connected", "completed": "complete"}


def _state(record: Record, scene: Scene) -> Fields:
    call = scene.store.find(record.account, "Calls", record.sid)
    status = "complete" if call is None else text_of(represent(CALL, call, scene), "status")
    return {
        "call_sid": record.sid,
        "conference_sid": record.folder.split("/")[1],
        "status": _STATES.get(status, "failed"),
    }


PARTICIPANT = Kind(
    "Participant",
    "Participants",
    "participants",
    names(
        "call_sid conference_sid account_sid muted hold end_conference_on_exit start_conference_on_enter date_created "
        "date_updated label coaching call_sid_to_coach status queue_time uri"
    ),
    defaults={**dict.fromkeys(_FLAGS, False), "start_conference_on_enter": True},
    booleans=frozenset(_FLAGS),
    derive=_state,
)
_CREATE = names("Label Muted StartConferenceOnEnter EndConferenceOnExit Coaching CallSidToCoach")
_UPDATE = names("Muted Hold EndConferenceOnExit Coaching CallSidToCoach")


def _list(exchange: Exchange) -> Answer:
    conference = exchange.need("Conferences", exchange.ids[0])
    present = participants_of(exchange, conference)
    return Listing(PARTICIPANT, matching(present, PARTICIPANT, exchange, equal=names("Muted Hold Coaching")))


def _add(exchange: Exchange) -> Answer:
    """Call somebody into a conference. One named by its friendly name is opened where there is none."""
    form = exchange.form
    fields = read_fields(PARTICIPANT, _CREATE, form)
    conference = _running(exchange, exchange.ids[0])
    if not form.text("From"):
        raise refuse(21213, "No from number is specified")
    if not form.text("To"):
        raise refuse(21201, "No to number is specified")
    call = place_call(exchange, form.text("To"), form.text("From"))
    if conference is None:
        opened: Fields = {"friendly_name": exchange.ids[0], "status": "in-progress"}
        conference = exchange.make(CONFERENCE, "Conferences", opened)
    folder = f"Conferences/{conference.sid}/Participants"
    record = exchange.scene.store.add(exchange.account, folder, call.sid, exchange.scene.now, fields)
    return exchange.show(PARTICIPANT, record, CREATED)


def _running(exchange: Exchange, name: str) -> Record | None:
    """The conference of that id, or the running one of that name; None where one is to be opened."""
    if name.startswith(CONFERENCE.prefix):
        conference = exchange.need("Conferences", name)
        if conference.fields.get("status") == "completed":
            raise refuse(20001, f"The conference {name} is over")
        return conference
    rows = exchange.records("Conferences")
    return next((row for row in rows if (row.fields["friendly_name"], row.fields["status"]) == (name, "in-progress")), None)


def _found(exchange: Exchange) -> tuple[Record, Record]:
    conference = exchange.need("Conferences", exchange.ids[0])
    wanted = exchange.ids[1]
    for seat in participants_of(exchange, conference):
        if wanted in (seat.sid, seat.fields.get("label")):
            return conference, seat
    raise not_found(exchange.path)


def _fetch(exchange: Exchange) -> Answer:
    return exchange.show(PARTICIPANT, _found(exchange)[1])


def _update(exchange: Exchange) -> Answer:
    _, seat = _found(exchange)
    fields = read_fields(PARTICIPANT, _UPDATE, exchange.form)
    return exchange.show(PARTICIPANT, exchange.scene.store.change(seat, exchange.scene.now, **fields))


def _kick(exchange: Exchange) -> Answer:
    """Hang up on one; the conference ends with its last participant."""
    conference, seat = _found(exchange)
    call = exchange.need("Calls", seat.sid)
    end_call(exchange, call, "completed")
    if not participants_of(exchange, conference):
        end_conference(exchange, conference, "last-participant-kicked")
    return exchange.discard(seat)


PARTICIPANT_ROUTES: tuple[Route, ...] = (
    route("Conferences/*/Participants", GET=_list, POST=_add),
    route("Conferences/*/Participants/*", GET=_fetch, POST=_update, DELETE=_kick),
)
