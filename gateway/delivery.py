"""The backend's side of a call: one exchange after the other, until there is an answer for the caller.

Nothing is sent that was not translated whole. A request that changes something is seen through when its caller leaves; one
that only reads may be given up, and may be repeated. All exchanges of one call end by the same deadline, and none that changes
something begins when little of that time is left.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from gateway.carried_headers import carry_headers
from gateway.commitment import Commitment, see_through, tell_unknown
from gateway.concealment import conceal_host
from gateway.conversation import converse
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face
from gateway.dialects.tables import Effect
from gateway.lane import Step
from gateway.model import ApiRequest, ApiResponse, ProblemRaised
from gateway.off_loop import ON_LOOP, translate
from gateway.passage import LOOKED_AT, may_pass, pass_unread, read_on
from gateway.policy.credentials import Admission
from gateway.policy.losses import refuse_losses
from gateway.redirects import own_file, refuse_hidden, refuse_locked, settle
from gateway.router import Route
from gateway.trail import Trail
from gateway.unasked import NEEDS, refuse_unasked
from gateway.wire import Headers, WireRequest, WireResponse

_FOR_A_CHANGE = 0.5
"""Of the whole time. Less is left where what had to be asked first was slow; then the change would likely be made and its
answer come too late."""

_READ = Effect.READ  # found once: to look one up by its name is a call


class Send(Protocol):
    """Sends one request to a backend. Raises ProblemRaised where that fails.

    `stream` asks for a body of more than so many bytes as it arrives, None for a whole one; `repeatable` says that sending it
    twice does no more than sending it once; `deadline` is the event loop's time after which nothing is waited for. `confirm` is
    called, where it is given, right before it is sent, and raises ProblemRaised where it is not to be after all.
    """

    def __call__(
        self,
        request: WireRequest,
        *,
        stream: int | None,
        repeatable: bool,
        deadline: float | None,
        confirm: Callable[[], None] | None,
    ) -> Coroutine[None, None, WireResponse]: ...


def see_nothing(operation: str) -> None:
    """Where nobody counts what became of an operation."""
    del operation


@dataclass(frozen=True, slots=True)
class Backend:
    """One backend: the dialect it speaks, how, the way to it, and how many seconds a whole call may take there.

    `lose_sight` is told the operation where nobody knows whether it was carried out.
    """

    dialect: Dialect
    face: Face
    send: Send
    total: float | None = None
    lose_sight: Callable[[str], None] = see_nothing


class Call(Struct, frozen=True):
    """One call on its way: what the caller sent, by which route, to which backend, and until when."""

    wire: WireRequest
    route: Route
    backend: Backend
    trail: Trail
    deadline: float | None

    @staticmethod
    def of(wire: WireRequest, route: Route, backend: Backend, trail: Trail) -> Call:
        """The call, its time running from now."""
        total = backend.total
        return Call(wire, route, backend, trail, None if total is None else asyncio.get_running_loop().time() + total)

    @property
    def latest(self) -> float | None:
        """When at the latest something that changes anything may be sent."""
        if self.deadline is None or self.backend.total is None:
            return None
        return self.deadline - self.backend.total * _FOR_A_CHANGE


async def ask_backend(admission: Admission, call: Call) -> ApiResponse:
    """The backend's answer in the caller's ids, after as many exchanges as it takes this backend to give it."""
    backend, trail = call.backend, call.trail
    conversation = converse(admission.asked, backend.dialect, backend.face)
    try:
        request = next(conversation)
        while True:
            try:
                answer = await exchange(request, call, mapped=admission.account is not None)
            except ProblemRaised as refused:
                request = conversation.throw(refused)  # a recipe may know how to go on
            else:
                request = conversation.send(answer)
    except StopIteration as finished:
        answered: ApiResponse = finished.value
        show, size = admission.show, trail.received
        shown, hidden = show(answered) if size <= ON_LOOP else await translate(size, Step.SHOW_ANSWER, show, answered)
        trail.record("show_account", (), hidden)
        trail.answered = shown
        return shown
    except ProblemRaised as raised:
        raise ProblemRaised(conceal_host(admission.show_problem(raised.problem), backend.face, call.route.face)) from raised
    finally:
        conversation.close()


async def exchange(request: ApiRequest, call: Call, *, mapped: bool) -> ApiResponse:
    """One request to the backend and its answer. Raises ProblemRaised for losses the route refuses, before anything is sent."""
    wire, route, backend, trail = call.wire, call.route, call.backend, call.trail
    write, face, size = backend.dialect.write_request, backend.face, len(wire.body)
    written = write(request, face) if size <= ON_LOOP else await translate(size, Step.WRITE_REQUEST, write, request, face)
    trail.record("write_request", written.notes, written.losses)
    refuse_losses(trail.request_losses, route)
    passes = (
        route.caller is backend.dialect and not mapped and may_pass(request, written.wire, backend.dialect, route.face, face)
    )
    reads = reads_only(request, backend.dialect)
    carried = carry_headers(wire.headers, media=request.representation.is_media, conditions=passes or not reads)
    outgoing = replace(written.wire, headers=Headers((*carried, *wire.forwarded, *written.wire.headers.fields)))
    incoming = await deliver(outgoing, request, call, reads=reads, large=LOOKED_AT if passes else None)
    understood = pass_unread(incoming, request, face) if passes else None
    if understood is None:
        if passes:
            incoming = await read_on(incoming)
            trail.complete(incoming)
        read, size = backend.dialect.read_response, len(incoming.body)
        small = size <= ON_LOOP
        understood = (
            read(incoming, request, face) if small else await translate(size, Step.READ_ANSWER, read, incoming, request, face)
        )
    refuse_hidden(understood, face)
    trail.record("read_response", understood.notes, understood.losses)
    return understood


async def deliver(outgoing: WireRequest, request: ApiRequest, call: Call, *, reads: bool, large: int | None) -> WireResponse:
    """Sends a request. One that `reads` may be given up, one that changes something is seen through; a file on the backend's
    own host is fetched from there.

    What is read and holds more than `large` bytes comes as it arrives, None for nothing; media always does.
    """
    backend, trail, media = call.backend, call.trail, request.representation.is_media
    outgoing = trail.lead(outgoing)
    if reads:
        stream = 0 if media else large
        sending = backend.send(outgoing, stream=stream, repeatable=True, deadline=call.deadline, confirm=None)
        incoming = await trail.follow(outgoing, sending)
    else:
        incoming = await _change(outgoing, request.operation, call, stream=0 if media else None)
    if incoming.status in NEEDS:
        await refuse_unasked(incoming, outgoing)
    incoming = settle(incoming, outgoing, backend.face)
    file = own_file(incoming, call.wire, backend.dialect, backend.face) if media else None
    if file is None:
        return incoming
    file = trail.lead(file)
    fetching = backend.send(file, stream=0, repeatable=True, deadline=call.deadline, confirm=None)
    fetched = await trail.follow(file, fetching)
    if fetched.status in NEEDS:
        await refuse_unasked(fetched, file)
    refuse_locked(fetched)
    return settle(fetched, file, backend.face)


async def _change(outgoing: WireRequest, operation: str, call: Call, *, stream: int | None) -> WireResponse:
    """The answer to a request that changes something: seen through, and where its outcome is unknown an operator is told."""
    backend, commitment = call.backend, Commitment(call.latest)
    sending = backend.send(outgoing, stream=stream, repeatable=False, deadline=call.deadline, confirm=commitment.confirm)
    telling = tell_unknown(call.trail.follow(outgoing, sending), outgoing, operation, backend.lose_sight)
    return await see_through(telling, outgoing, operation, commitment)


def reads_only(request: ApiRequest, dialect: Dialect) -> bool:
    """Whether a request changes nothing, so that it may be given up with the caller."""
    operation = dialect.operations.get(request.operation)
    return operation.effect is _READ if operation else request.method == "GET"
