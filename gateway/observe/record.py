"""What there is to tell of a call that has ended, in one value: the log, the metrics and the traces are made of it.

It holds nothing a caller or a backend said in words of their own but the request id: names of the configuration and of the
tables, sizes, times, ids that have the form of one. What may be personal is left out or masked here, so that nobody who is
given a record can tell it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence

from msgspec import Struct

from gateway.model import ApiRequest, Resource
from gateway.observe.personal import mask_numbers
from gateway.remembered import Remembered
from gateway.trail import QUEUE, Phase, Sent, Trail
from gateway.wire import WireRequest

GONE = "gone"
"""The status of a call whose caller left before it was answered."""
_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")


class Exchange(Struct, frozen=True, gc=False):
    """One request to a backend: the status of its answer, None where none came, the seconds until it was there, and where from.

    `endpoint` is as the settings write it, empty where no answer came.
    """

    status: int | None
    seconds: float | None
    endpoint: str = ""


class Written(Struct, frozen=True, gc=False):
    """What the caller got: the status, the bytes of the body, and whether all of it was passed on."""

    status: int
    size: int
    whole: bool = True


class CallRecord(Struct, frozen=True, gc=False):
    """One call.

    `resource` is the SID of what was made, or of what the call was about; `numbers` are the fields of those it names, masked.
    `account` is its name in the configuration, else its SID where it has the form of one: an id may be an e-mail address.
    `operation` is None where the call was not understood so far, and `""` for a path no table knows. `answer` is None where the
    caller left before there was one. `seconds` go up to the answer's head, `total_seconds` to the end of its body;
    `upstream_seconds` are those in which backends were waited for, `queue_seconds` those in which a place was.
    """

    request_id: str | None
    account: str | None
    route: str | None
    dialect: str | None
    backend: str | None
    backend_dialect: str | None
    operation: str | None
    method: str | None
    resource: str | None
    numbers: tuple[tuple[str, str], ...]
    answer: Written | None
    exchanges: tuple[Exchange, ...]
    seconds: float
    total_seconds: float
    upstream_seconds: float
    queue_seconds: float
    phases: tuple[Phase, ...]
    bytes_received: int
    backend_bytes_sent: int
    backend_bytes_received: int
    losses: tuple[str, ...]
    unknown_parameters: int
    parameter_policy: str | None
    problem: str | None
    trace_id: str | None = None  # where calls are traced

    @property
    def own_seconds(self) -> float:
        """What the gateway itself took."""
        own = self.seconds - self.upstream_seconds - self.queue_seconds
        return own if own > 0 else 0.0


def record_call(
    wire: WireRequest, trail: Trail, answer: Written | None, *, answered: float, backend_dialect: str | None
) -> CallRecord:
    """The record of a call that ends now. `answered` is when its answer's head was there, by `time.perf_counter`."""
    route, asked, lost = trail.route, trail.asked, trail.losses
    exchanges, upstream, sent = _exchanges(trail.sent)
    # By position, in the order of the fields: with so many of them, telling them by name takes ten times as long.
    return CallRecord(
        wire.headers.get("X-Request-Id"),
        trail.account or _account_of(asked),
        route.name if route else None,
        route.caller.name if route else None,
        route.backend if route else None,
        backend_dialect,
        asked.operation if asked else None,
        asked.method if asked else None,
        _resource_of(trail),
        mask_numbers(asked.parameters) if asked and asked.parameters else (),
        answer,
        exchanges,
        answered - trail.began,
        time.perf_counter() - trail.began,
        upstream,
        _queued(trail.phases, trail.began),
        tuple(trail.phases),
        len(wire.body),
        sent,
        trail.received,
        tuple(sorted({loss.change for loss in lost})) if lost else (),
        len(asked.unknown) if asked else 0,
        route.unknown_parameters if route else None,
        trail.problem.kind if trail.problem else None,
        trail.trace.trace_id if trail.trace else None,
    )


def _exchanges(sent: Sequence[Sent]) -> tuple[tuple[Exchange, ...], float, int]:
    """Each of them, the seconds in which backends were waited for, and the bytes of the bodies they were sent."""
    exchanges, waited, size = [], 0.0, 0
    for one in sent:
        answer, seconds = one.response, one.seconds
        exchanges.append(Exchange(None, seconds) if answer is None else Exchange(answer.status, seconds, answer.endpoint))
        waited += seconds or 0.0
        size += len(one.request.body)
    return tuple(exchanges), waited, size


def _queued(phases: Iterable[Phase], began: float) -> float:
    """The seconds in which a place was waited for: once, before a backend is."""
    for name, ended in phases:
        if name == QUEUE:
            return ended - began
        began = ended
    return 0.0


def _account_of(asked: ApiRequest | None) -> str | None:
    """The account of a call whose credentials the backend alone knows."""
    named = asked.account or (asked.credentials.id if asked.credentials else None) if asked else None
    return named if named and _SIDS_OF_ACCOUNTS[named] else None


def _is_sid(text: str) -> bool:
    return _SID.fullmatch(text) is not None


_SIDS_OF_ACCOUNTS = Remembered(_is_sid, most=1_024)  # the same ones come again and again


def _resource_of(trail: Trail) -> str | None:
    shown = trail.answered.body if trail.answered else None
    made = shown.fields.get("sid") if isinstance(shown, Resource) else None
    if isinstance(made, str) and _SID.fullmatch(made):
        return made
    for _, value in reversed(trail.asked.ids) if trail.asked else ():
        if _SID.fullmatch(value):
            return value
    return None


def status_class(answer: Written | None) -> str:
    """`2xx` and the like, `gone` where the caller left before there was an answer."""
    if answer is None:
        return GONE
    hundreds = answer.status // 100
    return f"{hundreds if 1 <= hundreds <= 5 else 5}xx"  # noqa: PLR2004 - any other status is as good as a 5xx (RFC 9110, 15)
