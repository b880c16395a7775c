"""What `gateway explain` prints: the wire forms, the named changes and the losses of one call, step by step.

Secrets never appear: an Authorization field is shown as `***`, and so is its secret wherever else it stands, as the token of
an account does in a body.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from gateway.codecs.basic import read_basic
from gateway.model import ApiRequest, Link, Page, Resource, Value
from gateway.trail import Step, Trail
from gateway.wire import Headers, WireRequest, WireResponse

_SECRET = frozenset({"authorization", "proxy-authorization", "authentication", "cookie", "set-cookie"})
_TITLES = {
    "read_request": "caller's request, understood",
    "write_request": "written for the backend",
    "read_response": "backend's answer, understood",
    "show_account": "account ids turned around",
    "write_response": "written for the caller",
}
_LONGEST = 4000
_SHORTEST_SECRET = 6  # what is shorter is nobody's token, and stands in half of all words


def explain_text(wire: WireRequest, trail: Trail, written: WireResponse) -> str:
    """Everything, for a person."""
    return _hide_secrets("\n".join(_lines(wire, trail, written)) + "\n", wire, trail)


def _lines(wire: WireRequest, trail: Trail, written: WireResponse) -> Iterator[str]:
    yield "== 1. The caller sends"
    yield from _request_lines(wire)
    route = trail.route
    if route:
        yield f"\n== 2. Route {route.name}: {route.caller.name} → backend {route.backend}"
    if trail.asked:
        yield f"   operation {trail.asked.operation or '(structural rule)'}, answer as {trail.asked.representation}"
        yield from (f"   {name} = {value}" for name, value in (*trail.asked.ids, *trail.asked.parameters))
        yield from _step_lines(trail.steps, ("read_request",))
    for number, sent in enumerate(trail.sent, 1):
        yield f"\n== 3.{number} The backend gets"
        yield from _request_lines(sent.request)
        if sent.response is not None:
            yield f"\n== 4.{number} The backend answers"
            yield from _response_lines(sent.response)
    yield from _step_lines(trail.steps, ("write_request", "read_response", "show_account", "write_response"))
    if trail.problem:
        yield f"\n== Problem: {trail.problem.kind}, source {trail.problem.source}, retry: {trail.problem.retry}"
    yield "\n== 5. The caller gets"
    yield from _response_lines(written)


def _hide_secrets(text: str, wire: WireRequest, trail: Trail) -> str:
    """The text without the secrets this call was made with, on either side."""
    presented = (read_basic(one.headers.get("Authorization")) for one in (wire, *(sent.request for sent in trail.sent)))
    for secret in {credentials.secret for credentials in presented if credentials}:
        text = text.replace(secret, "***") if len(secret) >= _SHORTEST_SECRET else text
    return text


def _step_lines(steps: list[Step], phases: tuple[str, ...]) -> Iterator[str]:
    for step in steps:
        if step.phase not in phases or not (step.notes or step.losses):
            continue
        yield f"   -- {_TITLES[step.phase]}"
        changes: dict[str, list[str]] = {}
        for note in step.notes:
            changes.setdefault(note.change, []).append(note.where)
        yield from (f"   change {change}: {', '.join(dict.fromkeys(places))}" for change, places in changes.items())
        yield from (f"   LOSS   {loss.where} ({loss.change}): {loss.text}" for loss in step.losses)


def _request_lines(wire: WireRequest) -> Iterator[str]:
    yield f"{wire.method} {wire.target}"
    yield from _message_lines(wire.headers, wire.body)


def _response_lines(wire: WireResponse) -> Iterator[str]:
    yield f"{wire.status}"
    yield from _message_lines(wire.headers, wire.body)


def _message_lines(headers: Headers, body: bytes) -> Iterator[str]:
    yield from (f"{name}: {value}" for name, value in _shown(headers))
    if body:
        yield ""
        text = body.decode("utf-8", "replace")
        yield text.rstrip("\n") if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(body)} bytes)"


def _shown(headers: Headers) -> Iterator[tuple[str, str]]:
    return ((name, "***" if name.lower() in _SECRET else value) for name, value in headers)


def explain_json(wire: WireRequest, trail: Trail, written: WireResponse) -> str:
    """Everything, for a program."""
    asked = trail.asked
    document = {
        "caller_request": _request_data(wire),
        "route": trail.route.name if trail.route else None,
        "caller_dialect": trail.route.caller.name if trail.route else None,
        "canonical_request": _asked_data(asked) if asked else None,
        "exchanges": [
            {
                "backend_request": _request_data(sent.request),
                "backend_response": _response_data(sent.response) if sent.response else None,
            }
            for sent in trail.sent
        ],
        "canonical_response": _body_data(trail),
        "steps": [
            {
                "phase": step.phase,
                "changes": [{"change": note.change, "where": note.where} for note in step.notes],
                "losses": [{"change": loss.change, "where": loss.where, "text": loss.text} for loss in step.losses],
            }
            for step in trail.steps
        ],
        "problem": {"kind": trail.problem.kind, "source": trail.problem.source} if trail.problem else None,
        "caller_response": _response_data(written),
    }
    return _hide_secrets(json.dumps(document, indent=1, ensure_ascii=False) + "\n", wire, trail)


def _request_data(wire: WireRequest) -> dict[str, object]:
    headers = list(_shown(wire.headers))
    return {"method": wire.method, "target": wire.target, "headers": headers, "body": wire.body.decode("utf-8", "replace")}


def _response_data(wire: WireResponse) -> dict[str, object]:
    return {"status": wire.status, "headers": list(_shown(wire.headers)), "body": wire.body.decode("utf-8", "replace")}


def _asked_data(asked: ApiRequest) -> dict[str, object]:
    return {
        "operation": asked.operation,
        "account": asked.account,
        "ids": dict(asked.ids),
        "parameters": asked.parameters,
        "representation": asked.representation,
    }


def _body_data(trail: Trail) -> object:
    body = trail.answered.body if trail.answered else None
    if isinstance(body, Resource):
        return {"kind": body.kind, "fields": _plain(body.fields)}
    if isinstance(body, Page):
        items = [_plain(item.fields) for item in body.items]
        return {"kind": body.kind, "number": body.number, "size": body.size, "total": body.total, "items": items}
    return None


def _plain(value: Value) -> object:
    if isinstance(value, Link):
        return value.path + (f"?{value.query}" if value.query else "")
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value
