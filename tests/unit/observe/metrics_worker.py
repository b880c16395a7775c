"""A process that is the worker of a number: it does to its metrics what its command line says, and ends.

Usage: `python -m tests.unit.observe.metrics_worker NUMBER STATEMENT`, with PROMETHEUS_MULTIPROC_DIR in the environment.
"""

from __future__ import annotations

import sys

from gateway.observe.metrics.registry import GatewayMetrics
from gateway.upstream import BreakerState, EndpointState, EndpointUse
from gateway.workers.introduction import introduce

BACKEND, ENDPOINT = "behind", "http://127.0.0.1:1"


def endpoint(breaker: str = "closed", name: str = ENDPOINT) -> EndpointState:
    return EndpointState(name, BreakerState(breaker), healthy=True, busy=0)


def main(number: str, *deeds: str) -> None:
    """Each deed is a word and what it is about, `breaker=open`."""
    introduce(int(number))
    now = 0.0
    metrics = GatewayMetrics(lambda: now)
    for deed in deeds:
        what, _, of = deed.partition("=")
        match what:
            case "endpoint":
                metrics.backends.expect(BACKEND, endpoint(name=of))
            case "breaker":
                metrics.backends.judge(BACKEND, endpoint(of))
            case "requests":
                metrics.backends.measure(BACKEND, EndpointUse(ENDPOINT, int(of), int(of), 1))
            case "queue":
                metrics.admission.show_queue(int(of))
            case "failed":
                now = float(of)
                metrics.backends.fail_attempt(BACKEND, ENDPOINT, "backend_failed")
            case "left":
                metrics.leave()
            case _:
                raise ValueError(deed)


if __name__ == "__main__":
    main(*sys.argv[1:])
