"""The pictures of messages: their metadata, and where the file itself is to be had."""

from __future__ import annotations

from datetime import datetime

from gateway.sandbox.exchange import Answer, Exchange, File, Listing, Redirect, Route, route
from gateway.sandbox.files import dot_png
from gateway.sandbox.filters import matching
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.plain import collection_of
from gateway.sandbox.store import Record, Store

MEDIA = Kind(
    "Media",
    "MediaList",
    "media_list",
    names("sid account_sid parent_sid content_type date_created date_updated uri"),
    prefix="ME",
)
MEDIA_PREFIX = "/media/"


def attach_media(store: Store, message: Record, now: datetime, count: int) -> None:
    """Give a message its pictures."""
    for _ in range(count):
        fields = {"parent_sid": message.sid, "content_type": "image/png"}
        store.add(message.account, f"Messages/{message.sid}/Media", store.issue_sid(MEDIA.prefix), now, fields)


def _list(exchange: Exchange) -> Answer:
    exchange.need("Messages", exchange.ids[0])
    return Listing(MEDIA, matching(exchange.records(exchange.folder), MEDIA, exchange, dates=("DateCreated",)))


def _fetch(exchange: Exchange) -> Answer:
    """Without a suffix the answer is a redirect to the file, and only with one the metadata."""
    record = exchange.need(*collection_of(exchange))
    if exchange.suffix:
        return exchange.show(MEDIA, record)
    return Redirect(f"http://{exchange.scene.host}{MEDIA_PREFIX}{exchange.account}/{'/'.join(exchange.ids)}")


def _delete(exchange: Exchange) -> Answer:
    return exchange.discard(exchange.need(*collection_of(exchange)))


def stored_file(store: Store, path: str) -> File | None:
    """The file behind a redirect, `/media/AC…/MM…/ME…`; it needs no credentials, like the file stores of real backends."""
    account, _, rest = path.removeprefix(MEDIA_PREFIX).partition("/")
    message, _, sid = rest.partition("/")
    return File("image/png", dot_png()) if store.find(account, f"Messages/{message}/Media", sid) else None


MEDIA_ROUTES: tuple[Route, ...] = (
    route("Messages/*/Media", GET=_list),
    route("Messages/*/Media/*", GET=_fetch, DELETE=_delete),
)
