"""Transcriptions of recordings: of the whole account or of one recording, as data or, with `.txt`, as plain text."""

from __future__ import annotations

from gateway.sandbox.errors import not_found
from gateway.sandbox.exchange import Answer, Exchange, File, Listing, Route, route
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.store import Record
from gateway.sandbox.values import text_of

_FOLDER = "Transcriptions"
_TEXT = frozenset({".txt"})

TRANSCRIPTION = Kind(
    "Transcription",
    "Transcriptions",
    "transcriptions",
    names(
        "sid account_sid date_created date_updated status type recording_sid duration transcription_text api_version price "
        "price_unit uri"
    ),
    prefix="TR",
    defaults={"type": "fast", "price": "-0.05000", "price_unit": "USD"},
)


def _list(exchange: Exchange) -> Answer:
    return Listing(TRANSCRIPTION, exchange.records(_FOLDER))


def _list_of_recording(exchange: Exchange) -> Answer:
    recording = exchange.need("Recordings", exchange.ids[0]).sid
    rows = [record for record in exchange.records(_FOLDER) if record.fields.get("recording_sid") == recording]
    # an item's own path is the short one, wherever it is listed
    return Listing(TRANSCRIPTION, rows)


def _found(exchange: Exchange) -> Record:
    record = exchange.need(_FOLDER, exchange.ids[-1])
    of_recording = len(exchange.ids) > 1
    if of_recording and record.fields.get("recording_sid") != exchange.need("Recordings", exchange.ids[0]).sid:
        raise not_found(exchange.path)
    return record


def _fetch(exchange: Exchange) -> Answer:
    record = _found(exchange)
    if exchange.suffix in _TEXT:
        return File("text/plain; charset=utf-8", text_of(record.fields, "transcription_text").encode())
    return exchange.show(TRANSCRIPTION, record)


def _delete(exchange: Exchange) -> Answer:
    return exchange.discard(_found(exchange))


TRANSCRIPTION_ROUTES: tuple[Route, ...] = (
    route("Transcriptions", GET=_list),
    route("Transcriptions/*", media=_TEXT, GET=_fetch, DELETE=_delete),
    route("Recordings/*/Transcriptions", GET=_list_of_recording),
    route("Recordings/*/Transcriptions/*", media=_TEXT, GET=_fetch, DELETE=_delete),
)
