"""Queues and those who wait in them. `Front` names whoever has waited longest."""

from __future__ import annotations

from gateway.sandbox.errors import missing, not_found, refuse
from gateway.sandbox.exchange import Answer, Exchange, Listing, Route, route
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.plain import Plain, plain_routes
from gateway.sandbox.store import Record, Scene
from gateway.sandbox.values import Fields

_FOLDER = "Queues"


def _members(scene: Scene, account: str, queue: str) -> list[Record]:
    """Oldest first: the order in which they will be served."""
    return scene.store.newest_first(account, f"{_FOLDER}/{queue}/Members")[::-1]


def _waited(record: Record, scene: Scene) -> int:
    return int((scene.now - record.created).total_seconds())


def _size(record: Record, scene: Scene) -> Fields:
    waits = [_waited(member, scene) for member in _members(scene, record.account, record.sid)]
    return {"current_size": len(waits), "average_wait_time": sum(waits) // len(waits) if waits else 0}


def _position(record: Record, scene: Scene) -> Fields:
    queue = record.folder.split("/")[1]
    order = [member.sid for member in _members(scene, record.account, queue)]
    return {
        "call_sid": record.sid,
        "queue_sid": queue,
        "date_enqueued": record.created,
        "wait_time": _waited(record, scene),
        # one just taken out stood at the front
        "position": order.index(record.sid) + 1 if record.sid in order else 1,
    }


QUEUE = Kind(
    "Queue",
    "Queues",
    "queues",
    names("sid friendly_name current_size average_wait_time max_size date_created date_updated account_sid uri"),
    prefix="QU",
    defaults={"max_size": 100},
    integers=frozenset({"max_size"}),
    derive=_size,
)
MEMBER = Kind(
    "QueueMember",
    "QueueMembers",
    "queue_members",
    names("call_sid date_enqueued wait_time position queue_sid uri"),
    derive=_position,
)


def _delete(exchange: Exchange) -> Answer:
    queue = exchange.need(_FOLDER, exchange.ids[0])
    if _members(exchange.scene, exchange.account, queue.sid):
        raise refuse(20001, "The queue is not empty, take everybody out of it first")
    return exchange.discard(queue)


def _list_members(exchange: Exchange) -> Answer:
    queue = exchange.need(_FOLDER, exchange.ids[0])
    return Listing(MEMBER, _members(exchange.scene, exchange.account, queue.sid))


def _found(exchange: Exchange) -> Record:
    queue = exchange.need(_FOLDER, exchange.ids[0])
    waiting = _members(exchange.scene, exchange.account, queue.sid)
    if exchange.ids[1] == "Front" and waiting:
        return waiting[0]
    member = next((member for member in waiting if member.sid == exchange.ids[1]), None)
    if member is None:
        raise not_found(exchange.path)
    return member


def _fetch_member(exchange: Exchange) -> Answer:
    return exchange.show(MEMBER, _found(exchange))


def _dequeue(exchange: Exchange) -> Answer:
    """Take a caller out and send the call on to a new URL; the answer shows the place it had."""
    member = _found(exchange)
    if not exchange.form.text("Url"):
        raise missing("Url")
    shown = exchange.show(MEMBER, member)
    exchange.scene.store.remove(member)
    return shown


_ROW = Plain(
    _FOLDER,
    QUEUE,
    verbs="list create fetch update",
    create=names("FriendlyName* MaxSize"),
    update=names("FriendlyName MaxSize"),
)

QUEUE_ROUTES: tuple[Route, ...] = (
    *plain_routes(_ROW),
    route("Queues/*", DELETE=_delete),
    route("Queues/*/Members", GET=_list_members),
    route("Queues/*/Members/*", GET=_fetch_member, POST=_dequeue),
)
