"""What the JSON-envelope API can do: the operations it alone has, and the properties it takes for those all dialects have.

Its own resources have bodies no table describes: they are carried between two sides of this dialect as they are. Which methods
each takes stands in the reference (services and URL commands pages).
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.dialects.tables import Effect, Operation, Shape

_VERBS = {
    "list": ("GET", Shape.LIST, Effect.READ),
    "create": ("POST", Shape.ITEM, Effect.CREATE),
    "delete_all": ("DELETE", Shape.LIST, Effect.DELETE),
    "fetch": ("GET", Shape.ITEM, Effect.READ),
    "update": ("PUT", Shape.ITEM, Effect.UPDATE),
    "delete": ("DELETE", Shape.EMPTY, Effect.DELETE),
}
_ON_COLLECTION = ("list", "create", "delete_all")
_ALL, _READ = tuple(_VERBS), ("list", "fetch")
_OWN = {
    "menus": _ALL,
    "routes": _ALL,
    "media": _ALL,
    "greetings": _ALL,  # names of parts of media
    "hold_music": _ALL,
    "extensions": _ALL,
    "batch": ("list", "delete_all", "fetch", "delete"),
    "contacts": _READ,
    "contact_groups": _READ,
    "schedules": _READ,
    "voices": _READ,  # "text-to-speech voice settings" are read-only (Basic API Requests page)
}

MEDIA = frozenset({"media", "greetings", "hold_music"})
"""Resources that take files."""
OWN_RESOURCES = frozenset(_OWN)
"""Resources no other dialect has."""
SHARED_RESOURCES = {"sms": "messages", "calls": "calls", "queues": "queues"}
LOCAL_RESOURCES = frozenset({"recordings", "call_logs", "phone_numbers", "caller_ids", "accounts"})
"""Resources of the other dialects that version 1 has not, offered in its style."""
RESOURCES = OWN_RESOURCES | LOCAL_RESOURCES | SHARED_RESOURCES.keys()

SCHEDULED, COMMANDED, STEERED = "messages.schedule.create", "calls.commands.create", "calls.commands.update"
"""What only this dialect can say of the resources all have: a text message later, and commands without counterpart."""

WHOLE = {
    "queues.update": "queues.whole.fetch",
    "incoming_phone_numbers.update": "incoming_phone_numbers.whole.fetch",
}
"""How a thing is read as it is, to be put back changed."""


def _operation(name: str, verb: str, resource: str) -> Operation:
    method, shape, effect = _VERBS[verb]
    path = (resource,) if verb in _ON_COLLECTION else (resource, "{sid}")
    return Operation(name, method, path, "", shape, effect, 200, paged=verb == "list")


def _own_operations() -> Iterator[Operation]:
    for resource, verbs in _OWN.items():
        yield from (_operation(f"{resource}.{verb}", verb, resource) for verb in verbs)
    for resource, canonical in SHARED_RESOURCES.items():
        yield _operation(f"{canonical}.delete_all", "delete_all", resource)
    yield _operation(SCHEDULED, "create", "sms")
    yield _operation(COMMANDED, "create", "calls")
    yield _operation(STEERED, "update", "calls")
    yield _operation(WHOLE["queues.update"], "fetch", "queues")
    yield _operation(WHOLE["incoming_phone_numbers.update"], "fetch", "phone_numbers")


ADDS = tuple(_own_operations())
OWN_OPERATIONS = frozenset(operation.name for operation in ADDS)

NUMBER_SETTINGS = (
    "FriendlyName",
    "VoiceUrl",
    "VoiceMethod",
    "VoiceFallbackUrl",
    "VoiceFallbackMethod",
    "VoiceCallerIdLookup",
    "VoiceApplicationSid",
    "StatusCallback",
    "StatusCallbackMethod",
    "SmsUrl",
    "SmsMethod",
    "SmsFallbackUrl",
    "SmsFallbackMethod",
    "SmsApplicationSid",
)
"""What can be set on a phone number, by the canonical names."""

MUTABLE = {"queues.update": ("FriendlyName",), "incoming_phone_numbers.update": NUMBER_SETTINGS}
"""What a PUT replaces, by the canonical names: it says the whole, and where it is silent the default holds."""

TAKES = {
    SCHEDULED: "",
    COMMANDED: "",
    STEERED: "",
    "messages.create": "from* to* message*",
    "messages.list": "to from",
    "sms.messages.create": "from* to* message*",
    "sms.messages.list": "to from",
    "calls.create": "commands*",
    "calls.list": "to from",
    "calls.update": "commands*",
    "queues.create": "name*",
    "queues.update": "name*",
    "incoming_phone_numbers.update": (
        "friendly_name voice_url voice_method voice_fallback_url voice_fallback_method voice_caller_id_lookup "
        "voice_application_sid status_callback status_callback_method sms_url sms_method sms_fallback_url sms_fallback_method "
        "sms_application_sid"
    ),
}
"""By canonical name, in this dialect's own spelling; `*` is required. An operation not listed takes none."""
