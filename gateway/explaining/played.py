"""A gateway whose backends are played: by a sandbox of ours, by an answer that is given, or by nobody.

Its routes are those of a configuration, or one that is made up for the call that is asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from msgspec.structs import replace

from gateway.assembly import build_gateway
from gateway.codecs.basic import write_basic
from gateway.delivery import Backend
from gateway.demo import demo_settings, spoken_dialect
from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, OptionValue, complete_options
from gateway.model import ApiRequest, Credentials, Problem, ProblemKind, ProblemRaised, Source
from gateway.pipeline import Gateway, handle
from gateway.policy.credentials import Account, Admission
from gateway.router import Condition, Route
from gateway.sandbox import MAIN, Sandbox
from gateway.settings import Settings
from gateway.trail import Trail
from gateway.wire import WireRequest, WireResponse

_ENDPOINT = "http://backend.example"
_PUBLIC_URL = "http://gateway.example"


class NoSuchDialect(ValueError):
    """A dialect is named that there is not; the text names those there are."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One call from end to end: what the caller sent, what happened to it, what the caller gets."""

    wire: WireRequest
    trail: Trail
    written: WireResponse


async def play(wire: WireRequest, gateway: Gateway) -> Explained:
    """The call carried out by that gateway."""
    trail = Trail()
    return Explained(wire, trail, await handle(wire, gateway, trail))


def complete(wire: WireRequest) -> WireRequest:
    """The call with a host and credentials where it names none: what is asked about is the translation."""
    given = {name.lower() for name, _ in wire.headers}
    more = [] if "host" in given else [("Host", urlsplit(_PUBLIC_URL).netloc)]
    if given.isdisjoint({"authorization", "authentication"}):
        more.append(("Authorization", write_basic(Credentials(MAIN.sid, MAIN.token))))
    return replace(wire, headers=wire.headers.plus(*more))


class PlayedWay:
    """Answers in place of a backend: with the given answer, else with a sandbox where the backend speaks its dialect."""

    def __init__(self, dialect: str, answer: WireResponse | None) -> None:
        self._answer = answer
        self._sandbox = Sandbox(clock=lambda: datetime.now(UTC)) if answer is None and dialect == spoken_dialect() else None

    async def send(self, request: WireRequest, **wishes: object) -> WireResponse:
        """The answer. Raises ProblemRaised where nobody plays this backend."""
        del wishes
        if self._answer is not None:
            return self._answer
        if self._sandbox is not None:
            return self._sandbox.answer(request)
        text = "No backend of this dialect is at hand: give its answer with --response FILE."
        raise ProblemRaised(Problem(ProblemKind.BACKEND_UNREACHABLE, Source.GATEWAY, 502, text))


def configured(settings: Settings, answer: WireResponse | None) -> Gateway:
    """The gateway of these settings. Credentials are checked as it would check them."""
    ways: Mapping[str, PlayedWay] = {name: PlayedWay(one.dialect, answer) for name, one in settings.backends.items()}
    return build_gateway(settings, settings.listen[0].public_url, ways)


def imagined(wire: WireRequest, caller: str | None, backend: str | None, answer: WireResponse | None) -> Gateway:
    """A gateway with one route, for the account in the path whoever asks: nothing here is anybody's data.

    `caller` and `backend` name dialects; by default those the path looks like and the sandbox speaks. Raises NoSuchDialect.
    """
    dialects = discover()
    spoken = _dialect(backend or spoken_dialect(), dialects)
    fallback = next((dialect for dialect in dialects.values() if dialect.claims(wire.path)), spoken)
    calling = _dialect(caller, dialects) if caller else fallback
    front = Face(base_url=_PUBLIC_URL, base_path=calling.root, options=_options_of(calling, wire), plain=True)
    behind = Face(
        base_url=_ENDPOINT,
        base_path=spoken.root,
        representation=spoken.prefers,
        options=complete_options(spoken.options, {}),
        plain=True,
    )
    return Gateway(
        routes=(Route("explain", Condition(), calling, front, "backend"),),
        backends={"backend": Backend(spoken, behind, PlayedWay(spoken.name, answer).send)},
        dialects=dialects,
        admit=_admit,
        public_url=_PUBLIC_URL,
    )


def _options_of(dialect: Dialect, wire: WireRequest) -> Mapping[str, OptionValue]:
    """The switches of the demo's route for a path it takes, else the defaults."""
    routes = demo_settings(_ENDPOINT).routes
    fitting = (route for route in routes if route.caller == dialect.name and wire.path.startswith(f"{route.when.path}/"))
    return next((route.options for route in fitting), complete_options(dialect.options, {}))


def _dialect(name: str, dialects: Mapping[str, Dialect]) -> Dialect:
    if name not in dialects:
        raise NoSuchDialect(f"there is no dialect {name!r}; there are {', '.join(dialects)}")
    return dialects[name]


def _admit(asked: ApiRequest) -> Admission:
    """As the demo account, whatever account and secret were given."""
    account = Account(
        "explain",
        ((asked.account or MAIN.sid, MAIN.sid),),
        matches=bool,
        backend=Credentials(MAIN.sid, MAIN.token),
    )
    return Admission.of(asked, account)
