"""What lines of the log hold, field by field: the one table the lines are made of and docs/tables/log.md is written from.

A call's line has all fields of its table but those of numbers, which are there where the call names one. Names stay as they are
once they were published; a field may be added.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from gateway.model import Problem
from gateway.observe.personal import NUMBERS
from gateway.observe.record import GONE, CallRecord

Shown = str | int | float | bool | Sequence[str] | Sequence[int | None] | None


class Field(Struct, frozen=True):
    """One field. `example` is a value as JSON has it."""

    name: str
    type: str
    tells: str
    example: Shown


class Refusal(Struct, frozen=True):
    """A request that was refused before it was a call. `listener` is the public URL of the address it came to."""

    request_id: str | None
    listener: str
    problem: Problem


EVERY_LINE = (
    Field("timestamp", "text", "when it was logged, in UTC (ISO 8601)", "2026-01-01T12:00:00.000000Z"),
    Field("level", "text", "`info`, `warning`, `error`", "info"),
    Field("logger", "text", "the part of the gateway, or the library, that tells it", "gateway.call"),
    Field("event", "text", "what the line tells: `call`, `refused`, or a sentence", "call"),
    Field("worker", "number", "the worker whose line it is; with several workers only", 1),
    Field("exception", "text", "where something was raised, of which kind and what it came of; only where something was", "…"),
)
"""Of all lines."""

CALL: tuple[Field, ...] = (
    Field(
        "request_id",
        "text",
        "the caller's `X-Request-Id` as it came, where that is 1 to 128 visible ASCII characters; else a new one."
        " The caller is told it and the backend gets it",
        "0c6ad70beb3a40f3a2b8f2f5f4f0a8d1",
    ),
    Field(
        "account",
        "text",
        "the account's name in the configuration; where none is known, its SID if the call names one, else null",
        "acme",
    ),
    Field("route", "text", "the route's name; null where none takes the call", "legacy"),
    Field("dialect", "text", "the dialect the caller speaks", "…"),
    Field(
        "operation",
        "text",
        "what was asked for; empty for a path no table knows, null where the request was not read so far",
        "messages.create",
    ),
    Field("method", "text", "its method; null likewise", "POST"),
    Field(
        "resource",
        "text",
        "the SID of the thing that was made, or else of what the call was about. Null where there is neither (a list), where"
        " ids have another form, and for what was made where the answer passed unread",
        "SM00000000000000000000000000000001",
    ),
    Field(
        "status",
        "number or text",
        "what the caller was answered; `gone` where it had left",
        201,
    ),
    Field(
        "whole",
        "true or false",
        "whether the caller could be given all of the answer; false where it was cut off, null where there was none",
        True,
    ),
    Field("backend", "text", "the backend's name in the configuration", "carrier"),
    Field("backend_dialect", "text", "the dialect it speaks", "…"),
    Field(
        "backend_statuses",
        "list",
        "the status of its answer in each exchange; null where no answer came",
        [201],
    ),
    Field("seconds", "number", "from the whole request to the head of the answer", 0.0712),
    Field("total_seconds", "number", "to the end of the answer's body", 0.0713),
    Field(
        "upstream_seconds",
        "number",
        "of `seconds`, how long the backend was waited for, in all exchanges",
        0.0701,
    ),
    Field(
        "queue_seconds",
        "number",
        "of `seconds`, how long the call waited for a place among those in progress",
        0.0,
    ),
    Field(
        "own_seconds",
        "number",
        "of `seconds`, what is left: the gateway's own",
        0.0011,
    ),
    Field("bytes_received", "number", "of the caller's body", 60),
    Field("bytes_sent", "number", "of the answer's body", 412),
    Field("backend_bytes_sent", "number", "of all bodies sent to the backend", 60),
    Field(
        "backend_bytes_received",
        "number",
        "of all bodies it answered with; what is passed on as it arrives counts in `bytes_sent` alone",
        498,
    ),
    Field(
        "losses",
        "list",
        "the changes by which something could not be said on the other side",
        ["…"],
    ),
    Field(
        "trace_id",
        "text",
        "the trace the call is part of, recorded or not; null where calls are [not traced](../tracing.md)",
        "4bf92f3577b34da6a3ce929d0e0e4736",
    ),
    Field("unknown_parameters", "number", "how many parameters no table knows", 0),
    Field("problem", "text", "what went wrong, in one word; null where nothing did", None),
)
"""Of the lines `call`."""

NUMBER: tuple[Field, ...] = tuple(
    Field(field, "text", f"of the parameter `{parameter}`", "+1********47") for parameter, field in NUMBERS.items()
)
"""Of those too, where the call has that parameter."""

REFUSED: tuple[Field, ...] = (
    Field("request_id", "text", "as of a call", "0c6ad70beb3a40f3a2b8f2f5f4f0a8d1"),
    Field(
        "listener",
        "text",
        "the public URL of the address it came to",
        "https://api.example.com",
    ),
    Field("problem", "text", "what was wrong, in one word", "malformed"),
    Field("status", "number", "of the answer", 400),
)
"""Of the lines `refused`."""

OWN: tuple[Field, ...] = (
    Field("config", "text", "the file that was read", "gateway.yaml"),
    Field("faults", "list", "what is wrong, as `gateway check` says it", ["gateway.yaml:12:14: routes[0].backend: …"]),
    Field("number", "number", "the worker that is spoken of", 1),
    Field("exit_code", "number", "what it ended with", 1),
    Field("allowed", "number", "the files that may be open", 1024),
    Field("needed", "number", "the files that may be needed", 11515),
)
"""Of the gateway's own lines, each in those whose sentence speaks of it."""


def show_call(call: CallRecord) -> dict[str, Shown]:
    """What the fields of `CALL` show of a call, in their order: each call's line is made of it."""
    answer = call.answer
    seconds, total, upstream, queued, own = _in_microseconds(
        call.seconds, call.total_seconds, call.upstream_seconds, call.queue_seconds, call.own_seconds
    )
    return {
        "request_id": call.request_id,
        "account": call.account,
        "route": call.route,
        "dialect": call.dialect,
        "operation": call.operation,
        "method": call.method,
        "resource": call.resource,
        "status": answer.status if answer else GONE,
        "whole": answer.whole if answer else None,
        "backend": call.backend,
        "backend_dialect": call.backend_dialect,
        "backend_statuses": [exchange.status for exchange in call.exchanges],
        "seconds": seconds,
        "total_seconds": total,
        "upstream_seconds": upstream,
        "queue_seconds": queued,
        "own_seconds": own,
        "bytes_received": call.bytes_received,
        "bytes_sent": answer.size if answer else 0,
        "backend_bytes_sent": call.backend_bytes_sent,
        "backend_bytes_received": call.backend_bytes_received,
        "losses": list(call.losses),
        "trace_id": call.trace_id,
        "unknown_parameters": call.unknown_parameters,
        "problem": call.problem,
    }


def show_refusal(refusal: Refusal) -> dict[str, Shown]:
    """What the fields of `REFUSED` show, in their order."""
    return {
        "request_id": refusal.request_id,
        "listener": refusal.listener,
        "problem": refusal.problem.kind,
        "status": refusal.problem.status,
    }


def _in_microseconds(*times: float) -> list[float]:
    """In whole ones, told in seconds. `round` says the same, and takes three times as long to find the shortest number."""
    return [int(seconds * 1e6 + 0.5) / 1e6 for seconds in times]
