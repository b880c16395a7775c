"""Operations that tell what a test has them tell, with metrics of the names and labels the gateway's own have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, generate_latest

from gateway.admin import Standing
from gateway.assembly import known_dialects
from gateway.settings import Settings, parse_settings

NOW = 1_762_990_000.0  # 2025-11-12T23:26:40Z
CONFIG = """\
allow_inline_secrets: true
listen: [{bind: "127.0.0.1:0", public_url: https://calls.example}]
backends:
  carrier: {dialect: twilio-2010, endpoints: [https://a.carrier.example, https://b.carrier.example]}
  pbx: {dialect: restcomm-2012, endpoints: [https://pbx.example]}
accounts:
  - name: acme
    caller: {id: AC1, secret: callers-own-secret}
    backend: {id: AC0123456789abcdef0123456789abcdef, secret: backends-own-secret}
routes:
  - {name: legacy, when: {path: /2008-08-01}, caller: twilio-2008, backend: carrier}
  - {name: apps, when: {path: /v1}, caller: json-envelope, backend: carrier, options: {version_in_path: true}}
  - {name: office, when: {path: /2010-04-01}, caller: twilio-2010, backend: pbx}
"""


def settings_of(text: str = CONFIG) -> Settings:
    return parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd())


class Metrics:
    """Those the listener looks at, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters: dict[str, Counter] = {}
        self._gauges: dict[str, Gauge] = {}
        labels = ("route", "dialect", "backend", "operation")
        self._seconds = Histogram("gateway_call_seconds", "seen", labels, registry=self.registry)
        self._own = Histogram("gateway_own_seconds", "seen", ("route",), registry=self.registry)

    def count(self, name: str, number: float = 1, **labels: str) -> None:
        """Adds to a counter; its name without `_total`."""
        if name not in self._counters:
            self._counters[name] = Counter(name, "seen", tuple(labels), registry=self.registry)
        counter = self._counters[name]
        (counter.labels(**labels) if labels else counter).inc(number)

    def set(self, name: str, number: float, **labels: str) -> None:
        if name not in self._gauges:
            self._gauges[name] = Gauge(name, "seen", tuple(labels), registry=self.registry)
        gauge = self._gauges[name]
        (gauge.labels(**labels) if labels else gauge).set(number)

    def call(self, route: str, dialect: str, backend: str, status: str, *, number: int = 1, seconds: float = 0.02) -> None:
        """Counts calls as the gateway does when they have ended."""
        labels = {"route": route, "dialect": dialect, "backend": backend, "operation": "calls.create"}
        self.count("gateway_calls", number, **labels, status=status)
        for _ in range(number):
            self._seconds.labels(**labels).observe(seconds)
            self._own.labels(route).observe(seconds / 20)

    def endpoint(
        self, backend: str, url: str, *, up: bool, breaker: str = "closed", healthy: bool = True, since: float = 0.0
    ) -> None:
        self.set("gateway_endpoint_up", up, backend=backend, endpoint=url)
        self.set("gateway_endpoint_troubled_timestamp_seconds", since, backend=backend, endpoint=url)
        self.set("gateway_endpoint_healthy", healthy, backend=backend, endpoint=url)
        for state in ("closed", "open", "half_open"):
            self.set("gateway_endpoint_breaker", state == breaker, backend=backend, endpoint=url, state=state)

    def fail(self, backend: str, url: str, kind: str, at: float, *, number: int = 1) -> None:
        self.count("gateway_backend_failures", number, backend=backend, endpoint=url, kind=kind)
        self.set("gateway_endpoint_last_failure_timestamp_seconds", at, backend=backend, endpoint=url, kind=kind)


@dataclass
class Told:
    """A gateway that is ready and has had no call, until a test says otherwise."""

    metrics_of: Metrics = field(default_factory=Metrics)
    stands: Standing = field(
        default_factory=lambda: Standing(settings_of(), "gateway.yaml", "0123456789ab", began=NOW - 90_000, applied=NOW - 60)
    )
    reasons: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    def change(self, **changes: object) -> None:
        self.stands = replace(self.stands, **changes)

    def not_ready(self) -> tuple[str, ...]:
        return self.reasons

    def standing(self) -> Standing:
        return self.stands

    def metrics(self) -> bytes:
        return generate_latest(self.metrics_of.registry)

    def families(self) -> Iterable[Metric]:
        return self.metrics_of.registry.collect()

    async def reload(self) -> tuple[str, ...]:
        self.asked.append("reload")
        return ()

    async def drain(self) -> None:
        self.asked.append("drain")
