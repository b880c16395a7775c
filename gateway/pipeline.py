"""The path of one call, top to bottom: route, read, admit, ask the backend, show the answer. Start reading here.

One direction; no step looks back. A Problem from anywhere becomes an answer in the caller's dialect and representation, and
there is no other way out. Nothing is sent to a backend before the call was understood, admitted and translated whole.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Protocol

from gateway.carried_headers import carry_headers
from gateway.commitment import see_through
from gateway.concealment import conceal_host
from gateway.conversation import converse
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, complete_options
from gateway.dialects.tables import Effect
from gateway.model import ApiRequest, ApiResponse, Problem, ProblemKind, ProblemRaised, Source
from gateway.off_loop import translate
from gateway.passage import Pair, may_pass, pass_unread
from gateway.policy.credentials import Admission
from gateway.policy.losses import apply_parameter_policy, mark_losses, refuse_losses
from gateway.redirects import own_file, refuse_hidden, settle
from gateway.router import Route, choose_route, choose_voice
from gateway.trail import Trail
from gateway.wire import Headers, WireRequest, WireResponse


class Send(Protocol):
    """Sends one request to a backend; `stream` asks for the body as it arrives. Raises ProblemRaised where that fails."""

    def __call__(self, request: WireRequest, *, stream: bool) -> Coroutine[None, None, WireResponse]: ...


@dataclass(frozen=True, slots=True)
class Backend:
    """One backend: the dialect it speaks, how, and the way to it."""

    dialect: Dialect
    face: Face
    send: Send


@dataclass(frozen=True, slots=True)
class Gateway:
    """Everything a call needs. `admit` checks credentials; `public_url` is what absolute URLs begin with."""

    routes: Sequence[Route]
    backends: Mapping[str, Backend]
    dialects: Mapping[str, Dialect]
    admit: Callable[[ApiRequest], Admission]
    public_url: str


async def handle(wire: WireRequest, gateway: Gateway, trail: Trail) -> WireResponse:
    """The answer to one call."""
    route = choose_route(wire, gateway.routes)
    if route is None:
        trail.problem = Problem(ProblemKind.NOT_FOUND, Source.CALLER, HTTPStatus.NOT_FOUND)
        return refuse(trail.problem, wire, gateway)
    trail.route = route
    try:
        read = await translate(len(wire.body), lambda: route.caller.read_request(wire, route.face))
        asked = apply_parameter_policy(read, route)
        trail.asked = asked
        trail.record("read_request", asked.notes, asked.losses)
        admission = gateway.admit(asked)
        response = await ask_backend(admission, wire, route, gateway, trail)
        written = await translate(trail.received, lambda: route.caller.write_response(response, asked, route.face))
        trail.record("write_response", written.notes, written.losses)
        return mark_losses(written.wire, trail.losses, route)
    except ProblemRaised as raised:
        trail.problem = raised.problem
        return route.caller.write_problem(raised.problem, wire, route.face)


async def ask_backend(admission: Admission, wire: WireRequest, route: Route, gateway: Gateway, trail: Trail) -> ApiResponse:
    """The backend's answer in the caller's ids, after as many exchanges as it takes this backend to give it."""
    backend = gateway.backends[route.backend]
    conversation = converse(admission.asked, backend.dialect, backend.face)
    try:
        request = next(conversation)
        while True:
            try:
                answer = await exchange(request, wire, route, backend, trail, mapped=admission.account is not None)
            except ProblemRaised as refused:
                request = conversation.throw(refused)  # a recipe may know how to go on
            else:
                request = conversation.send(answer)
    except StopIteration as finished:
        answered: ApiResponse = finished.value
        shown, hidden = await translate(trail.received, lambda: admission.show(answered))
        trail.record("show_account", (), hidden)
        trail.answered = shown
        return shown
    except ProblemRaised as raised:
        raise ProblemRaised(conceal_host(admission.show_problem(raised.problem), backend.face, route.face)) from raised
    finally:
        conversation.close()


async def exchange(
    request: ApiRequest, wire: WireRequest, route: Route, backend: Backend, trail: Trail, *, mapped: bool
) -> ApiResponse:
    """One request to the backend and its answer. Raises ProblemRaised for losses the route refuses, before anything is sent."""
    written = await translate(len(wire.body), lambda: backend.dialect.write_request(request, backend.face))
    trail.record("write_request", written.notes, written.losses)
    refuse_losses(trail.request_losses, route)
    carried = carry_headers(wire.headers, media=request.representation.is_media)
    outgoing = replace(written.wire, headers=Headers((*carried, *written.wire.headers)))
    incoming = await deliver(outgoing, request, wire, backend, trail)
    pair = Pair(route.caller, route.face, backend.dialect, backend.face)
    understood = pass_unread(incoming, request, backend.face) if not mapped and may_pass(request, outgoing, pair) else None
    if understood is None:
        size = len(incoming.body)
        understood = await translate(size, lambda: backend.dialect.read_response(incoming, request, backend.face))
    refuse_hidden(understood, backend.face)
    trail.record("read_response", understood.notes, understood.losses)
    return understood


async def deliver(
    outgoing: WireRequest, request: ApiRequest, wire: WireRequest, backend: Backend, trail: Trail
) -> WireResponse:
    """Sends a request. One that changes something is seen through; a file on the backend's own host is fetched from there."""
    media = request.representation.is_media
    sending = trail.follow(outgoing, backend.send(outgoing, stream=media))
    incoming = await (sending if reads_only(request, backend.dialect) else see_through(sending, request.operation))
    incoming = settle(incoming, outgoing, backend.face)
    file = own_file(incoming, wire, backend.dialect, backend.face) if media else None
    return settle(await trail.follow(file, backend.send(file, stream=True)), file, backend.face) if file else incoming


def reads_only(request: ApiRequest, dialect: Dialect) -> bool:
    """Whether a request changes nothing, so that it may be given up with the caller."""
    operation = dialect.operations.get(request.operation)
    return operation.effect is Effect.READ if operation else request.method == "GET"


def refuse(problem: Problem, wire: WireRequest, gateway: Gateway) -> WireResponse:
    """A problem met where no route is known: an unknown path, a request that could not be parsed. Never raises."""
    dialect, face = choose_voice(wire, gateway.routes, gateway.dialects)
    if face is None:
        face = Face(gateway.public_url, base_path=dialect.root, options=complete_options(dialect.options, {}))
    return dialect.write_problem(problem, wire, face)
