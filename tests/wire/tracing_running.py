"""A gateway that is traced, and the collector its spans are sent to: a real receiver of OTLP over HTTP on a free port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from ssl import SSLContext

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest, ExportTraceServiceResponse
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from gateway.app import Running, known_dialects, start
from gateway.settings import Settings, parse_settings
from tests.unit.upstream.raw_backend import Backend, Reply, backend_with
from tests.wire.gateway_running import ACME, ACME_BEHIND, NEW, OLD, Front, call_data, json_reply
from tests.wire.listening import PATIENCE

SERVER, CLIENT, INTERNAL = 2, 3, 1
"""SpanKind of the protocol."""
ERROR = 2
TOKEN = "t0ken-of-the-collector"
Told = str | int | bool | tuple[str, ...]

SID = "CA00000000000000000000000000000001"
FETCH_NEW = f"{NEW}/Accounts/{ACME.id}/Calls/{SID}.json"
FETCH_OLD = f"{OLD}/Accounts/{ACME.id}/Calls/{SID}"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SAMPLED = f"traceparent: 00-{TRACE}-{PARENT}-01"
UNSAMPLED = f"traceparent: 00-{TRACE}-{PARENT}-00"
STATE = "tracestate: rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"
SHOWN = json_reply(call_data())

_CONFIG = """
listen: [{{bind: "127.0.0.1:0", public_url: "http://gateway.example"}}]
allow_inline_secrets: true
backends:
  behind:
    dialect: {behind}
    endpoints: ["{endpoint}"]
    timeouts: {{connect: 5s, first_byte: 5s, total: 10s}}
credentials: mapped
accounts:
  - name: acme
    caller: {{id: {acme.id}, secret: {acme.secret}}}
    backend: {{id: {hidden.id}, secret: {hidden.secret}}}
