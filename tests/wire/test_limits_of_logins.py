"""Guessing at secrets, over sockets: made slow per address and per id, told alike for ids that exist and ids that do not."""

from __future__ import annotations

import asyncio
import re

import pytest

from gateway.model import Credentials
from tests.wire.gateway_running import (
    ACME,
    GLOBEX,
    NEW,
    OLD,
    Front,
    Setting,
    assert_error,
    before_script,
    call,
    json_reply,
    reply,
)
from tests.wire.listening import RawClient, RawResponse
from tests.wire.test_limits import ANYBODYS

LIMITS = Setting(limits="{failed_logins: {attempts: 3, within: 60s}}")
PASSED_ON = Setting(limits=LIMITS.limits, credentials="passthrough")
NOBODY = Credentials("ACcccccccccccccccccccccccccccccccc", "dummy")
OWNER, GUESSER, ELSEWHERE = "127.0.0.1", "127.0.0.2", "127.0.0.3"
_VARYING = re.compile(rb"(?mi)^(date|[a-z-]*request-id): .*\r?\n?|AC[a-c]{32}")


async def ask(
    front: Front, who: Credentials, *, client: str = OWNER, secret: str = "", spelled: str = "", version: str = NEW
) -> RawResponse:
    """The answer to a call from that address, with another secret or spelling of the id where one is given."""
    presented = Credentials(spelled or who.id, secret or who.secret)
    target = f"{version}/Accounts/{who.id}/Calls/CA00000000000000000000000000000001.json"
    port = front.running.ports[0]
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(client, 0))
    raw = RawClient(reader, writer)
    try:
        await raw.send(call("GET", target, caller=presented))
        response = await raw.read_response()
    finally:
        await raw.close()
    front.check(response)
    return response


async def guess(front: Front, who: Credentials, times: int, *, client: str = GUESSER) -> list[int]:
    return [(await ask(front, who, client=client, secret=f"guess {number}")).status for number in range(times)]


@pytest.mark.parametrize("version", [OLD, NEW])
async def test_an_address_that_guesses_has_to_wait_and_the_right_secret_is_not_looked_at(version: str) -> None:
    async with before_script(ANYBODYS, setting=LIMITS) as (front, backend):
        assert await guess(front, ACME, 4) == [401, 401, 401, 429]
        response = await ask(front, ACME, client=GUESSER, version=version)
        assert_error(response, 429, path=f"{version}/x.json")
        assert 50 < int(response.get("Retry-After") or 0) <= 60
        assert not backend.received
        assert (await ask(front, GLOBEX, client=OWNER)).status == 200


async def test_known_and_unknown_ids_are_refused_alike() -> None:
    """Before the limit and beyond it, but for the id itself in the path."""
    answers = []
    for who in (ACME, NOBODY):
        async with before_script(ANYBODYS, setting=LIMITS) as (front, _):
            for _ in range(5):
                response = await ask(front, who, client=GUESSER, secret="wrong")
                whole = response.head + b"\r\n" + response.body
                answers.append(_VARYING.sub(b"", re.sub(rb"(?i)(retry-after: |in )\d+", rb"\1N", whole)))
    assert answers[:5] == answers[5:]


async def test_a_guesser_does_not_lock_the_owner_out() -> None:
    async with before_script(ANYBODYS, setting=LIMITS) as (front, _):
        assert (await ask(front, ACME, client=OWNER)).status == 200
        assert await guess(front, ACME, 4) == [401, 401, 401, 429]
        assert (await ask(front, ACME, client=ELSEWHERE)).status == 429
        assert (await ask(front, ACME, client=OWNER)).status == 200
        assert (await ask(front, GLOBEX, client=ELSEWHERE)).status == 200


async def test_one_that_has_an_account_guesses_no_faster_for_it() -> None:
    async with before_script(ANYBODYS, setting=LIMITS) as (front, _):
        statuses = []
        for _ in range(5):
            statuses += await guess(front, ACME, 1)
            assert (await ask(front, GLOBEX, client=GUESSER)).status == 200
        assert statuses == [401, 401, 401, 429, 429]


def failed_logins(front: Front) -> int:
    (line,) = [line for line in front.running.metrics_text().splitlines() if line.startswith(b"gateway_failed_logins_total ")]
    return int(float(line.split()[1]))


