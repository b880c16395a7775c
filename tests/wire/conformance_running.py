"""The conformance kit run by tests: for one dialect, against a gateway in front of the sandbox, whatever that one speaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import yaml

from gateway.app import known_dialects, start
from gateway.commands.demo import face_settings
from gateway.conformance import (
    EXCHANGES,
    Guest,
    Outcome,
    Selection,
    Verdict,
    connect,
    covered_dialects,
    load_exchanges,
    read_not_asked,
    read_unplaced,
    run_rules,
    select_rules,
)
from gateway.conformance.exchange import Exchange
from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.model import ProblemRaised
from gateway.sandbox import DEMO_NUMBERS, MAIN, Sandbox, start_sandbox
from gateway.settings import parse_settings
from gateway.wire import Headers, WireRequest

DIALECTS = [name for name in covered_dialects() if name in discover()]
SPOKEN = "twilio-2010"  # what the sandbox itself speaks


@dataclass(frozen=True)
class Kit:
    """The kit as a user has it, for one dialect."""

    dialect: str
    exchanges: tuple[Exchange, ...]
    selection: Selection

    async def run(self, *, writes: bool, behind: str = SPOKEN) -> list[Verdict]:
        """Every verdict on a gateway in front of the sandbox that speaks the dialect `behind`."""
        async with gateway_speaking(self.dialect, behind) as url:
            return await self._judge(url, self.selection.caller.host, writes=writes)

    async def run_on_sandbox(self) -> list[Verdict]:
        """Every verdict on `gateway sandbox --dialect` of that dialect, asked directly."""
        async with sandbox_speaking(self.dialect) as url:
            return await self._judge(url, "", writes=True)

    async def _judge(self, url: str, host: str, *, writes: bool) -> list[Verdict]:
        # the account of the exchanges is that of the demo, as the dialect spells it
        numbers = {"to": "+14155550111", "caller": DEMO_NUMBERS[0]}
        guest = Guest(self.selection.caller.account, MAIN.token, **numbers, host=host, writes=writes, deletes=writes)
        async with connect(url, seconds=10) as ask:
            return [verdict async for verdict in run_rules(self.selection, self.exchanges, guest, ask)]

    def lacking_behind(self) -> set[str]:
        """The rules whose operation the sandbox's dialect has not."""
        return {one.name for one in self.exchanges if self.operation(one) not in ("", *discover()[SPOKEN].operations)}

    def operation(self, exchange: Exchange) -> str:
        """What the request of an exchange means; the empty text where it means nothing."""
        request, dialect = exchange.request, discover()[self.dialect]
        face = Face(base_path=dialect.root, options=complete_options(dialect.options, {}))
        headers = Headers((name, value) for name, value in request.headers if value is not None)
        try:
            wire = WireRequest(request.method, request.target, headers, request.body.to_bytes())
            return dialect.read_request(wire, face).operation
        except ProblemRaised:
            return ""


@cache
def kit_of(dialect: str) -> Kit:
    exchanges = load_exchanges(EXCHANGES / dialect)
    return Kit(
        dialect, exchanges, select_rules(exchanges, discover()[dialect], read_not_asked(dialect), read_unplaced(dialect))
    )


@asynccontextmanager
async def sandbox_speaking(dialect: str) -> AsyncIterator[str]:
    """The URL of a sandbox as `gateway sandbox --dialect` runs it; what stands before the first resource is part of it."""
    async with AsyncExitStack() as stack:
        sandbox = await start_sandbox(Sandbox(clock=lambda: datetime.now(UTC)), "127.0.0.1", 0)
        stack.push_async_callback(sandbox.stop)
        if dialect == SPOKEN:
            yield sandbox.url
            return
        settings = face_settings(dialect, sandbox.url, "127.0.0.1:0")
        running = await start(settings)
        stack.push_async_callback(running.close)
        options = settings.routes[0].options
        version = f"/{options['version']}" if options.get("version_in_path") else ""
        yield f"http://127.0.0.1:{running.ports[0]}{version}"


@asynccontextmanager
async def gateway_speaking(dialect: str, behind: str = SPOKEN) -> AsyncIterator[str]:
    """The URL of a gateway whose callers speak the dialect, with the accounts of the sandbox behind it."""
    async with AsyncExitStack() as stack:
        sandbox = await start_sandbox(Sandbox(clock=lambda: datetime.now(UTC)), "127.0.0.1", 0)
        stack.push_async_callback(sandbox.stop)
        backend: dict[str, object] = {"dialect": behind, "endpoints": [sandbox.url]}
        if behind != SPOKEN:  # as `gateway sandbox --dialect` shows it
            settings = face_settings(behind, sandbox.url, "127.0.0.1:0")
            face = await start(settings)
            stack.push_async_callback(face.close)
            backend |= {"endpoints": [f"http://127.0.0.1:{face.ports[0]}"], "options": dict(settings.routes[0].options)}
        document = {
            "listen": [{"bind": "127.0.0.1:0", "public_url": "http://gateway.example"}],
            "backends": {"sandbox": backend},
            "credentials": "passthrough",
            "routes": [{"caller": dialect, "backend": "sandbox"}],
        }
        running = await start(parse_settings(yaml.safe_dump(document), "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
        stack.push_async_callback(running.close)
        yield f"http://127.0.0.1:{running.ports[0]}"


def failures(verdicts: list[Verdict]) -> dict[str, list[str]]:
    return {
        one.rule: [f"{finding.where}: expected {finding.expected}, found {finding.found}" for finding in one.findings]
        for one in verdicts
        if one.outcome is Outcome.FAIL
    }