routes:
  - {{name: old, when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind}}
  - {{name: new, when: {{path: /2010-04-01}}, caller: twilio-2010, backend: behind}}
  - {{name: other, when: {{path: /restcomm}}, caller: restcomm-2012, backend: behind}}
{tracing}
"""


@dataclass(frozen=True)
class Span:
    """One span as it arrived."""

    name: str
    kind: int
    trace_id: str
    span_id: str
    parent_id: str
    began: int
    ended: int
    failed: bool
    told: dict[str, Told]


@dataclass
class Collector:
    """What arrived. It answers by `statuses`, the last of them for ever; `hold` keeps answers back while it is not set."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [200])
    spans: list[Span] = field(default_factory=list)
    resources: list[dict[str, Told]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    hold: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        self.bodies.append(body)
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        await self.hold.wait()
        if status == web.HTTPOk.status_code:
            self._read(ExportTraceServiceRequest.FromString(body))
        async with self._news:
            self._news.notify_all()
        headers = {"Content-Type": "application/x-protobuf"}
        return web.Response(status=status, body=ExportTraceServiceResponse().SerializeToString(), headers=headers)

    async def gather(self, calls: int) -> list[list[Span]]:
        """The spans of so many calls, by call, each with the span of the call first."""
        async with asyncio.timeout(PATIENCE * 2), self._news:
            await self._news.wait_for(lambda: self._count() >= calls)
        return self.calls()

    async def hear(self, requests: int) -> None:
        """Waits until so many requests were answered."""
        async with asyncio.timeout(PATIENCE * 2), self._news:
            await self._news.wait_for(lambda: len(self.bodies) >= requests)

    def calls(self) -> list[list[Span]]:
        return [
            [own, *(span for span in self.spans if span.parent_id == own.span_id and span.kind != SERVER)]
            for own in self.spans
            if own.kind == SERVER
        ]

    def _count(self) -> int:
        return sum(span.kind == SERVER for span in self.spans)

    def _read(self, arrived: ExportTraceServiceRequest) -> None:
        for group in arrived.resource_spans:
            self.resources.append(_told(group.resource.attributes))
            for scope in group.scope_spans:
                for span in scope.spans:
                    ids = (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
                    times = (span.start_time_unix_nano, span.end_time_unix_nano)
                    failed = span.status.code == ERROR
                    self.spans.append(Span(span.name, span.kind, *ids, *times, failed, _told(span.attributes)))


def _told(pairs: Iterable[KeyValue]) -> dict[str, Told]:
    return {pair.key: _value(pair.value) for pair in pairs}


def _value(value: AnyValue) -> Told:
    match value.WhichOneof("value"):
        case "string_value":
            return value.string_value
        case "int_value":
            return value.int_value
        case "bool_value":
            return value.bool_value
        case "array_value":
            return tuple(item.string_value for item in value.array_value.values)
        case other:
            raise AssertionError(f"no attribute of ours is of the type {other}")


@asynccontextmanager
async def collecting(*statuses: int, holding: bool = False, tls: SSLContext | None = None) -> AsyncIterator[Collector]:
    """A collector that answers by these statuses; one that is holding keeps its answers to itself."""
    collector = Collector(statuses=list(statuses) or [200])
    if not holding:
        collector.hold.set()
    app = web.Application()
    app.router.add_post("/v1/traces", collector.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined] # it is a server of asyncio
    collector.url = f"{'https' if tls else 'http'}://localhost:{port}/v1/traces"
    try:
        yield collector
    finally:
        collector.hold.set()
        await runner.cleanup()


def tracing_to(url: str, how: str = "sample: 100%, trust_callers: true") -> str:
    return f'tracing: {{endpoint: "{url}", headers: {{Authorization: "Bearer {TOKEN}"}}, {how}}}'


def traced_settings(endpoint: str, tracing: str, *, behind: str = "twilio-2010") -> Settings:
    text = _CONFIG.format(behind=behind, endpoint=endpoint, tracing=tracing, acme=ACME, hidden=ACME_BEHIND)
    return parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd())


@dataclass(frozen=True)
class Traced:
    """A gateway, the backend behind it and the collector beside it."""

    front: Front
    backend: Backend
    collector: Collector
    running: Running

    async def end(self) -> list[list[Span]]:
        """Ends the gateway, which delivers what waits, and gives the spans of all calls as `Collector.calls` does."""
        await self.running.close()
        return self.collector.calls()

    def sent(self) -> list[dict[str, list[str]]]:
        """The fields of each request the backend got that tell of the trace, by their names in small letters."""
        requests: list[dict[str, list[str]]] = []
        for index in range(len(self.backend.requests)):
            fields: dict[str, list[str]] = {"traceparent": [], "tracestate": []}
            for line in self.backend.fields(index):
                name, _, value = line.partition(":")
                if name.lower() in fields:
                    fields[name.lower()].append(value.strip())
            requests.append(fields)
        return requests


@asynccontextmanager
async def traced(
    *replies: Reply, how: str = "sample: 100%, trust_callers: true", behind: str = "twilio-2010", statuses: tuple[int, ...] = ()
) -> AsyncIterator[Traced]:
    """All of them. The gateway ends before the collector does."""
    async with backend_with(*replies) as backend, collecting(*statuses) as collector:
        running = await start(traced_settings(backend.endpoint, tracing_to(collector.url, how), behind=behind))
        try:
            yield Traced(Front(running, ()), backend, collector, running)
        finally:
            await running.close()


def assert_whole(own: Span, below: list[Span]) -> None:
    """One trace; every child within its parent, one after the other, none of them overlapping."""
    assert own.kind == SERVER
    assert {span.trace_id for span in below} <= {own.trace_id}
    assert len({own.span_id, *(span.span_id for span in below)}) == 1 + len(below)
    ends = own.began
    for span in below:
        assert ends <= span.began + 2 <= span.ended + 2, span.name  # two nanoseconds for what rounding does
        ends = span.ended
    assert ends <= own.ended + 2
