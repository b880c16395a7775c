"""The compiled tables of the JSON-envelope API: its places, the operations there, and who may use which."""

from __future__ import annotations

from types import MappingProxyType

from msgspec.structs import replace

from gateway.dialects.change import Change
from gateway.dialects.derive import derive
from gateway.dialects.entries import Base, Entry
from gateway.dialects.face import Face
from gateway.dialects.json_envelope import call_logs
from gateway.dialects.json_envelope.changes import CHANGES as OF_ALL
from gateway.dialects.json_envelope.conversions import PREFIXES
from gateway.dialects.json_envelope.layouts import LAYOUTS
from gateway.dialects.json_envelope.operations import ADDS, LOCAL_RESOURCES, OWN_OPERATIONS, TAKES
from gateway.dialects.paths import PathTable
from gateway.dialects.sids import sid_of, uuid_of
from gateway.dialects.tables import Kind, Operation, extend
from gateway.dialects.twilio_2010 import BASE


def _extended(kind: Kind) -> Kind:
    """A kind of thing with what this dialect alone tells of it."""
    kind = extend(kind, "own_properties:map@own")
    return extend(kind, "hangup_cause@own") if kind.name == "call" else kind


_KINDS = MappingProxyType({**BASE.kinds, **{name: _extended(BASE.kinds[name]) for name in PREFIXES}})
OWN_BASE: Base = replace(BASE, kinds=_KINDS)
_ENTRIES = derive(OWN_BASE, keeps=(), adds=ADDS, takes=TAKES, layouts=LAYOUTS, changes=OF_ALL)
_LOG_ENTRIES = derive(OWN_BASE, keeps=(), takes={}, layouts=call_logs.LAYOUTS, changes=call_logs.CHANGES)

CHANGES: tuple[Change, ...] = OF_ALL + call_logs.CHANGES
ENTRIES: tuple[Entry, ...] = _ENTRIES + _LOG_ENTRIES
PATHS = PathTable(_ENTRIES)
LOG_PATHS = PathTable(_LOG_ENTRIES)

DELETE_ALL = ".delete_all"


def is_offered(resource: str, face: Face) -> bool:
    """Whether a resource is there: version 1 itself has none of the local ones."""
    return resource not in LOCAL_RESOURCES or face.switch("local_resources")


def is_own(operation: Operation) -> bool:
    """Whether only this dialect has the operation: then its body is carried as it is."""
    return operation.name in OWN_OPERATIONS


def canonical_id(own: str, operation: Operation) -> str:
    """The SID of a thing the operation is about; the id itself where only this dialect has such things."""
    prefix = _prefix(operation)
    return sid_of(own, prefix) if prefix else own


def own_id(sid: str, operation: Operation) -> str:
    """The way back."""
    prefix = _prefix(operation)
    return uuid_of(sid, prefix) if prefix else sid


def _prefix(operation: Operation) -> str:
    if is_own(operation):
        return _OWN_PREFIXES.get(operation.path[0], "") if operation.path[1:] else ""
    return PREFIXES.get(operation.kind, "")


_OWN_PREFIXES = {"calls": "CA", "queues": "QU", "phone_numbers": "PN"}
"""Of the operations only this dialect has, those on things the others know."""