async def test_those_that_were_looked_at_and_failed_are_counted() -> None:
    async with before_script(ANYBODYS, setting=LIMITS) as (front, _):
        assert failed_logins(front) == 0
        assert await guess(front, ACME, 4) == [401, 401, 401, 429]
        assert (await ask(front, GLOBEX, client=OWNER)).status == 200
        assert failed_logins(front) == 3


async def test_what_only_the_backend_can_check_is_counted_by_what_it_says() -> None:
    refusal = json_reply({"status": 401, "message": "Authenticate", "code": 20003, "more_info": ""}, 401)
    async with before_script(refusal, setting=PASSED_ON) as (front, backend):
        assert await guess(front, NOBODY, 4) == [401, 401, 401, 429]
        assert len(backend.received) == 3
        assert failed_logins(front) == 3


REFUSAL = json_reply({"status": 401, "message": "Authenticate", "code": 20003, "more_info": ""}, 401)
SOUND = reply(200, b"RIFF", content_type="audio/x-wav")
RECORDING = "Recordings/RE00000000000000000000000000000001.wav"


def record(who: Credentials, secret: str = "") -> bytes:
    return call("GET", f"{NEW}/Accounts/{who.id}/{RECORDING}", caller=Credentials(who.id, secret or who.secret))


async def test_that_a_backend_gave_a_file_is_no_login() -> None:
    """There are backends that give recordings to everybody: who was given one may still be guessing."""
    async with before_script(SOUND, REFUSAL, setting=PASSED_ON) as (front, backend):
        assert (await front.ask(record(ACME))).status == 200
        assert await guess(front, ACME, 4, client=OWNER) == [401, 401, 401, 429]
        assert len(backend.received) == 4


async def test_that_a_backend_gave_none_is_a_failed_one() -> None:
    async with before_script(REFUSAL, setting=PASSED_ON) as (front, _):
        assert [(await front.ask(record(ACME, f"guess {number}"))).status for number in range(4)] == [401, 401, 401, 429]


async def test_a_file_that_asks_for_credentials_itself_says_nothing_of_the_callers() -> None:
    async def lead_to_a_file(writer: asyncio.StreamWriter) -> None:
        port = writer.get_extra_info("sockname")[1]
        writer.write(reply(302, b"", f"Location: http://localhost:{port}/files/1", content_type=None))

    async with before_script(lead_to_a_file, REFUSAL, setting=PASSED_ON) as (front, backend):
        answer = await front.ask(record(ACME))
        assert_error(answer, 502, path=f"{NEW}/{RECORDING}")
        assert b"gives to nobody without credentials" in answer.body
        assert failed_logins(front) == 0
        assert len(backend.received) == 2


async def test_an_id_is_one_however_it_is_spelled() -> None:
    """A backend may take all of these for the same; a guesser must not have a count for each."""
    spellings = {"127.0.0.10": NOBODY.id.upper(), "127.0.0.11": f" {NOBODY.id} ", "127.0.0.12": NOBODY.id.lower()}
    async with before_script(REFUSAL, setting=PASSED_ON) as (front, backend):
        for client, spelled in spellings.items():
            assert (await ask(front, NOBODY, client=client, spelled=spelled)).status == 401
        assert (await ask(front, NOBODY, client="127.0.0.13")).status == 429
        assert len(backend.received) == 3


@pytest.mark.parametrize(("setting", "told"), [(LIMITS, 401), (PASSED_ON, 429)])
async def test_a_large_body_is_not_looked_through_for_who_guesses(setting: Setting, told: int) -> None:
    """What is wrong with it would be the first thing to be told, were it read."""
    async with before_script(REFUSAL, setting=setting) as (front, _):
        if setting is PASSED_ON:
            await guess(front, NOBODY, 3, client=OWNER)
        path = f"{NEW}/Accounts/{NOBODY.id}/Calls.json"
        unreadable = b"&".join(b"To=%d" % number for number in range(2000))
        assert 8_192 < len(unreadable) < 65_536
        assert (await front.ask(call("POST", path, caller=NOBODY, body=unreadable))).status == told
        assert (await front.ask(call("POST", path, caller=ACME, body=unreadable))).status in (400, 429)
