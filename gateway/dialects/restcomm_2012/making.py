"""The fields of 2012-04-24 that are made from the item for every caller: its URIs and the API version."""

from __future__ import annotations

from gateway.dialects.change import MakeField, Scene
from gateway.dialects.links import link_to
from gateway.dialects.remakes import link_below_account
from gateway.dialects.restcomm_2012.names import VERSION
from gateway.model import Fields, Value

OF_AN_ACCOUNT = (
    "available_phone_numbers=AvailablePhoneNumbers calls=Calls conferences=Conferences "
    "incoming_phone_numbers=IncomingPhoneNumbers notifications=Notifications outgoing_caller_ids=OutgoingCallerIds "
    "recordings=Recordings sandbox=Sandbox sms_messages=SMS/Messages transcriptions=Transcriptions"
)
OF_A_CALL = "notifications=Notifications recordings=Recordings"
OF_A_CONFERENCE = "participants=Participants"
CANONICAL_VERSION = "2010-04-01"


def constant(value: Value) -> MakeField:
    """Makes the same value for every item."""

    def make(item: Fields, scene: Scene) -> Value:
        del item, scene
        return value

    return make


show_version = constant(VERSION)
read_version = constant(CANONICAL_VERSION)


def participant_uri(item: Fields, scene: Scene) -> Value:
    """That of the participant's call."""
    return link_below_account(("Calls", "{call_sid}"), item, scene)


def gateway_uri(item: Fields, scene: Scene) -> Value:
    """Below no account."""
    del scene
    return link_to(("Management", "Gateways", str(item.get("sid"))))


def geolocation_uri(item: Fields, scene: Scene) -> Value:
    """Below the type of the location, which the item tells in any case."""
    kind = str(item.get("geolocation_type") or "Immediate").capitalize()
    return link_below_account(("Geolocation", kind, "{sid}"), item, scene)
