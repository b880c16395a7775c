"""The conformance kit over sockets: the gateway in front of the sandbox keeps what every dialect promises.

A dialect is taken up as soon as it is found and has a folder of golden exchanges. What the sandbox itself lacks is no failure of
the gateway's: operations its dialect has not, and the few deviations named below, which must still be there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from gateway.conformance import Outcome
from gateway.sandbox import MAIN
from tests.unit.commands.pseudo_terminal import in_pipes
from tests.wire.conformance_running import DIALECTS, failures, gateway_speaking, kit_of

DEVIATIONS: Mapping[str, Mapping[str, str]] = {
    "json-envelope": {
        "list-sms": "a message with pictures is MM and 32 digits, which is no UUID and passes as it is",
        "on-2008-past-the-end": "likewise",
        "on-json-list-sms-in-the-older-envelope": "likewise",
        "on-json-schedule-an-sms": "nothing behind a 2010 backend keeps schedules",
        "on-json-schedule-a-call": "likewise",
    },
    "twilio-2010": {
        "fetch-credential-list-mapping": "the specification names no subresources there, the samples do",
        "list-credential-list-mappings": "likewise",
        "map-credential-list": "likewise",
        "list-ip-acl-mappings": "likewise",
        "map-ip-acl": "likewise",
    },
}
"""What fails in front of the sandbox, by dialect and rule, each with its reason."""


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
        result = await asyncio.to_thread(in_pipes, *words)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert MAIN.token not in result.stdout
    assert MAIN.sid not in result.stdout
    assert " passed, 0 failed, " in result.stdout.splitlines()[-1]
