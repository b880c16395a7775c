"""The doors of a gateway, made from its limits: the gate, the failed logins, each caller's own limits.

Other limits change the same doors: what was counted stays counted, unless it is to be counted in another store. Then the doors
before are still those of the calls that came by them, and their store is closed when the last of these is over.
"""

from __future__ import annotations

import asyncio

from gateway.entry import Entry
from gateway.observe.metrics.admission import AdmissionMetrics
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
    """The doors, and the store two of them count in. They stand as `adopt` last said. Around each call that comes by them they
    are entered: so they know when the last one is over."""

    def __init__(self, limits: Limits, metrics: AdmissionMetrics, gate: Gate | None = None) -> None:
        events = self._events = _Events(metrics)
        self._calls = 0
        self._retired = False
        self._closing: set[asyncio.Task[None]] = set()
        self._where = _where(limits)
        password = limits.store_password.reveal if limits.store_password else None
        self._store = open_store(limits.store, password, OnFailure(limits.on_store_failure), events)
        self._gate = gate or Gate(_gate_limits(limits), events)
        self._logins = LoginGuard(self._store, _login_limits(limits), events)
        self._callers = CallerLimits(self._store, _call_limits(limits), events)

    @property
    def entry(self) -> Entry:
        return Entry(self._gate, self._logins, self._callers, self._stay)

    @property
    def waiting(self) -> int:
        """How many calls wait for a place. May be asked from any thread."""
        return self._gate.waiting

    def successor(self, limits: Limits, metrics: AdmissionMetrics) -> Doors:
        """The doors for these limits: the same ones unless the store is another. Nothing has changed yet."""
        return self if _where(limits) == self._where else Doors(limits, metrics, self._gate)

    def adopt(self, limits: Limits) -> None:
        """Stand as these limits say from now on."""
        self._events.begin()
        self._gate.change(_gate_limits(limits))
        self._logins.change(_login_limits(limits))
        self._callers.change(_call_limits(limits))

    @property
    def is_closed(self) -> bool:
        """Whether nobody came by these doors who is still there, and the store is closed."""
        return self._retired and not (self._calls or self._closing)

    def retire(self) -> None:
        """Others take their place."""
        self._events.fall_silent()
        self._retired = True
        self._close_when_done()

    async def close(self) -> None:
        """Let go of the store. Places that are held end by themselves."""
        await self._store.close()
        await asyncio.gather(*self._closing)

    def _stay(self) -> Doors:
        return self

    def __enter__(self) -> None:
        """A call is under way that came by these doors."""
        self._calls += 1

    def __exit__(self, *raised: object) -> None:
        """One of them is over."""
        self._calls -= 1
        if self._retired:
            self._close_when_done()

    def _close_when_done(self) -> None:
        if not self._calls:
            task = asyncio.get_running_loop().create_task(self._store.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)


class _Events:
    """What the doors tell, for the metrics. Of their store there is nothing to tell while they don't stand."""

    def __init__(self, metrics: AdmissionMetrics) -> None:
        self._metrics = metrics
        self._store_up = True
        self._speaks = False

    def begin(self) -> None:
        """Tells how the store is, from now on."""
        self._speaks = True
        self._metrics.show_store(up=self._store_up)

    def fall_silent(self) -> None:
        """The store is another now."""
        self._speaks = False

    def refused(self, reason: str) -> None:
        self._metrics.limit(reason)

    def waited(self, seconds: float) -> None:
        self._metrics.wait(seconds)

    def login_failed(self) -> None:
        self._metrics.fail_login()

    def store_failed(self) -> None:
        self._show(up=False)

    def store_recovered(self) -> None:
        self._show(up=True)

    def _show(self, *, up: bool) -> None:
        self._store_up = up
        if self._speaks:
            self._metrics.show_store(up=up)


def _where(limits: Limits) -> tuple[str, Secret | None, str]:
    return limits.store, limits.store_password, limits.on_store_failure


def _gate_limits(limits: Limits) -> GateLimits:
    return GateLimits(limits.concurrency, limits.queue, limits.queue_time)


def _login_limits(limits: Limits) -> LoginLimits:
    return LoginLimits(limits.failed_logins.attempts, limits.failed_logins.within)


def _call_limits(limits: Limits) -> CallLimits:
    own = limits.per_caller
    return CallLimits(own.concurrency, CallRate(own.rate.count, own.rate.seconds, own.burst) if own.rate else None)
