"""The doors of a gateway, made from its limits: the gate, the failed logins, each caller's own limits.

Other limits change the same doors: what was counted stays counted, unless it is to be counted in another store.
"""

from __future__ import annotations

from gateway.entry import Entry
from gateway.observe.metrics import CallMetrics
from gateway.policy.admission.callers import CallerLimits
from gateway.policy.admission.calls_here import CallLimits
from gateway.policy.admission.gate import Gate, GateLimits
from gateway.policy.admission.logins import LoginGuard
from gateway.policy.admission.logins_here import LoginLimits
from gateway.policy.admission.opening import open_store
from gateway.policy.admission.store import OnFailure
from gateway.policy.admission.token_bucket import CallRate
from gateway.settings import Limits, Secret


class Doors:
    """The doors, and the store two of them count in. They stand as `adopt` last said."""

    def __init__(self, limits: Limits, metrics: CallMetrics, gate: Gate | None = None) -> None:
        events = _Events(metrics)
        self._where = _where(limits)
        password = limits.store_password.reveal if limits.store_password else None
        self._store = open_store(limits.store, password, OnFailure(limits.on_store_failure), events)
        self._gate = gate or Gate(_gate_limits(limits), events)
        self._logins = LoginGuard(self._store, _login_limits(limits), events)
        self._callers = CallerLimits(self._store, _call_limits(limits), events)

    @property
    def entry(self) -> Entry:
        return Entry(self._gate, self._logins, self._callers)

    def successor(self, limits: Limits, metrics: CallMetrics) -> Doors:
        """The doors for these limits: the same ones unless the store is another. Nothing has changed yet."""
        return self if _where(limits) == self._where else Doors(limits, metrics, self._gate)

    def adopt(self, limits: Limits) -> None:
        """Stand as these limits say from now on."""
        self._gate.change(_gate_limits(limits))
        self._logins.change(_login_limits(limits))
        self._callers.change(_call_limits(limits))

    async def close(self) -> None:
        """Let go of the store. Places that are held end by themselves."""
        await self._store.close()


class _Events:
    """What the doors tell, for the metrics."""

    def __init__(self, metrics: CallMetrics) -> None:
        self._metrics = metrics

    def refused(self, reason: str) -> None:
        self._metrics.limit(reason)

    def store_failed(self) -> None:
        self._metrics.show_store(up=False)

    def store_recovered(self) -> None:
        self._metrics.show_store(up=True)


def _where(limits: Limits) -> tuple[str, Secret | None, str]:
    return limits.store, limits.store_password, limits.on_store_failure


def _gate_limits(limits: Limits) -> GateLimits:
    return GateLimits(limits.concurrency, limits.queue, limits.queue_time)


def _login_limits(limits: Limits) -> LoginLimits:
    return LoginLimits(limits.failed_logins.attempts, limits.failed_logins.within)


def _call_limits(limits: Limits) -> CallLimits:
    own = limits.per_caller
    return CallLimits(own.concurrency, CallRate(own.rate.count, own.rate.seconds, own.burst) if own.rate else None)
