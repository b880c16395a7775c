"""The metrics of the backends' endpoints: what failed there, what is thought of them, how much they have to do."""

from __future__ import annotations

from gateway.observe.metrics.described import Described, Kind, Section
from gateway.observe.metrics.labels import BACKEND, BREAKER, ENDPOINT, KIND, USE

_PLACE = (BACKEND, ENDPOINT)

BACKENDS = Section(
    "Backends",
    (
        Described(
            "gateway_backend_failures_total",
            Kind.COUNTER,
            "Attempts at a backend that failed, by what went wrong.",
            "The first that moves when a backend is in trouble; callers may not notice yet, for attempts are repeated. "
            "The lines `backend …: … (…)` tell the cause",
            (*_PLACE, KIND),
        ),
        Described(
            "gateway_backend_repeats_total",
            Kind.COUNTER,
            "Attempts at a backend that were made again, by what went wrong with the one before.",
            "The failures callers did not notice. Bounded by `backends.NAME.retries.budget`",
            (*_PLACE, KIND),
        ),
        Described(
            "gateway_endpoint_last_failure_timestamp_seconds",
            Kind.GAUGE,
            "When an attempt at the endpoint last failed so, in seconds since 1970.",
            "`time() - …` is how long ago. A failure that never was has no series",
            (*_PLACE, KIND),
            mode="max",
        ),
        Described(
            "gateway_endpoint_up",
            Kind.GAUGE,
            "Whether calls go to this endpoint: 0 as soon as one process leaves it alone.",
            "[One endpoint](../operate.md#one-endpoint-of-several-is-dead) or "
            "[every endpoint](../operate.md#every-endpoint-is-left-alone). 0 where the breaker is open or probes fail; "
            "it stays so until a call tries the endpoint or probes pass",
            _PLACE,
            mode="livemin",
        ),
        Described(
            "gateway_endpoint_breaker",
            Kind.GAUGE,
            "The state of the endpoint's breaker, 1 for the one it is in; of several processes the worst.",
            "`open`: calls failed. It is `half_open` while a call tries whether the endpoint is back, and that call closes it",
            (*_PLACE, BREAKER),
            mode="livemax",
        ),
        Described(
            "gateway_endpoint_healthy",
            Kind.GAUGE,
            "Whether the probes of the endpoint pass: 0 as soon as one process finds that they do not.",
            "`backends.NAME.health`; 1 where there are no probes",
            _PLACE,
            mode="livemin",
        ),
        Described(
            "gateway_endpoint_troubled_timestamp_seconds",
            Kind.GAUGE,
            "Since when the endpoint's breaker is not closed or its probes fail, in seconds since 1970; 0 where all is well.",
            "`time() - …` is for how long. A call that tries the endpoint and fails begins nothing anew",
            _PLACE,
            mode="livemax",
        ),
        Described(
            "gateway_endpoint_requests",
            Kind.GAUGE,
            "Requests in progress at the endpoint.",
            "Those that wait for a connection and those whose answer is still passed on are among them; against "
            "`backends.NAME.connections` in each process. In one process, those that began before a reload changed the backend "
            "are not",
            _PLACE,
            mode="livesum",
        ),
        Described(
            "gateway_endpoint_connections",
            Kind.GAUGE,
            "Connections to the endpoint, in use or kept.",
            "`idle` at 0 under steady traffic: the backend keeps no connection open, and each call pays for a new one",
            (*_PLACE, USE),
            mode="livesum",
        ),
    ),
)
