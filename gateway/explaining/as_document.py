"""What `gateway explain --format json` prints, and the operators' page shows: one call as a JSON document without secrets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias, Union

from gateway.dialects import discover
from gateway.explaining.hidden import hide_secrets, shown_fields
from gateway.explaining.played import Explained
from gateway.model import ApiRequest, Link, Page, Resource, Value
from gateway.trail import Step, Trail
from gateway.wire import WireRequest, WireResponse

Json: TypeAlias = Union[None, bool, int, float, str, list["Json"], dict[str, "Json"]]


def explain_json(told: Explained) -> str:
    """Everything, for a program."""
    return json.dumps(explain_document(told), indent=1, ensure_ascii=False) + "\n"


def explain_document(told: Explained) -> dict[str, Json]:
    """The same before it is written down: objects, lists and texts."""
    hide = hide_secrets(told)
    return {name: _hidden(value, hide) for name, value in _document(told).items()}


def _document(told: Explained) -> dict[str, Json]:
    trail, problem = told.trail, told.trail.problem
    return {
        "caller_request": _request_data(told.wire),
        "route": trail.route.name if trail.route else None,
        "caller_dialect": trail.route.caller.name if trail.route else None,
        "canonical_request": _asked_data(trail.asked) if trail.asked else None,
        "exchanges": [
            {
                "backend_request": _request_data(sent.request),
                "backend_response": _response_data(sent.response) if sent.response else None,
            }
            for sent in trail.sent
        ],
        "canonical_response": _body_data(trail),
        "steps": [_step_data(step, _texts_of_changes(trail)) for step in trail.steps],
        "problem": {"kind": str(problem.kind), "source": str(problem.source)} if problem else None,
        "caller_response": _response_data(told.written),
    }


def _hidden(data: Json, hide: Callable[[str], str]) -> Json:
    """Before it is written as JSON: a secret with a quote in it looks different there."""
    match data:
        case str():
            return hide(data)
        case list():
            return [_hidden(inner, hide) for inner in data]
        case dict():
            return {hide(name): _hidden(inner, hide) for name, inner in data.items()}
        case _:
            return data


def _request_data(wire: WireRequest) -> dict[str, Json]:
    return {
        "method": wire.method,
        "target": wire.target,
        "headers": _pairs(shown_fields(wire.headers)),
        "body": _text(wire.body),
    }


def _response_data(wire: WireResponse) -> dict[str, Json]:
    return {"status": wire.status, "headers": _pairs(shown_fields(wire.headers)), "body": _text(wire.body)}


def _asked_data(asked: ApiRequest) -> dict[str, Json]:
    return {
        "operation": asked.operation,
        "account": asked.account,
        "ids": dict(asked.ids),
        "parameters": _pairs(asked.parameters),
        "representation": str(asked.representation),
    }


def _texts_of_changes(trail: Trail) -> Mapping[str, str]:
    """What each named change is, as the tables say it; those of the caller's dialect before others of the same name."""
    others = [change for dialect in discover().values() for change in dialect.changes]
    return {change.name: change.tells for change in (*others, *(trail.route.caller.changes if trail.route else ()))}


def _step_data(step: Step, texts: Mapping[str, str]) -> dict[str, Json]:
    return {
        "phase": step.phase,
        "changes": [{"change": note.change, "where": note.where, "tells": texts.get(note.change, "")} for note in step.notes],
        "losses": [{"change": loss.change, "where": loss.where, "text": loss.text} for loss in step.losses],
    }


def _body_data(trail: Trail) -> dict[str, Json] | None:
    body = trail.answered.body if trail.answered else None
    if isinstance(body, Resource):
        return {"kind": body.kind, "fields": _plain(body.fields)}
    if isinstance(body, Page):
        items = [_plain(item.fields) for item in body.items]
        return {"kind": body.kind, "number": body.number, "size": body.size, "total": body.total, "items": items}
    return None


def _plain(value: Value) -> Json:
    if isinstance(value, Link):
        return value.path + (f"?{value.query}" if value.query else "")
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[Json]:
    return [[name, value] for name, value in pairs]


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
