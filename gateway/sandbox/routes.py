"""The table of every path below an account, and the way from a path to its route."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gateway.sandbox.add_ons import ADD_ON_ROUTES
from gateway.sandbox.call_parts import CALL_PART_ROUTES
from gateway.sandbox.caller_ids import CALLER_ID_ROUTES
from gateway.sandbox.calls import CALL_ROUTES
from gateway.sandbox.catalogue import CATALOGUE_ROUTES
from gateway.sandbox.conferences import CONFERENCE_ROUTES
from gateway.sandbox.exchange import Route
from gateway.sandbox.inventory import INVENTORY_ROUTES
from gateway.sandbox.keys import KEY_ROUTES
from gateway.sandbox.legacy import LEGACY_ROUTES
from gateway.sandbox.media import MEDIA_ROUTES
from gateway.sandbox.messages import MESSAGE_ROUTES
from gateway.sandbox.notifications import NOTIFICATION_ROUTES
from gateway.sandbox.numbers import NUMBER_ROUTES
from gateway.sandbox.participants import PARTICIPANT_ROUTES
from gateway.sandbox.queues import QUEUE_ROUTES
from gateway.sandbox.recordings import RECORDING_ROUTES
from gateway.sandbox.sip import SIP_ROUTES
from gateway.sandbox.transcriptions import TRANSCRIPTION_ROUTES
from gateway.sandbox.usage import USAGE_ROUTES


def _merged(routes: Iterable[Route]) -> Mapping[str, Route]:
    """One route a path: what several tables say of it put together."""
    merged: dict[str, Route] = {}
    for route in routes:
        known = merged.get(route.path)
        merged[route.path] = route if known is None else replace(known, methods={**known.methods, **route.methods})
    return merged


ROUTES = _merged(
    (
        *CALL_ROUTES,
        *CALL_PART_ROUTES,
        *RECORDING_ROUTES,
        *TRANSCRIPTION_ROUTES,
        *NOTIFICATION_ROUTES,
        *MESSAGE_ROUTES,
        *MEDIA_ROUTES,
        *NUMBER_ROUTES,
        *INVENTORY_ROUTES,
        *ADD_ON_ROUTES,
        *CALLER_ID_ROUTES,
        *CONFERENCE_ROUTES,
        *PARTICIPANT_ROUTES,
        *QUEUE_ROUTES,
        *CATALOGUE_ROUTES,
        *KEY_ROUTES,
        *SIP_ROUTES,
        *USAGE_ROUTES,
        *LEGACY_ROUTES,
    )
)
# a name in the path outranks an id: `IncomingPhoneNumbers/Local` is no number
_IN_ORDER = sorted(ROUTES.values(), key=lambda route: route.path.count("*"))


def find_route(segments: tuple[str, ...]) -> tuple[Route, tuple[str, ...]] | None:
    """The route of a path below an account and the ids in it, or None for a path nobody knows."""
    for route in _IN_ORDER:
        ids = route.match(segments)
        if ids is not None:
            return route, ids
    return None
