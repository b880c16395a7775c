"""Recordings of calls and conferences: metadata with a suffix, sound without one.

`Recordings/{RE}`, below a call too, is audio without a suffix and with `.wav` or `.mp3`, and metadata with `.json`, `.xml` or
`.csv`. The sound right below the account needs no credentials, as it never did. A recording started by a request runs until
its call is over.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.sandbox.calls import CALL, status_of
from gateway.sandbox.errors import invalid, missing, not_found, refuse
from gateway.sandbox.exchange import Answer, Exchange, File, Listing, Route, route
from gateway.sandbox.files import silent_mp3, tone_wav
from gateway.sandbox.filters import matching
from gateway.sandbox.kinds import Kind, names, represent
from gateway.sandbox.plain import CREATED
from gateway.sandbox.store import Record, Scene
from gateway.sandbox.values import API_VERSION, Fields, date_of, text_of

_FOLDER = "Recordings"
_FILES = frozenset({".wav", ".mp3"})
_SOUNDS = _FILES | {""}
_RUNNING = ("in-progress", "paused")
_UPDATES = ("in-progress", "paused", "stopped")


def _state(record: Record, scene: Scene) -> Fields:
    """Where the sound is, and the end of a recording whose call is over."""
    here: Fields = {"media_url": f"http://{scene.host}/{API_VERSION}/Accounts/{record.account}/{_FOLDER}/{record.sid}"}
    if record.fields.get("status") not in _RUNNING:
        return here
    call = scene.store.find(record.account, "Calls", text_of(record.fields, "call_sid"))
    ended = None if call is None else date_of(represent(CALL, call, scene), "end_time")
    if ended is None:
        return here
    duration = str(max(int((ended - record.created).total_seconds()), 0))
    return {**here, "status": "completed", "duration": duration, "price": "-0.00250", "price_unit": "USD"}


_FIELDS = "sid account_sid call_sid duration date_created api_version date_updated status source channels price price_unit"
_NEWER = "conference_sid start_time error_code encryption_details"
_DEFAULTS: Mapping[str, str | int] = {"channels": 1, "source": "RecordVerb", "track": "both"}


def _kind(more: str, children: Mapping[str, str]) -> Kind:
    return Kind(
        "Recording",
        "Recordings",
        "recordings",
        names(f"{_FIELDS} {_NEWER} {more}"),
        prefix="RE",
        children=children,
        defaults=_DEFAULTS,
        derive=_state,
    )


RECORDING = _kind("media_url uri subresource_uris", {"add_on_results": "AddOnResults", "transcriptions": "Transcriptions"})
CALL_RECORDING = _kind("track uri", {})
CONFERENCE_RECORDING = _kind("uri", {})
_OWNERS = {"Calls": ("call_sid", CALL_RECORDING), "Conferences": ("conference_sid", CONFERENCE_RECORDING)}


def _list(exchange: Exchange) -> Answer:
    equal, dates = names("CallSid ConferenceSid"), ("DateCreated",)
    return Listing(RECORDING, matching(exchange.records(_FOLDER), RECORDING, exchange, equal=equal, dates=dates))


def _fetch(exchange: Exchange) -> Answer:
    record = exchange.need(_FOLDER, exchange.ids[0])
    return _sound(exchange) if exchange.suffix in _SOUNDS else exchange.show(RECORDING, record)


def _sound(exchange: Exchange) -> File:
    return File("audio/mpeg", silent_mp3()) if exchange.suffix == ".mp3" else File("audio/x-wav", tone_wav())


def _delete(exchange: Exchange) -> Answer:
    _refuse_sound(exchange)
    return exchange.discard(exchange.need(_FOLDER, exchange.ids[0]))


def _refuse_sound(exchange: Exchange) -> None:
    """A file can only be fetched."""
    if exchange.suffix in _FILES:
        raise not_found(exchange.path)


def _list_of_owner(exchange: Exchange) -> Answer:
    """The recordings of one call or one conference."""
    collection, owner = exchange.segments[:2]
    exchange.need(collection, owner)
    field, kind = _OWNERS[collection]
    mine = [record for record in exchange.records(_FOLDER) if record.fields.get(field) == owner]
    return Listing(kind, matching(mine, kind, exchange, dates=("DateCreated",)), exchange.folder)


def _of_owner(exchange: Exchange) -> tuple[Kind, Record, str]:
    collection, owner, _, sid = exchange.segments
    exchange.need(collection, owner)
    field, kind = _OWNERS[collection]
    record = exchange.need(_FOLDER, sid)
    if record.fields.get(field) != owner:
        raise not_found(exchange.path)
    return kind, record, f"{collection}/{owner}/{_FOLDER}"


def _fetch_of_owner(exchange: Exchange) -> Answer:
    kind, record, folder = _of_owner(exchange)
    return exchange.show(kind, record, folder=folder)


def _fetch_of_call(exchange: Exchange) -> Answer:
    shown = _fetch_of_owner(exchange)
    return _sound(exchange) if exchange.suffix in _SOUNDS else shown


def _delete_of_owner(exchange: Exchange) -> Answer:
    _refuse_sound(exchange)
    return exchange.discard(_of_owner(exchange)[1])


def _update_of_owner(exchange: Exchange) -> Answer:
    _refuse_sound(exchange)
    kind, record, folder = _of_owner(exchange)
    status = exchange.form.text("Status")
    if not status:
        raise missing("Status")
    if status not in _UPDATES:
        raise invalid("Status", status)
    if represent(kind, record, exchange.scene)["status"] not in _RUNNING:
        raise refuse(21220, "The recording is over, its status cannot be changed")
    changed = exchange.scene.store.change(record, exchange.scene.now, status=status)
    return exchange.show(kind, changed, folder=folder)


def _start(exchange: Exchange) -> Answer:
    call = exchange.need("Calls", exchange.ids[0])
    if status_of(call, exchange.scene) != "in-progress":
        raise refuse(21220, "Requested resource is not eligible for recording")
    channels = 2 if exchange.form.text("RecordingChannels") == "dual" else 1
    fields: Fields = {
        "call_sid": call.sid,
        "status": "in-progress",
        "start_time": exchange.scene.now,
        "channels": channels,
        "source": "StartCallRecordingAPI",
        "track": exchange.form.get("RecordingTrack") or "both",
    }
    record = exchange.make(CALL_RECORDING, _FOLDER, fields)
    return exchange.show(CALL_RECORDING, record, CREATED, exchange.folder)


RECORDING_ROUTES: tuple[Route, ...] = (
    route("Recordings", GET=_list),
    route("Recordings/*", media=_FILES, public=_SOUNDS, GET=_fetch, DELETE=_delete),
    route("Calls/*/Recordings", GET=_list_of_owner, POST=_start),
    route("Calls/*/Recordings/*", media=_FILES, GET=_fetch_of_call, POST=_update_of_owner, DELETE=_delete_of_owner),
    route("Conferences/*/Recordings", GET=_list_of_owner),
    route("Conferences/*/Recordings/*", GET=_fetch_of_owner, POST=_update_of_owner, DELETE=_delete_of_owner),
)
