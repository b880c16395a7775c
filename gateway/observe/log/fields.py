"""What lines of the log hold, field by field: the one table the lines are made of and docs/tables/log.md is written from.

A call's line has all fields of its table but those of numbers, which are there where the call names one. Names stay as they are
once they were published; a field may be added.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import asdict

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


class CallLine(Struct, frozen=True, gc=False):
    """The values of the fields of `CALL`, in their order: each call's line is made of it. A dict of as many takes six times as
    long to make."""

    request_id: str | None
    account: str | None
    route: str | None
    dialect: str | None
    operation: str | None
    method: str | None
    resource: str | None
    status: int | str
    whole: bool | None
    backend: str | None
    backend_dialect: str | None
    backend_statuses: list[int | None]
    seconds: float
    total_seconds: float
    upstream_seconds: float
    queue_seconds: float
    own_seconds: float
    bytes_received: int
    bytes_sent: int
    backend_bytes_sent: int
    backend_bytes_received: int
    losses: list[str]
    trace_id: str | None
    unknown_parameters: int
    problem: str | None

    @staticmethod
    def of(call: CallRecord) -> CallLine:
        answer = call.answer
        return CallLine(
            call.request_id,
            call.account,
            call.route,
            call.dialect,
            call.operation,
            call.method,
            call.resource,
            answer.status if answer else GONE,
            answer.whole if answer else None,
            call.backend,
            call.backend_dialect,
            [exchange.status for exchange in call.exchanges],
            _in_microseconds(call.seconds),
            _in_microseconds(call.total_seconds),
            _in_microseconds(call.upstream_seconds),
            _in_microseconds(call.queue_seconds),
            _in_microseconds(call.own_seconds),
            call.bytes_received,
            answer.size if answer else 0,
            call.backend_bytes_sent,
            call.backend_bytes_received,
            list(call.losses),
            call.trace_id,
            call.unknown_parameters,
            call.problem,
        )


def show_call(call: CallRecord) -> dict[str, Shown]:
    """What the fields of `CALL` show of a call, in their order."""
    return asdict(CallLine.of(call))


def show_refusal(refusal: Refusal) -> dict[str, Shown]:
    """What the fields of `REFUSED` show, in their order."""
    return {
        "request_id": refusal.request_id,
        "listener": refusal.listener,
        "problem": refusal.problem.kind,
        "status": refusal.problem.status,
    }


def _in_microseconds(seconds: float) -> float:
    """In whole ones, told in seconds. `round` says the same, and takes four times as long to find the shortest number."""
    return (seconds * 1e6 + 0.5) // 1.0 / 1e6
