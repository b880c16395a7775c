"""The labels of the metrics, and which values each may have: words of a list, or names of the configuration and tables.

No label holds anything a caller or a backend chose, so the number of series is bounded by the configuration and the tables.
"""

from __future__ import annotations

from msgspec import Struct

from gateway.model import ProblemKind
from gateway.observe.record import GONE
from gateway.policy.admission.refusals import Reason
from gateway.server.events import Refused
from gateway.upstream.breaker import BreakerState

BACKEND_CONNECTIONS = "backend_connections"
"""The limit of the requests in progress at one endpoint."""
LIMITS = (*Reason, BACKEND_CONNECTIONS)
RESULTS = ("refused", "applied")
STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx", GONE)
ATTEMPT_KINDS = (
    ProblemKind.BACKEND_FAILED,
    ProblemKind.BACKEND_TIMED_OUT,
    ProblemKind.BACKEND_UNREACHABLE,
    ProblemKind.BACKEND_UNREADABLE,
)
"""What can be wrong with one attempt at a backend."""
NONE, UNKNOWN = "none", "unknown"
BUSY, IDLE = "busy", "idle"
PASS, DROP, REJECT = "pass", "drop", "reject"


class Label(Struct, frozen=True):
    """A label. `values` are all it may have, where a list says so; `tells` is Markdown, for the table."""

    name: str
    tells: str
    values: tuple[str, ...] = ()


ROUTE = Label("route", "`routes[].name`; `none` where no route took the call")
DIALECT = Label("dialect", "the dialect of the route's callers; `none` where no route took the call")
BACKEND = Label("backend", "the backend's name below `backends`; `none` where no route took the call")
ENDPOINT = Label("endpoint", "an URL of `backends.NAME.endpoints`")
OPERATION = Label(
    "operation",
    "one of [the tables](matrix.md); `unknown` for a path no table knows, `none` where it was not understood so far",
)
CHANGE = Label(
    "change",
    "a change of [the tables](matrix.md) by which something is lost, `unknown-parameter-dropped` or `mapped-credentials`",
)
STATUS = Label("status", "the class of the caller's status, `gone` where the caller left before the answer", STATUSES)
REASON = Label("reason", "a [problem](../operate.md#what-callers-see)", tuple(ProblemKind))
LIMIT = Label("limit", "the limit that turned a call away", LIMITS)
WHY = Label("why", "why a connection was turned away", tuple(Refused))
KIND = Label("kind", "the [problem](../operate.md#what-callers-see) of an attempt", ATTEMPT_KINDS)
RESULT = Label("result", "how a change of the configuration ended", RESULTS)
POLICY = Label("policy", "`routes[].unknown_parameters`", (PASS, DROP, REJECT))
BREAKER = Label("state", "of a breaker", tuple(BreakerState))
USE = Label("state", "of a connection: in use or being opened, or kept for the next call", (BUSY, IDLE))
HASH = Label("hash", "the first 12 hexadecimal digits of the SHA-256 of the configuration's text")
VERSION = Label("version", "the gateway's version")
COMMIT = Label("commit", "the commit it was built from, or `unknown`")
PYTHON = Label("python", "the version of Python it runs on")
