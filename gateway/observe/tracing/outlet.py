"""Where spans leave the process: a bounded queue, and OpenTelemetry's batch processor with a thread of its own.

No call ever waits for it. What finds no room, or does not arrive, is lost and counted; the log hears of the first loss.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from threading import Thread

from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from gateway.observe.record import CallRecord
from gateway.observe.tracing.calls import CallTrace
from gateway.observe.tracing.collector import Collector
from gateway.observe.tracing.fate import Fate, Lost, Recovered
from gateway.observe.tracing.spans import SpanMaker

_log = logging.getLogger(__name__)
_MOST = 8_192
"""Spans that wait or are on their way: some 10 MiB."""
_BATCH = 512
_PAUSE = 1_000
"""Milliseconds a span waits for others at most."""


class Outlet:
    """The outlet to one collector. `on_loss` is told how many spans were lost, from any thread."""

    def __init__(self, maker: SpanMaker, collector: Collector, on_loss: Callable[[int], None]) -> None:
        self._maker = maker
        self._collector = collector
        self._on_loss = on_loss
        self._fate = Fate(_MOST)
        self._processor: SpanProcessor | None = None
        self._given_up = False

    def start(self) -> None:
        """Begins to deliver."""
        self._processor = BatchSpanProcessor(
            _Deliveries(self),
            max_queue_size=_MOST,
            schedule_delay_millis=_PAUSE,
            max_export_batch_size=_BATCH,
            export_timeout_millis=_PAUSE,  # the processor does not use it
            meter_provider=NoOpMeterProvider(),
        )

    def take(self, trace: CallTrace, record: CallRecord) -> None:
        """The spans of a call that has ended."""
        spans = self._maker.make(trace, record)
        processor = self._processor
        if processor is None or not self._fate.take(len(spans)):
            self._tell(self._fate.refuse(len(spans), "more than it takes", time.monotonic()), len(spans))
            return
        for span in spans:
            processor.on_end(span)

    def deliver(self, spans: Sequence[ReadableSpan]) -> bool:
        """Delivers them now. May block for seconds."""
        trouble = self._collector.deliver(spans)
        now = time.monotonic()
        if trouble is None:
            self._tell(self._fate.deliver(len(spans), now), 0)
        else:
            self._tell(self._fate.fail(len(spans), trouble, now), len(spans))
        return trouble is None

    async def close(self, seconds: float) -> None:
        """Delivers what waits, within so many seconds, and ends. What comes from now on is lost."""
        processor, self._processor = self._processor, None
        if processor is None:
            return
        self._collector.hurry()
        loop, done = asyncio.get_running_loop(), asyncio.Event()

        def shut_down() -> None:
            processor.shutdown()
            if not loop.is_closed():
                loop.call_soon_threadsafe(done.set)

        # Of its own, and a daemon: a collector that hangs keeps neither the event loop nor the process from ending.
        Thread(target=shut_down, name="spans' last delivery", daemon=True).start()
        try:
            await asyncio.wait_for(done.wait(), seconds)
        except TimeoutError:
            self._given_up = True
            _log.warning("the collector of traces was too slow at the end; %s spans are lost", self._fate.waiting)
            self._on_loss(self._fate.waiting)

    def end(self) -> None:
        """Nothing is delivered any more."""
        self._collector.close()

    def _tell(self, news: Lost | Recovered | None, lost: int) -> None:
        if self._given_up:  # and counted already
            return
        if lost:
            self._on_loss(lost)
        match news:
            case Lost(why):
                _log.error("spans are lost on the way to the collector of traces (%s)", why)
            case Recovered(spans):
                _log.warning("the collector of traces takes all spans again; %s were lost", spans)
            case None:
                pass


class _Deliveries(SpanExporter):
    """An outlet as the batch processor knows it."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return SpanExportResult.SUCCESS if self._outlet.deliver(spans) else SpanExportResult.FAILURE

    def shutdown(self) -> None:
        self._outlet.end()
