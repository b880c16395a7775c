"""The operators' paths of a gateway that runs as it does in production, in one process and in several."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.lifecycle.living import PATIENCE, REFUSED, Living, lived
from tests.wire.listening import RawResponse

ADMIN = '{bind: "127.0.0.1:0", token: tokens-own-secret}'
SHOWN = "Authorization: Bearer tokens-own-secret"


async def status_of(gateway: Living) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((await gateway.ask("GET", "/status", SHOWN)).body)
    return told


async def counted(gateway: Living, calls: int) -> dict[str, Any]:
    """The status once so many calls are in it: one is counted when it has ended, which may be after its answer is here."""
    async with asyncio.timeout(PATIENCE):
        while True:
            status = await status_of(gateway)
            if sum(number for one in status["traffic"] for number in one["calls"].values()) >= calls:
                return status


async def until(gateway: Living, line: str) -> RawResponse:
    """The answer of `/readyz` once a line of it begins like that."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = await gateway.ask("GET", "/readyz", SHOWN)
            if any(one.startswith(line) for one in answer.body.decode().splitlines()):
                return answer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gateway.yaml"


@pytest.mark.parametrize("workers", [1, 2])
async def test_what_a_running_gateway_tells(file: Path, workers: int) -> None:
    async with lived(file, workers=workers, admin=ADMIN) as (gateway, config, _):
        for _ in range(3):
            assert (await gateway.call()).status == 200
        await gateway.call(secret="wrong-secret")
        status = await counted(gateway, 4)
        assert (status["ready"], status["reasons"], status["notes"]) == (True, [], [])
        assert status["processes"] == {"wanted": workers, "ready": workers, "lost": 0}
        [traffic] = [one for one in status["traffic"] if one["calls"]]
        assert traffic["pair"] == {"caller": "twilio-2008", "backend": "twilio-2010"}
        assert traffic["calls"] == {"2xx": 3, "4xx": 1}
        assert sum(traffic["seconds"]["counts"]) == 4
        assert status["failed_logins"] == 1
        [behind] = json.loads((await gateway.ask("GET", "/backends", SHOWN)).body)
        assert [(one["url"], one["up"]) for one in behind["endpoints"]] == [(config.endpoint, True)]

        applied = json.loads((await gateway.ask("GET", "/config", SHOWN)).body)
        assert applied["config"] == status["config"]["name"] == str(file)
        assert applied["hash"] == status["config"]["hash"]
        assert applied["settings"]["workers"] == workers
        everything = json.dumps([status, behind, applied])
        for secret in ("tokens-own-secret", "secret-of-callers", "secret-behind", "wrong-secret"):
            assert secret not in everything


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_refused_change_is_told_until_one_is_applied(file: Path, workers: int) -> None:
    async with lived(file, workers=workers, admin=ADMIN) as (gateway, config, _):
        before = (await status_of(gateway))["config"]
        config.routes = "  - {name: odd, caler: twilio-2010, backend: behind}"
        config.write()
        assert (await gateway.ask("POST", "/reload", SHOWN)).status == 422
        await gateway.log_of(REFUSED)
        readiness = await gateway.ask("GET", "/readyz", SHOWN)
        ok, line = readiness.body.decode().splitlines()
        assert (readiness.status, ok) == (200, "ok")
        assert line.startswith("the last change of the configuration was refused at 20")
        assert str(file) in line
        after = (await status_of(gateway))["config"]
        assert (after["hash"], after["applied"]) == (before["hash"], before["applied"])
        assert (after["last_change"]["applied"], len(after["last_change"]["faults"])) == (False, 2)

        config.routes = ""
        config.connections = 9_000
        config.write()
        assert (await gateway.ask("POST", "/reload", SHOWN)).status == 200
        assert (await gateway.ask("GET", "/readyz", SHOWN)).body == b"ok\n"
        applied = (await status_of(gateway))["config"]
        assert applied["last_change"]["applied"] is True
        assert applied["hash"] != before["hash"]


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_backend_that_is_gone_is_told_and_leaves_the_gateway_ready(file: Path, workers: int) -> None:
    async with lived(file, workers=workers, admin=ADMIN) as (gateway, config, _):
        config.endpoint = "http://127.0.0.1:1"  # where nobody listens
        config.write()
        assert (await gateway.ask("POST", "/reload", SHOWN)).status == 200
        answers = await asyncio.gather(*(gateway.call() for _ in range(30)))
        assert {answer.status for answer in answers} <= {502, 503}
        readiness = await until(gateway, "backend behind: every endpoint is left alone: http://127.0.0.1:1 (since 20")
        assert (readiness.status, readiness.body[:3]) == (200, b"ok\n")
        assert b"Z, backend_unreachable, last at 20" in readiness.body
        status = await status_of(gateway)
        assert [(note["short"], note["grave"]) for note in status["notes"]] == [("backend behind is left alone", True)]
        [endpoint] = status["backends"][0]["endpoints"]
        assert (endpoint["up"], endpoint["last_failure"]["kind"]) == (False, "backend_unreachable")
        assert endpoint["failures"]["backend_unreachable"] > 0


async def test_a_file_that_was_put_back_as_it_was_is_wrong_no_more(file: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret-of-callers")
    async with lived(file, admin=ADMIN, secret=f"{{file: {secret}}}") as (gateway, _, _backend):
        secret.write_text("")
        await until(gateway, "the last change of the configuration was refused at")
        secret.write_text("secret-of-callers")
        async with asyncio.timeout(PATIENCE):
            while (await gateway.ask("GET", "/readyz", SHOWN)).body != b"ok\n":
                pass
        change = (await status_of(gateway))["config"]["last_change"]
        assert (change["applied"], change["faults"]) == (True, [])


async def test_a_call_is_translated_by_the_routes_in_use(file: Path) -> None:
    async with lived(file, admin=ADMIN) as (gateway, _, backend):
        text = "GET /2008-08-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Calls"
        answer = await gateway.ask("POST", "/translate", SHOWN, f"Content-Length: {len(text)}", "", text)
        told = json.loads(answer.body)
        assert (told["route"], told["caller_response"]["status"]) == ("old", 200)
        target = told["exchanges"][0]["backend_request"]["target"]
        assert target == "/2010-04-01/Accounts/ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/Calls.json"
        assert backend.requests == []
        for secret in (b"tokens-own-secret", b"secret-of-callers", b"secret-behind"):
            assert secret not in answer.body
