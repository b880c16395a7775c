"""Canonical fields an older or smaller dialect lacks and that can be made again where it is the backend: the URIs of an item.

Each function returns a `MakeField`. A path whose identifiers the item does not tell makes null.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gateway.dialects.change import ColumnMaker, MakeField, Scene
from gateway.dialects.item_paths import ItemPath
from gateway.dialects.link_columns import Paths, links_at
from gateway.dialects.links import link_to
from gateway.dialects.links_below import LinksBelow, Tails
from gateway.dialects.target import write_path
from gateway.model import Fields, Link, Value
from gateway.rows import Column

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


class _LinkMaker(ColumnMaker):
    """Makes a link to the path of an item or, with tails, the links below it."""

    __slots__ = ("_nothing", "_path", "_tails")

    def __init__(self, path: tuple[str, ...], tails: Tails = ()) -> None:
        self._path = ItemPath(path)
        self._tails = tails
        self._nothing: Value = MappingProxyType(dict.fromkeys(name for name, _ in tails)) if tails else None

    def __call__(self, item: Fields, scene: Scene) -> Value:
        written = self._path.write(item, scene)
        if written is None:
            return self._nothing
        return LinksBelow(written, self._tails) if self._tails else Link(written)

    def make_column(self, columns: Mapping[str, Column], size: int, scene: Scene) -> Column | None:
        paths = self._path.write_column(columns, size, scene)
        return None if paths is None else links_at(Paths(paths, tails=self._tails))


def uri_of(*path: str) -> ColumnMaker:
    """Makes `uri` from a path below the account; a segment in braces is filled from the item."""
    return _LinkMaker(path)


def subresources_of(names: str, *path: str) -> ColumnMaker:
    """Makes `subresource_uris`: each name is the path of the item with the name's own segment behind it."""
    return _LinkMaker(path, _tails(names))


def _tails(names: str) -> Tails:
    """What stands behind the path of an item for each of the `key=Segment` words."""
    pairs = (word.partition("=")[::2] for word in names.split())
    return tuple((key, write_path(segment.split("/"))) for key, segment in pairs)


class _ByOperation(ColumnMaker):
    """Makes what one of two makes, by the beginning of the operation's name that was asked."""

    __slots__ = ("_begin", "_make", "_otherwise")

    def __init__(self, begin: str, make: ColumnMaker, otherwise: ColumnMaker) -> None:
        self._begin, self._make, self._otherwise = begin, make, otherwise

    def _chosen(self, scene: Scene) -> ColumnMaker:
        return self._make if scene.asked.operation.startswith(self._begin) else self._otherwise

    def __call__(self, item: Fields, scene: Scene) -> Value:
        return self._chosen(scene)(item, scene)

    def make_column(self, columns: Mapping[str, Column], size: int, scene: Scene) -> Column | None:
        return self._chosen(scene).make_column(columns, size, scene)


message_uri = _ByOperation("sms.", uri_of("SMS", "Messages", "{sid}"), uri_of("Messages", "{sid}"))
"""Makes `uri` of a message: where the caller's own operation has it, the older path of the two or the newer."""
recording_uri = _ByOperation("calls.", uri_of("Calls", "{call_sid}", "Recordings", "{sid}"), uri_of("Recordings", "{sid}"))
"""Makes `uri` of a recording: below its call where it was asked for there."""


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
