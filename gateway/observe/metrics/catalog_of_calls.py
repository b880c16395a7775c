"""The metrics of calls: how many, how they ended, how long they took and on what, and what could not be said."""

from __future__ import annotations

from gateway.observe.metrics.described import Described, Kind, Section
from gateway.observe.metrics.labels import BACKEND, CHANGE, DIALECT, OPERATION, POLICY, REASON, ROUTE, STATUS

_WAITED = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""A caller's view: from what a backend next door takes to what callers give up after."""
_OWN = (0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
"""What translating takes: well under a millisecond, but for large lists."""

CALLS = Section(
    "Calls",
    (
        Described(
            "gateway_calls_total",
            Kind.COUNTER,
            "Calls that ended, by class of status.",
            "The traffic. `5xx` are the gateway's and the backends' failures: the `problem` of their `call` lines tells which",
            (ROUTE, DIALECT, BACKEND, OPERATION, STATUS),
        ),
        Described(
            "gateway_call_seconds",
            Kind.HISTOGRAM,
            "Time from a whole request to the head of its answer.",
            "What callers feel. It is the backend's time, the queue's and the gateway's own: the three below. "
            "Calls whose caller left are not in it",
            (ROUTE, DIALECT, BACKEND, OPERATION),
            buckets=_WAITED,
        ),
        Described(
            "gateway_own_seconds",
            Kind.HISTOGRAM,
            "What the gateway itself took of that time.",
            "The price of the translation. It rises where a core is full, and with large lists: more `workers`",
            (ROUTE,),
            buckets=_OWN,
        ),
        Described(
            "gateway_upstream_seconds",
            Kind.HISTOGRAM,
            "How long a backend was waited for, once for each exchange, repeats of an attempt among it.",
            "[A slow backend](../operate.md#the-backend-is-slow) shows here and in no other part of the time",
            (BACKEND,),
            buckets=_WAITED,
        ),
        Described(
            "gateway_queue_seconds",
            Kind.HISTOGRAM,
            "How long calls waited that had to wait for a place.",
            "Its count is how many had to. [More calls than it can carry](../operate.md#more-calls-than-it-can-carry)",
            buckets=_WAITED,
        ),
        Described(
            "gateway_queue",
            Kind.GAUGE,
            "Calls that wait for a place.",
            "Against `limits.queue` in each process: at that it refuses",
            mode="livesum",
        ),
        Described(
            "gateway_calls_in_progress",
            Kind.GAUGE,
            "Calls being carried out.",
            "Those that wait for a place and those whose answer is still passed on are among them; against "
            "`limits.concurrency` in each process. While it drains, what is still to be finished",
            mode="livesum",
        ),
        Described(
            "gateway_losses_total",
            Kind.COUNTER,
            "Things calls could not say on the other side, each change once a call.",
            "Which integrations ask for what the other side does not have. `gateway explain` shows what a change does",
            (ROUTE, CHANGE),
        ),
        Described(
            "gateway_unknown_parameters_total",
            Kind.COUNTER,
            "Parameters of calls that no table knows, by what the route does with such.",
            "A client that is newer than the tables, or misspells; with `reject` its calls were refused",
            (ROUTE, POLICY),
        ),
        Described(
            "gateway_cut_off_answers_total",
            Kind.COUNTER,
            "Answers that broke off while they were passed on, by the backend's doing or the caller's.",
            "[An answer that breaks off](../operate.md#the-backends-answer-breaks-off-or-is-no-http), or a caller who hung up. "
            "Such a call counts by the status its head had",
            (ROUTE,),
        ),
        Described(
            "gateway_unknown_outcomes_total",
            Kind.COUNTER,
            "Calls that change something of which nobody knows whether they did.",
            "Each is [somebody's phone call](../operate.md#a-create-whose-outcome-is-unknown): look into the backend's records",
            (OPERATION,),
        ),
        Described(
            "gateway_spans_lost_total",
            Kind.COUNTER,
            "Spans of traced calls that did not get to the collector.",
            "[The collector of traces is gone](../operate.md#the-collector-of-traces-is-gone), or too slow; "
            "no call waits for it",
        ),
        Described(
            "gateway_log_lines_lost_total",
            Kind.COUNTER,
            "Lines of the log that were not read in time or could not be written.",
            "[Lines of the log are lost](../operate.md#lines-of-the-log-are-lost): no call waits for who reads them. "
            "The few a supervisor loses are not among them",
        ),
        Described(
            "gateway_refused_requests_total",
            Kind.COUNTER,
            "Requests that never became a call, by reason.",
            "Refused by the listener, by their form or their size: the lines `refused`. "
            "`internal` is [a defect](../operate.md#a-defect), `loop` [a loop](../operate.md#a-loop)",
            (REASON,),
        ),
    ),
)
