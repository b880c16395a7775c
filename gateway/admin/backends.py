"""How the backends fare: what the settings say of each, and what the metrics tell of its endpoints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from gateway.admin.figures import Figures
from gateway.settings import Backend, Settings

_WORST_FIRST = ("open", "half_open", "closed")


class Failure(Struct, frozen=True):
    """The last attempt that failed: its kind, a problem of the log, and when, in seconds since the epoch."""

    kind: str
    at: float


class EndpointView(Struct, frozen=True):
    """One endpoint as the worst of all processes sees it. `breaker` and `healthy` are None where nobody has told yet.

    `up`: calls go there as to any other, and not one alone that tries whether it is back; `since` is when that ended, in
    seconds since the epoch.
    """

    url: str
    up: bool
    since: float | None
    breaker: str | None
    healthy: bool | None
    requests: int
    connections: Mapping[str, int]
    failures: Mapping[str, int]
    repeats: int
    last_failure: Failure | None


class BackendView(Struct, frozen=True):
    """One backend of the configuration and its endpoints."""

    name: str
    dialect: str
    representation: str
    endpoints: tuple[EndpointView, ...]

    @property
    def left_alone(self) -> tuple[EndpointView, ...]:
        """The endpoints no call goes to."""
        return tuple(endpoint for endpoint in self.endpoints if not endpoint.up)


def view_backends(settings: Settings, figures: Figures) -> tuple[BackendView, ...]:
    """All backends, in the order of the settings."""
    return tuple(_view(name, backend, figures) for name, backend in settings.backends.items())


def _view(name: str, backend: Backend, figures: Figures) -> BackendView:
    endpoints = tuple(_view_endpoint(name, url, figures) for url in backend.endpoints)
    return BackendView(name, backend.dialect, str(backend.representation), endpoints)


def _view_endpoint(backend: str, url: str, figures: Figures) -> EndpointView:
    up = figures.value("gateway_endpoint_up", backend=backend, endpoint=url)
    since = figures.value("gateway_endpoint_troubled_timestamp_seconds", backend=backend, endpoint=url)
    breaker = next(_breaker_states(backend, url, figures), None)
    healthy = figures.value("gateway_endpoint_healthy", backend=backend, endpoint=url)
    connections = figures.counts("gateway_endpoint_connections", "state", backend=backend, endpoint=url)
    failures = figures.counts("gateway_backend_failures_total", "kind", backend=backend, endpoint=url)
    return EndpointView(
        url=url,
        up=up != 0 and breaker in {None, "closed"},
        since=since or None,
        breaker=breaker,
        healthy=None if healthy is None else healthy > 0,
        requests=figures.total("gateway_endpoint_requests", backend=backend, endpoint=url),
        connections={state: count for (state,), count in connections.items()},
        failures={kind: count for (kind,), count in failures.items()},
        repeats=figures.total("gateway_backend_repeats_total", backend=backend, endpoint=url),
        last_failure=_last_failure(backend, url, figures),
    )


def _breaker_states(backend: str, url: str, figures: Figures) -> Iterator[str]:
    """Those a breaker of any process is in, the worst first."""
    for state in _WORST_FIRST:
        if figures.value("gateway_endpoint_breaker", backend=backend, endpoint=url, state=state):
            yield state


def _last_failure(backend: str, url: str, figures: Figures) -> Failure | None:
    told = figures.samples("gateway_endpoint_last_failure_timestamp_seconds", backend=backend, endpoint=url)
    failures = (Failure(sample.labels["kind"], sample.value) for sample in told if sample.value)
    return max(failures, key=lambda failure: failure.at, default=None)
