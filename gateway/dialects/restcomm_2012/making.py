"""The fields of 2012-04-24 that are made from the item for every caller: its URIs and the API version."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.dialects.change import ColumnMaker, Scene
from gateway.dialects.links import link_to
from gateway.dialects.remakes import link_below_account, uri_of
from gateway.dialects.restcomm_2012.names import VERSION
from gateway.model import Fields, Value
from gateway.rows import Column

OF_AN_ACCOUNT = (
    "available_phone_numbers=AvailablePhoneNumbers calls=Calls conferences=Conferences "
    "incoming_phone_numbers=IncomingPhoneNumbers notifications=Notifications outgoing_caller_ids=OutgoingCallerIds "
    "recordings=Recordings sandbox=Sandbox sms_messages=SMS/Messages transcriptions=Transcriptions"
)
OF_A_CALL = "notifications=Notifications recordings=Recordings"
OF_A_CONFERENCE = "participants=Participants"
CANONICAL_VERSION = "2010-04-01"


class Constant(ColumnMaker):
    """Makes the same value for every item."""

    __slots__ = ("_value",)

    def __init__(self, value: Value) -> None:
        self._value = value

    def __call__(self, item: Fields, scene: Scene) -> Value:
        del item, scene
        return self._value

    def make_column(self, columns: Mapping[str, Column], size: int, scene: Scene) -> Column:
        del columns, scene
        return Column([self._value] * size)


show_version = Constant(VERSION)
read_version = Constant(CANONICAL_VERSION)
participant_uri = uri_of("Calls", "{call_sid}")
"""That of the participant's call."""


def gateway_uri(item: Fields, scene: Scene) -> Value:
    """Below no account."""
    del scene
    return link_to(("Management", "Gateways", str(item.get("sid"))))


def geolocation_uri(item: Fields, scene: Scene) -> Value:
    """Below the type of the location, which the item tells in any case."""
    kind = str(item.get("geolocation_type") or "Immediate").capitalize()
    return link_below_account(("Geolocation", kind, "{sid}"), item, scene)
