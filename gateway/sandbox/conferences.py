"""Conferences: listed, filtered, ended."""

from __future__ import annotations

from gateway.sandbox.calls import end_call, status_of
from gateway.sandbox.errors import invalid, refuse
from gateway.sandbox.exchange import Answer, Exchange, Listing, Route, route
from gateway.sandbox.filters import matching
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.store import Record

_FOLDER = "Conferences"
_STATUSES = ("init", "in-progress", "completed")

CONFERENCE = Kind(
    "Conference",
    "Conferences",
    "conferences",
    names(
        "sid account_sid friendly_name status date_created api_version date_updated region reason_conference_ended "
        "call_sid_ending_conference uri subresource_uris"
    ),
    prefix="CF",
    children={"participants": "Participants", "recordings": "Recordings"},
    defaults={"region": "us1"},
)


def participants_of(exchange: Exchange, conference: Record) -> list[Record]:
    """Those whose call is not over."""
    store, account = exchange.scene.store, conference.account
    seats = store.newest_first(account, f"{_FOLDER}/{conference.sid}/Participants")
    calls = [(seat, store.find(account, "Calls", seat.sid)) for seat in seats]
    return [seat for seat, call in calls if call and status_of(call, exchange.scene) in ("queued", "ringing", "in-progress")]


def end_conference(exchange: Exchange, conference: Record, reason: str) -> Record:
    """Hang up on everybody and close it. A conference that is over stays as it was."""
    if conference.fields.get("status") == "completed":
        return conference
    store = exchange.scene.store
    for seat in participants_of(exchange, conference):
        call = store.find(conference.account, "Calls", seat.sid)
        if call is not None:
            end_call(exchange, call, "completed")
    return store.change(conference, exchange.scene.now, status="completed", reason_conference_ended=reason)


def _list(exchange: Exchange) -> Answer:
    status = exchange.query.text("Status")
    if status and status not in _STATUSES:
        raise invalid("Status", status)
    equal, dates = names("Status FriendlyName"), names("DateCreated DateUpdated")
    return Listing(CONFERENCE, matching(exchange.records(_FOLDER), CONFERENCE, exchange, equal=equal, dates=dates))


def _fetch(exchange: Exchange) -> Answer:
    return exchange.show(CONFERENCE, exchange.need(_FOLDER, exchange.ids[0]))


def _update(exchange: Exchange) -> Answer:
    """`Status=completed` ends it; an announcement is played to those who are in it."""
    conference = exchange.need(_FOLDER, exchange.ids[0])
    status = exchange.form.text("Status")
    if status:
        if status != "completed":
            raise invalid("Status", status)
        return exchange.show(CONFERENCE, end_conference(exchange, conference, "conference-ended-via-api"))
    if exchange.form.text("AnnounceUrl") and conference.fields.get("status") != "in-progress":
        raise refuse(20001, "The conference is not in progress, there is nobody to announce to")
    return exchange.show(CONFERENCE, conference)


CONFERENCE_ROUTES: tuple[Route, ...] = (
    route("Conferences", GET=_list),
    route("Conferences/*", GET=_fetch, POST=_update),
)
