"""The path of one call, top to bottom: route, read, admit, ask the backend, show the answer. Start reading here.

One direction; no step looks back. A Problem from anywhere becomes an answer in the caller's dialect and representation, and
there is no other way out. Nothing is sent to a backend before the call was understood, admitted and translated whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from gateway.delivery import Backend, Call, ask_backend
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, complete_options
from gateway.entry import OPEN, Entry, Held, Recognise, caller_of, check_login, heed_backend
from gateway.lane import Step
from gateway.model import ApiRequest, Problem, ProblemKind, ProblemRaised, Source
from gateway.off_loop import ON_LOOP, translate
from gateway.policy.credentials import Admission, unauthenticated
from gateway.policy.losses import apply_parameter_policy, mark_losses
from gateway.router import Route, RouteTable, choose_voice
from gateway.settings import LoggedCalls
from gateway.trail import QUEUE, Trail
from gateway.wire import WireRequest, WireResponse

_READ_FOR_ANYBODY = 8_192
"""Bytes of a body that are read before the credentials are looked at, once it is here."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """Everything a call needs.

    `recognises` checks credentials, None where only the backend can, and `admit` what they may do; `entry` are the doors
    on the way; `public_url` is what absolute URLs begin with; `logged` are the calls that get a line of the log.
    """

    routes: Sequence[Route]
    backends: Mapping[str, Backend]
    dialects: Mapping[str, Dialect]
    admit: Callable[[ApiRequest], Admission]
    public_url: str
    recognises: Recognise | None = None
    entry: Entry = OPEN
    logged: LoggedCalls = LoggedCalls.ALL
    table: RouteTable = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", RouteTable(self.routes))


async def handle(wire: WireRequest, gateway: Gateway, trail: Trail) -> WireResponse:
    """The answer to one call."""
    route = gateway.table.choose(wire)
    if route is None:
        trail.problem = Problem(ProblemKind.NOT_FOUND, Source.CALLER, HTTPStatus.NOT_FOUND)
        return refuse(trail.problem, wire, gateway)
    trail.route = route
    held = Held(gateway.entry, trail)
    try:
        if gateway.entry.gate.crowded or len(wire.body) > _READ_FOR_ANYBODY:
            await turn_strangers_away(wire, route, gateway)
        trail.mark("route")
        try:
            await held.take(gateway.entry.gate.hold())
        finally:
            trail.mark(QUEUE)
        response = await carry_out(wire, route, gateway, trail, held)
        return held.keep_while_streaming(response)
    except ProblemRaised as raised:
        trail.problem = raised.problem
        return route.caller.write_problem(raised.problem, wire, route.face)
    finally:
        await held.let_go()


async def turn_strangers_away(wire: WireRequest, route: Route, gateway: Gateway) -> None:
    """Wrong credentials are refused at once: they must not take a place in a queue, nor have a large body looked through.

    Raises ProblemRaised. What comes without any waits like the others: there are things everybody may ask for.
    """
    credentials = route.caller.read_credentials(wire)
    if credentials is not None:
        await check_login(credentials, wire, gateway.entry.logins, gateway.recognises)


async def carry_out(wire: WireRequest, route: Route, gateway: Gateway, trail: Trail, held: Held) -> WireResponse:
    """The call by its route. Raises ProblemRaised."""
    trail.one_dialect = route.caller is gateway.backends[route.backend].dialect
    read, face, size = route.caller.read_request, route.face, len(wire.body)
    trail.asked = read(wire, face) if size <= ON_LOOP else await translate(size, Step.READ_REQUEST, read, wire, face)
    trail.asked = asked = apply_parameter_policy(trail.asked, route)
    trail.record("read_request", asked.notes, asked.losses)
    entry = gateway.entry
    if asked.credentials is not None:
        await check_login(asked.credentials, wire, entry.logins, gateway.recognises)
    admission = gateway.admit(asked)
    trail.account = admission.account.name if admission.account else None
    await held.take(entry.callers.hold(caller_of(admission.account, asked, wire)))
    trail.mark("admit")
    call = Call.of(wire, route, gateway.backends[route.backend], trail)
    asking = ask_backend(admission, call)
    response = await (asking if gateway.recognises else heed_backend(asking, asked, wire, entry.logins))
    write, size = route.caller.write_response, trail.received
    small = size <= ON_LOOP
    written = write(response, asked, face) if small else await translate(size, Step.WRITE_ANSWER, write, response, asked, face)
    trail.record("write_response", written.notes, written.losses)
    return mark_losses(written.wire, trail.losses, route)


async def screen(wire: WireRequest, gateway: Gateway, trail: Trail) -> WireResponse | None:
    """A refusal by the head alone, for a caller whose body is large or waits to be asked for; None where it may come.

    No route, no credentials or the wrong ones: such a body would be read for nothing.
    """
    route = gateway.table.choose(wire)
    if route is None:
        return refuse(Problem(ProblemKind.NOT_FOUND, Source.CALLER, HTTPStatus.NOT_FOUND), wire, gateway)
    credentials = route.caller.read_credentials(wire)
    trail.route = route
    try:
        if credentials is None:
            raise unauthenticated()
        with gateway.entry.stay():
            await check_login(credentials, wire, gateway.entry.logins, gateway.recognises)
    except ProblemRaised as raised:
        trail.problem = raised.problem
        return route.caller.write_problem(raised.problem, wire, route.face)
    return None


def refuse(problem: Problem, wire: WireRequest, gateway: Gateway) -> WireResponse:
    """A problem met where no route is known: an unknown path, a request that could not be parsed. Never raises."""
    dialect, face = choose_voice(wire, gateway.routes, gateway.dialects)
    if face is None:
        face = Face(gateway.public_url, base_path=dialect.root, options=complete_options(dialect.options, {}))
    return dialect.write_problem(problem, wire, face)
