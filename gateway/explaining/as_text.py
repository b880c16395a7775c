"""What `gateway explain` prints: the wire forms, the named changes and the losses of one call, step by step.

Each line says what it is, for whoever shows them in colours; its text is the same everywhere, and no secret stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gateway.explaining.hidden import hide_secrets, shown_fields
from gateway.explaining.played import Explained
from gateway.trail import Step, Trail
from gateway.wire import Headers, WireRequest, WireResponse

LineKind: TypeAlias = Literal[
    "heading", "start", "field", "blank", "body", "operation", "parameter", "phase", "change", "loss", "problem"
]
"""`start` is the first line of a message, `field` one of its header fields, `body` one or more lines of its content."""
_TITLES = {
    "read_request": "caller's request, understood",
    "write_request": "written for the backend",
    "read_response": "backend's answer, understood",
    "show_account": "account ids turned around",
    "write_response": "written for the caller",
}
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Line:
    """One line, a body perhaps several, without the line end."""

    kind: LineKind
    text: str


def explain_text(told: Explained) -> str:
    """Everything, for a person."""
    return "".join(f"{line.text}\n" for line in lines(told))


def lines(told: Explained) -> Iterator[Line]:
    """Everything, for a person, line by line."""
    hide = hide_secrets(told)
    return (Line(line.kind, hide(line.text)) for line in _lines(told))


def _lines(told: Explained) -> Iterator[Line]:
    trail = told.trail
    yield Line("heading", "== 1. The caller sends")
    yield from _request_lines(told.wire)
    yield from _understood_lines(trail)
    for number, sent in enumerate(trail.sent, 1):
        yield from _headed(f"== 3.{number} The backend gets")
        yield from _request_lines(sent.request)
        if sent.response is not None:
            yield from _headed(f"== 4.{number} The backend answers")
            yield from _response_lines(sent.response)
    yield from _step_lines(trail.steps, ("write_request", "read_response", "show_account", "write_response"))
    if problem := trail.problem:
        yield Line("blank", "")
        yield Line("problem", f"== Problem: {problem.kind}, source {problem.source}, retry: {problem.retry}")
    yield from _headed("== 5. The caller gets")
    yield from _response_lines(told.written)


def _understood_lines(trail: Trail) -> Iterator[Line]:
    route, asked = trail.route, trail.asked
    if route:
        yield from _headed(f"== 2. Route {route.name}: {route.caller.name} → backend {route.backend}")
    if asked:
        operation = f"   operation {asked.operation or '(structural rule)'}, answer as {asked.representation}"
        yield Line("operation", operation)
        yield from (Line("parameter", f"   {name} = {value}") for name, value in (*asked.ids, *asked.parameters))
        yield from _step_lines(trail.steps, ("read_request",))


def _headed(text: str) -> Iterator[Line]:
    yield Line("blank", "")
    yield Line("heading", text)


def _step_lines(steps: Sequence[Step], phases: tuple[str, ...]) -> Iterator[Line]:
    for step in steps:
        if step.phase not in phases or not (step.notes or step.losses):
            continue
        yield Line("phase", f"   -- {_TITLES[step.phase]}")
        changes: dict[str, list[str]] = {}
        for note in step.notes:
            changes.setdefault(note.change, []).append(note.where)
        for change, places in changes.items():
            yield Line("change", f"   change {change}: {', '.join(dict.fromkeys(places))}")
        yield from (Line("loss", f"   LOSS   {loss.where} ({loss.change}): {loss.text}") for loss in step.losses)


def _request_lines(wire: WireRequest) -> Iterator[Line]:
    yield Line("start", f"{wire.method} {wire.target}")
    yield from _message_lines(wire.headers, wire.body)


def _response_lines(wire: WireResponse) -> Iterator[Line]:
    yield Line("start", f"{wire.status}")
    yield from _message_lines(wire.headers, wire.body)


def _message_lines(headers: Headers, body: bytes) -> Iterator[Line]:
    yield from (Line("field", f"{name}: {value}") for name, value in shown_fields(headers))
    if body:
        yield Line("blank", "")
        text = body.decode("utf-8", "replace")
        yield Line("body", text.rstrip("\n") if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(body)} bytes)")
