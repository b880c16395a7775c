"""The metrics of the configuration that is served and of its changes, and which gateway this is."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Metric

from gateway.build_info import build_info
from gateway.observe.metrics.instruments import Instruments
from gateway.observe.metrics.labels import RESULTS


class ConfigMetrics:
    """The metrics of one gateway, told by the process that reads the configuration. Moments are seconds since 1970."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        make = Instruments(self._registry)
        self._reloads = make.counter("gateway_reloads_total")
        self._config = make.gauge("gateway_config_info")
        self._applied = make.gauge("gateway_config_applied_timestamp_seconds")
        self._took = make.gauge("gateway_config_reload_seconds")
        self._ok = make.gauge("gateway_config_last_reload_ok")
        self._ok.set(1)
        for result in RESULTS:
            self._reloads.labels(result)
        build = build_info()
        make.gauge("gateway_build_info").labels(build.version, build.commit, build.python).set(1)

    def serve(self, config: str, since: float) -> None:
        """The configuration of that hash is served."""
        self._config.clear()
        self._config.labels(config).set(1)
        self._applied.set(since)

    def apply(self, config: str, since: float, seconds: float) -> None:
        """Counts a change that was made, and how long it took."""
        self.serve(config, since)
        self._note(applied=True, seconds=seconds)

    def refuse(self, seconds: float) -> None:
        """Counts a change that was refused."""
        self._note(applied=False, seconds=seconds)

    def mend(self) -> None:
        """What was refused is in nobody's way any more: the files say again what is served."""
        self._ok.set(1)

    def families(self) -> Iterable[Metric]:
        return self._registry.collect()

    def _note(self, *, applied: bool, seconds: float) -> None:
        self._reloads.labels(RESULTS[applied]).inc()
        self._took.set(seconds)
        self._ok.set(applied)
