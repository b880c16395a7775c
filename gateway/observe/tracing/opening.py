"""The outlet a configuration asks for. Its packages are an extra, and take a moment to load: call it in a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from gateway import __version__
from gateway.observe.record import CallRecord
from gateway.observe.tracing.calls import CallTrace
from gateway.settings import Tracing


class Outlet(Protocol):
    """Where the spans of calls that have ended go. No call waits for it."""

    def start(self) -> None:
        """Begins to deliver."""
        ...

    def take(self, trace: CallTrace, record: CallRecord) -> None:
        """The spans of a call that has ended."""
        ...

    async def close(self, seconds: float) -> None:
        """Delivers what waits, within so many seconds."""
        ...


def open_outlet(settings: Tracing, on_loss: Callable[[int], None]) -> Outlet:
    """An outlet that does nothing yet. Raises ValueError where the Python packages for it are missing."""
    try:
        from gateway.observe.tracing import collector, outlet, spans  # noqa: PLC0415 - their packages are an extra
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"opentelemetry", "requests"}:
            raise
        raise ValueError(
            "tracing asks for a collector, and the Python packages for it are not installed."
            " Install the gateway with them: pip install 'telephony-gateway[otlp]'"
        ) from missing
    headers = {name: secret.reveal() for name, secret in settings.headers.items()}
    way = collector.Collector(settings.endpoint, headers, settings.ca)
    return outlet.Outlet(spans.SpanMaker(settings.service, __version__), way, on_loss)
