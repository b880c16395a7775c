"""The metrics of what stands around the calls: limits, callers' connections, the configuration in use, the processes."""

from __future__ import annotations

from gateway.observe.metrics.described import Described, Kind, Section, Teller
from gateway.observe.metrics.labels import COMMIT, HASH, LIMIT, PYTHON, RESULT, VERSION, WHY

LIMITING = Section(
    "Limits and logins",
    (
        Described(
            "gateway_limited_total",
            Kind.COUNTER,
            "Calls turned away by a limit, by which.",
            "`queue_full`, `queue_time`: [more calls than it can carry](../operate.md#more-calls-than-it-can-carry); "
            "`backend_connections`: [no connection is free](../operate.md#no-connection-to-the-backend-is-free); "
            "`rate`, `concurrency`: [one caller](../operate.md#one-caller-has-too-much); "
            "`logins`: [failed logins](../operate.md#failed-logins); `store`: [the Redis](../operate.md#the-redis-is-gone)",
            (LIMIT,),
        ),
        Described(
            "gateway_failed_logins_total",
            Kind.COUNTER,
            "Logins with credentials that nobody has here, or with `passthrough` at the backend.",
            "[Failed logins](../operate.md#failed-logins)",
        ),
        Described(
            "gateway_limit_store_up",
            Kind.GAUGE,
            "0 where a process can't reach the shared store of the limits; 1 without one.",
            "[The Redis is gone](../operate.md#the-redis-is-gone)",
            mode="livemin",
        ),
    ),
)

CONNECTIONS = Section(
    "Callers' connections",
    (
        Described(
            "gateway_connections",
            Kind.GAUGE,
            "Callers' connections, those in a TLS handshake among them.",
            "Against `limits.connections` in each process",
            mode="livesum",
        ),
        Described(
            "gateway_connections_refused_total",
            Kind.COUNTER,
            "Callers' connections that were turned away, by why.",
            "`full` is answered 503, `reset` is not: [too many connections](../operate.md#too-many-connections); "
            "`tls_handshake`: [TLS handshakes fail](../operate.md#tls-handshakes-fail)",
            (WHY,),
        ),
    ),
)


CONFIGURATION = Section(
    "Configuration and build",
    (
        Described(
            "gateway_reloads_total",
            Kind.COUNTER,
            "Changes of the configuration and of the files it names, by how they ended.",
            "[A change is refused](../operate.md#a-change-is-refused)",
            (RESULT,),
            teller=Teller.CONFIGURED,
        ),
        Described(
            "gateway_config_info",
            Kind.GAUGE,
            "1 for the configuration that is served.",
            "The same on all machines? `sha256sum gateway.yaml` begins with it, so one that serves an older file is found",
            (HASH,),
            teller=Teller.CONFIGURED,
        ),
        Described(
            "gateway_config_applied_timestamp_seconds",
            Kind.GAUGE,
            "Since when it is served, in seconds since 1970.",
            "What changed just before the trouble began; a line over the graphs of a dashboard",
            teller=Teller.CONFIGURED,
        ),
        Described(
            "gateway_config_reload_seconds",
            Kind.GAUGE,
            "How long the last change of the configuration took; 0 where there was none.",
            "With several workers it is the time all of them need to be replaced",
            teller=Teller.CONFIGURED,
        ),
        Described(
            "gateway_config_last_reload_ok",
            Kind.GAUGE,
            "0 where the last change of the configuration was refused.",
            "What stands in the file is not what is served: [a change is refused](../operate.md#a-change-is-refused)",
            teller=Teller.CONFIGURED,
        ),
        Described(
            "gateway_build_info",
            Kind.GAUGE,
            "1 for the gateway that runs.",
            "Which machines still run the version before",
            (VERSION, COMMIT, PYTHON),
            teller=Teller.CONFIGURED,
        ),
    ),
)

WORKERS = Section(
    "Workers",
    (
        Described(
            "gateway_workers_ready",
            Kind.GAUGE,
            "Processes that take calls.",
            "Against `workers`: [a worker died](../operate.md#a-worker-died)",
            teller=Teller.KEEPING_WORKERS,
        ),
        Described(
            "gateway_workers_lost_total",
            Kind.COUNTER,
            "Worker processes that ended untold.",
            "[A worker died](../operate.md#a-worker-died); where there is one process this stays 0",
            teller=Teller.KEEPING_WORKERS,
        ),
    ),
)
