"""Operations that show one kind of thing, and where the differences were read: what many changes are declared on."""

from __future__ import annotations

CONVERTERS = "Restcomm-Connect at c67f142, its converters"
ENDPOINTS = "Restcomm-Connect at c67f142, its endpoints"
CALLS = ("calls.list", "calls.create", "calls.fetch", "calls.update", "calls.legs.update", "ussd_push.create")
MESSAGES = ("messages.*", "sms.messages.*")
RECORDINGS = ("recordings.list", "recordings.fetch", "calls.recordings.list")
TRANSCRIPTIONS = ("transcriptions.list", "transcriptions.fetch")
CALLER_IDS = (
    "outgoing_caller_ids.list",
    "outgoing_caller_ids.fetch",
    "outgoing_caller_ids.update",
    "outgoing_caller_ids.unvalidated.create",
)
NUMBERS = (
    *(f"incoming_phone_numbers.{verb}" for verb in ("list", "create", "fetch", "update")),
    *(f"incoming_phone_numbers.{family}.*" for family in ("local", "toll_free", "mobile")),
)
CONFERENCES = ("conferences.list", "conferences.fetch")
PLACES = ("geolocation.*",)
