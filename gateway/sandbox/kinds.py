"""What a resource looks like: its XML names, its list key, its fields in order.

Every field of a kind is in every representation; one without a value is null (a client that maps answers by class
throws on a missing one). Field order is that of the XML samples, newer fields stand before `uri`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from gateway.sandbox.store import Record, Scene
from gateway.sandbox.values import API_VERSION, Fields, Uri

Derive: TypeAlias = Callable[[Record, Scene], Fields]


def names(text: str) -> tuple[str, ...]:
    """Names written with blanks between them."""
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Kind:
    """One type of resource.

    `children` are the members of `subresource_uris`: key and path below the instance. `derive` gives the fields that
    depend on the time, on other records or on the host.
    """

    element: str
    elements: str
    list_key: str
    fields: tuple[str, ...]
    prefix: str = ""
    children: Mapping[str, str] = field(default_factory=dict)
    defaults: Fields = field(default_factory=dict)
    booleans: frozenset[str] = frozenset()
    integers: frozenset[str] = frozenset()
    derive: Derive | None = None


def represent(kind: Kind, record: Record, scene: Scene, folder: str = "") -> Fields:
    """The fields of a record as the API shows them. `folder` is the path it is shown under, its own unless told."""
    base = f"/Accounts/{record.account}/{folder or record.folder}/{record.sid}"
    links = {key: Uri(f"{base}/{segment}") for key, segment in kind.children.items()}
    own: Fields = {
        **kind.defaults,
        "sid": record.sid,
        "account_sid": record.account,
        "date_created": record.created,
        "date_updated": record.updated,
        "api_version": API_VERSION,
        "uri": Uri(base),
        "subresource_uris": links or None,
        **record.fields,
    }
    if kind.derive is not None:
        own = {**own, **kind.derive(record, scene)}
    return {name: own.get(name) for name in kind.fields}
