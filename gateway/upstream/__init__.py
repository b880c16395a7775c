"""The side that faces backends: WireRequest in, WireResponse or Problem out, and no dialect known."""

from gateway.upstream.balance import Balance
from gateway.upstream.breaker import BreakerLimits, BreakerState
from gateway.upstream.events import SILENT, EndpointState, EndpointUse, Events
from gateway.upstream.health import HealthCheck
from gateway.upstream.retry import Retries
from gateway.upstream.timeouts import Timeouts
from gateway.upstream.upstream import Upstream

__all__ = [
    "SILENT",
    "Balance",
    "BreakerLimits",
    "BreakerState",
    "EndpointState",
    "EndpointUse",
    "Events",
    "HealthCheck",
    "Retries",
    "Timeouts",
    "Upstream",
]
