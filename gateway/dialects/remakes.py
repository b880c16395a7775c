"""Canonical fields an older or smaller dialect lacks and that can be made again where it is the backend: the URIs of an item.

Each function returns a `MakeField`. A path whose identifiers the item does not tell makes null.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import MappingProxyType

from gateway.dialects.change import MakeField, Scene
from gateway.dialects.links import link_to
from gateway.dialects.links_below import LinksBelow, Tails
from gateway.dialects.target import write_path
from gateway.model import Fields, Link, Value

OF_AN_ACCOUNT = (
    "available_phone_numbers=AvailablePhoneNumbers calls=Calls conferences=Conferences "
    "incoming_phone_numbers=IncomingPhoneNumbers notifications=Notifications outgoing_caller_ids=OutgoingCallerIds "
    "recordings=Recordings transcriptions=Transcriptions addresses=Addresses signing_keys=SigningKeys "
    "connect_apps=ConnectApps sip=SIP authorized_connect_apps=AuthorizedConnectApps usage=Usage keys=Keys "
    "applications=Applications short_codes=SMS/ShortCodes queues=Queues messages=Messages balance=Balance"
)
OF_A_CALL = (
    "notifications=Notifications recordings=Recordings payments=Payments events=Events siprec=Siprec streams=Streams "
    "transcriptions=Transcriptions user_defined_message_subscriptions=UserDefinedMessageSubscriptions "
    "user_defined_messages=UserDefinedMessages"
)
OF_A_CONFERENCE = "participants=Participants recordings=Recordings"
OF_A_MESSAGE = "media=Media feedback=Feedback"
OF_A_RECORDING = "add_on_results=AddOnResults transcriptions=Transcriptions"
"""The subresources the canonical resources name, as `key=Segment` words (twilio-oai). Clients need each of them, also where
asking for one is refused."""


def uri_of(*path: str) -> MakeField:
    """Makes `uri` from a path below the account; a segment in braces is filled from the item."""
    write = _path_writer(path)

    def make(item: Fields, scene: Scene) -> Value:
        written = write(item, scene)
        return None if written is None else Link(written)

    return make


def subresources_of(names: str, *path: str) -> MakeField:
    """Makes `subresource_uris`: each name is the path of the item with the name's own segment behind it."""
    write, tails = _path_writer(path), _tails(names)
    nothing = MappingProxyType(dict.fromkeys(name for name, _ in tails))

    def make(item: Fields, scene: Scene) -> Value:
        written = write(item, scene)
        return nothing if written is None else LinksBelow(written, tails)

    return make


def _tails(names: str) -> Tails:
    """What stands behind the path of an item for each of the `key=Segment` words."""
    pairs = (word.partition("=")[::2] for word in names.split())
    return tuple((key, write_path(segment.split("/"))) for key, segment in pairs)


def _path_writer(path: tuple[str, ...]) -> Callable[[Fields, Scene], str | None]:
    """Writes a path below an item's account as `link_below_account` does, its fixed segments being written already."""
    places: list[tuple[str, str]] = []
    fixed = ""
    for part in path:
        if part.startswith("{"):
            places.append((fixed, part[1:-1]))
            fixed = ""
        else:
            fixed += write_path((part,))

    def write(item: Fields, scene: Scene) -> str | None:
        account = item.get("account_sid") or scene.asked.account
        if not account:
            return None
        written = f"/Accounts{_write_segment(str(account))}"
        for before, name in places:
            segment = str(item.get(name) or "")
            if not segment:
                return None
            written += before + _write_segment(segment)
        return written + fixed

    return write


@lru_cache(maxsize=8)  # an item's URI and the links below it hold the same two
def _write_segment(segment: str) -> str:
    """One segment of a path; most are plain."""
    return f"/{segment}" if segment.isalnum() and segment.isascii() else write_path((segment,))


def message_uri(item: Fields, scene: Scene) -> Value:
    """Makes `uri` of a message: where the caller's own operation has it, the older path of the two or the newer."""
    older = scene.asked.operation.startswith("sms.")
    return link_below_account((*(("SMS",) if older else ()), "Messages", "{sid}"), item, scene)


def recording_uri(item: Fields, scene: Scene) -> Value:
    """Makes `uri` of a recording: below its call where it was asked for there."""
    below_call = scene.asked.operation.startswith("calls.")
    return link_below_account((*(("Calls", "{call_sid}") if below_call else ()), "Recordings", "{sid}"), item, scene)


def account_uri(item: Fields, scene: Scene) -> Value:
    """Makes `uri` of an account."""
    del scene
    return link_to(("Accounts", str(item.get("sid"))))


def account_subresources(names: str) -> MakeField:
    """Makes `subresource_uris` of an account, from `key=Segment` words."""
    tails = _tails(names)

    def make(item: Fields, scene: Scene) -> Value:
        del scene
        return LinksBelow(write_path(("Accounts", str(item.get("sid")))), tails)

    return make


def link_below_account(path: tuple[str, ...], item: Fields, scene: Scene, *, whole: bool = False) -> Link | None:
    """A link below the item's account or, where the item names none, the one asked about. `whole` makes it a whole URL."""
    account = item.get("account_sid") or scene.asked.account
    segments = [str(item.get(part[1:-1]) or "") if part.startswith("{") else part for part in path]
    if not account or not all(segments):
        return None
    link = link_to(("Accounts", str(account), *segments))
    return Link(link.path, absolute=True) if whole else link
