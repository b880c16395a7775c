"""Every dialect there is, and the toy of tests/toy as if its folder stood beside theirs: whom the properties are asked of.

Discovery itself finds the toy: its folder is put on the path of `gateway.dialects` for as long as that takes, and nothing else
is done for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

import gateway.dialects
from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, OptionValue, complete_options
from gateway.dialects.tables import Operation
from gateway.model import ApiRequest, Credentials, Representation
from gateway.wire import WireRequest

TOYS = Path(__file__).parents[1] / "toy"
ACCOUNT = "AC00000000000000000000000000000001"
CREDENTIALS = Credentials(ACCOUNT, "caller-secret")
HOST = "v1.api.example.com"
"""A host that is good for every dialect: one of them has its version in front of the name."""
_PREFIXES = {
    "call": "CA",
    "conference": "CF",
    "incoming_phone_number": "PN",
    "message": "SM",
    "outgoing_caller_id": "PN",
    "queue": "QU",
    "recording": "RE",
    "sms_message": "SM",
}
"""What the sid of a thing begins with, by its kind or by the name of a path's placeholder; of all others `XX`."""
_SUFFIXES = {Representation.XML: ".xml", Representation.JSON: ".json", Representation.CSV: ".csv", Representation.HTML: ".html"}


def discover_with_toys() -> Mapping[str, Dialect]:
    """What discovery finds with one more folder, leaving discovery as it was."""
    discover.cache_clear()
    gateway.dialects.__path__.append(str(TOYS))
    try:
        return discover()
    finally:
        gateway.dialects.__path__.remove(str(TOYS))
        discover.cache_clear()


DIALECTS = discover_with_toys()


@dataclass(frozen=True)
class Speaker:
    """One dialect spoken in one place."""

    dialect: Dialect
    face: Face

    def ask(self, operation: Operation, representation: Representation) -> ApiRequest:
        """The canonical request for one operation, every identifier of its path and the credentials filled in."""
        names = [segment[1:-1] for segment in operation.path if segment.startswith("{")]
        return ApiRequest(
            operation=operation.name,
            method=operation.method,
            account=ACCOUNT if "account_sid" in names else None,
            ids=tuple((name, sid_of(name, operation, index)) for index, name in enumerate(names) if name != "account_sid"),
            representation=representation,
            suffix=_SUFFIXES[representation],
            credentials=CREDENTIALS,
        )

    def call(self, api: ApiRequest) -> WireRequest:
        """What a caller of the dialect puts on the wire for that: what its backends are asked, sent to a host.

        Raises ProblemRaised where the dialect can't say it.
        """
        return put_to_host(self.dialect.write_request(api, self.face).wire)


def put_to_host(wire: WireRequest) -> WireRequest:
    """The request as it arrives at a server: HTTP/1.1 has a host in each."""
    return replace(wire, headers=wire.headers.plus(("Host", HOST)))


def sid_of(name: str, operation: Operation, index: int) -> str:
    """A good identifier for a placeholder of an operation's path: `sid` is one of its own kind, `call_sid` one of a call."""
    kind = operation.kind if name == "sid" else name.removesuffix("_sid")
    return f"{_PREFIXES.get(kind, 'XX')}{index:032}"


def speaker(name: str, representation: Representation | None = None, **options: OptionValue) -> Speaker:
    """The dialect of that name, its options at their defaults but those given, towards a host that is nobody's."""
    dialect = DIALECTS[name]
    face = Face(
        base_url="https://api.example.com",
        base_path=dialect.root,
        representation=representation or dialect.prefers,
        options=complete_options(dialect.options, options),
    )
    return Speaker(dialect, face)


def switched(name: str) -> tuple[Speaker, ...]:
    """The dialect under its defaults, then with one switch after the other turned to each of its other words."""
    turned: list[dict[str, OptionValue]] = [{}]
    for option in DIALECTS[name].options:
        others: tuple[OptionValue, ...] = (not option.default,) if isinstance(option.default, bool) else option.choices
        turned += [{option.name: other} for other in others if other != option.default]
    return tuple(speaker(name, None, **options) for options in turned)


SPEAKERS = tuple(speaker(name, representation) for name, dialect in DIALECTS.items() for representation in dialect.readable)


def name_of(value: object) -> str:
    """What stands for a parameter in a test's name."""
    if isinstance(value, Speaker):
        return f"{value.dialect.name}-{value.face.representation}"
    return value.name if isinstance(value, Operation) else str(value)
