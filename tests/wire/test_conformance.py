"""The conformance kit over sockets: the gateway in front of the sandbox keeps what every dialect promises.

A dialect is taken up as soon as it is found and has a folder of golden exchanges. What the sandbox itself lacks is no failure of
the gateway's: operations its dialect has not, and the few deviations named below, which must still be there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from gateway.__main__ import main
from gateway.app import known_dialects, start
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
SPOKEN = "twilio-2010"  # what the sandbox speaks
DEVIATIONS: Mapping[str, Mapping[str, str]] = {
    "json-envelope": {
        "list-sms": "a message with pictures is MM and 32 digits, which is no UUID and passes as it is",
        "on-2008-past-the-end": "likewise",
        "on-json-list-sms-in-the-older-envelope": "likewise",
        "on-json-schedule-an-sms": "nothing behind a 2010 backend keeps schedules",
        "on-json-schedule-a-call": "likewise",
    },
    "twilio-2010": {
        "fetch-call-recording-audio": "the sandbox shows the metadata of a recording below a call where the audio belongs",
        "fetch-credential-list-mapping": "the sandbox has no subresources there",
        "list-credential-list-mappings": "likewise",
        "map-credential-list": "likewise",
        "list-ip-acl-mappings": "likewise",
        "map-ip-acl": "likewise",
        "create-sip-domain": "the sandbox does not name the subresource auth",
        "fetch-ip-acl": "the sandbox calls the subresource ip_addresses",
        "list-usage-daily": "the sandbox knows no relative dates",
    },
}
"""What fails in front of the sandbox, by dialect and rule, each with its reason."""


@dataclass(frozen=True)
class Kit:
    """The kit as a user has it, for one dialect."""

    dialect: str
    exchanges: tuple[Exchange, ...]
    selection: Selection

    async def run(self, *, writes: bool) -> list[Verdict]:
        # the account of the exchanges is that of the demo, as the dialect spells it
        caller = self.selection.caller
        numbers = {"to": "+14155550111", "caller": DEMO_NUMBERS[0]}
        guest = Guest(caller.account, MAIN.token, **numbers, host=caller.host, writes=writes, deletes=writes)
        async with gateway_speaking(self.dialect) as url, connect(url, seconds=10) as ask:
            return [verdict async for verdict in run_rules(self.selection, self.exchanges, guest, ask)]

    def lacking_behind(self) -> set[str]:
        """The rules whose operation the sandbox's dialect has not."""
        return {one.name for one in self.exchanges if self._operation(one) not in ("", *discover()[SPOKEN].operations)}

    def _operation(self, exchange: Exchange) -> str:
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
    return Kit(dialect, exchanges, select_rules(exchanges, discover()[dialect], read_not_asked(dialect)))


@asynccontextmanager
async def gateway_speaking(dialect: str) -> AsyncIterator[str]:
    """The URL of a gateway whose callers speak the dialect, with the accounts of the sandbox behind it."""
    sandbox = await start_sandbox(Sandbox(clock=lambda: datetime.now(UTC)), "127.0.0.1", 0)
    document = {
        "listen": [{"bind": "127.0.0.1:0", "public_url": "http://gateway.example"}],
        "backends": {"sandbox": {"dialect": SPOKEN, "endpoints": [sandbox.url]}},
        "credentials": "passthrough",
        "routes": [{"caller": dialect, "backend": "sandbox"}],
    }
    try:
        running = await start(parse_settings(yaml.safe_dump(document), "gateway.yaml", known_dialects(), {}, base=Path.cwd()))
        try:
            yield f"http://127.0.0.1:{running.ports[0]}"
        finally:
            await running.close()
    finally:
        await sandbox.stop()


def failures(verdicts: list[Verdict]) -> dict[str, list[str]]:
    return {
        one.rule: [f"{finding.where}: expected {finding.expected}, found {finding.found}" for finding in one.findings]
        for one in verdicts
        if one.outcome is Outcome.FAIL
    }


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_the_gateway_keeps_what_a_dialect_promises(dialect: str) -> None:
    kit = kit_of(dialect)
    verdicts = await kit.run(writes=True)
    failed, deviations, lacking = failures(verdicts), DEVIATIONS.get(dialect, {}), kit.lacking_behind()
    assert {rule: lines for rule, lines in failed.items() if rule not in deviations and rule not in lacking} == {}
    assert [rule for rule in deviations if rule not in failed] == []
    passed = sum(one.outcome is Outcome.PASS for one in verdicts)
    assert passed > 4 * (len(verdicts) - passed), "a sandbox full of data can be asked most of it"


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_nothing_is_changed_unless_allowed(dialect: str) -> None:
    verdicts = await kit_of(dialect).run(writes=False)
    changing = [one for one in verdicts if not one.asked.startswith("GET ")]
    assert changing
    assert {one.outcome for one in changing} == {Outcome.SKIP}


async def test_the_command_passes_a_gateway_that_keeps_every_rule(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"{MAIN.token}\n")
    async with gateway_speaking("twilio-2008") as url:
        words = ["conformance", "--dialect", "twilio-2008", "--account", MAIN.sid, "--secret-file", str(secret), url]
        result = await asyncio.to_thread(CliRunner().invoke, main, words)
    assert result.exit_code == 0, result.output
    assert MAIN.token not in result.output
    assert MAIN.sid not in result.output
    assert " passed, 0 failed, " in result.output.splitlines()[-1]
