"""The ways to the backends: what the settings say of each becomes an Upstream, whose fate is logged and counted."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from msgspec import Struct

from gateway.observe.metrics.backends import BackendMetrics
from gateway.observe.metrics.registry import GatewayMetrics
from gateway.settings import Backend, Health, Settings
from gateway.tls import connecting_context
from gateway.upstream import Balance, BreakerLimits, EndpointState, HealthCheck, Retries, Timeouts, Upstream

_log = logging.getLogger(__name__)


class Ways(Struct, frozen=True):
    """The upstreams by backend, and the settings they were made of."""

    upstreams: Mapping[str, Upstream]
    settings: Mapping[str, Backend]
    body_limit: int

    def successor(self, settings: Settings, metrics: GatewayMetrics) -> Ways:
        """The ways of other settings. A backend of which nothing changed keeps its connections and what is known of it.

        Raises OSError where a certificate can't be read. Nothing is started or closed yet.
        """
        limit = settings.limits.backend_body
        kept = {
            name: self.upstreams[name]
            for name, backend in settings.backends.items()
            if limit == self.body_limit and self.settings.get(name) == backend
        }
        made = {name: _open(name, backend, limit, metrics) for name, backend in settings.backends.items() if name not in kept}
        return Ways(kept | made, dict(settings.backends), limit)

    def replace(self, older: Ways, metrics: BackendMetrics) -> tuple[Upstream, ...]:
        """Begins with these, and lets go of those of the older ones that are not among them: they are what it returns."""
        for name, upstream in self.upstreams.items():
            if older.upstreams.get(name) is not upstream:
                upstream.start()
                for state in upstream.states():
                    metrics.expect(name, state)
        retired = {name: upstream for name, upstream in older.upstreams.items() if self.upstreams.get(name) is not upstream}
        for name, upstream in retired.items():
            upstream.retire()
            named = {state.endpoint for state in self.upstreams[name].states()} if name in self.upstreams else set()
            for state in upstream.states():
                if state.endpoint not in named:
                    metrics.forget(name, state.endpoint)
        return tuple(retired.values())

    def measure(self, metrics: BackendMetrics) -> None:
        """Writes down how much each endpoint has to do at the moment. May be asked from any thread."""
        for name, upstream in self.upstreams.items():
            for use in upstream.uses():
                metrics.measure(name, use)


NO_WAYS = Ways({}, {}, 0)


def _open(name: str, backend: Backend, body_limit: int, metrics: GatewayMetrics) -> Upstream:
    timeouts, breaker, retries = backend.timeouts, backend.breaker, backend.retries
    return Upstream(
        backend.endpoints,
        timeouts=Timeouts(connect=timeouts.connect, first_byte=timeouts.first_byte, idle=timeouts.idle, total=timeouts.total),
        body_limit=body_limit,
        ssl=connecting_context(backend.tls),
        server_name=backend.tls.server_name if backend.tls else None,
        connections=backend.connections,
        balance=Balance(backend.balance),
        breaker=BreakerLimits(breaker.failures, breaker.within, breaker.open),
        retries=Retries(retries.attempts, retries.budget),
        health=_check(backend.health) if backend.health else None,
        slow_return=backend.slow_return,
        events=_Events(name, metrics),
    )


def _check(health: Health) -> HealthCheck:
    return HealthCheck(health.path, health.interval, health.timeout, health.unhealthy_after, health.healthy_after)


class _Events:
    """What happens to the endpoints of one backend, for the log and the metrics."""

    def __init__(self, backend: str, metrics: GatewayMetrics) -> None:
        self._backend = backend
        self._metrics = metrics

    def failed(self, endpoint: str, kind: str) -> None:
        self._metrics.backends.fail_attempt(self._backend, endpoint, kind)

    def retried(self, endpoint: str, kind: str) -> None:
        self._metrics.backends.repeat_attempt(self._backend, endpoint, kind)

    def crowded(self, endpoint: str) -> None:
        del endpoint
        self._metrics.admission.crowd()

    def changed(self, endpoint: str, state: EndpointState) -> None:
        self._metrics.backends.judge(self._backend, state)
        said = "backend %s: %s is %s (breaker %s, probes %s)"
        told = ("used again" if state.up else "left alone", state.breaker, "pass" if state.healthy else "fail")
        _log.warning(said, self._backend, endpoint, *told)
