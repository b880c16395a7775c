"""Hostile traffic adds no series: each label of each sample is a name of the configuration, of the tables, or of a list."""

from __future__ import annotations

import random
from contextlib import suppress
from urllib.parse import quote

from gateway.model import Credentials
from gateway.observe.metrics.labels import NONE
from tests.unit.observe.allowed import strange_labels
from tests.unit.observe.recorded import told
from tests.unit.upstream.raw_backend import Backend
from tests.wire.gateway_running import ACME, NEW, OLD, SID, Front, Setting, before_script, call, call_data, json_reply, reply

LETTERS = "abcXYZ0189%/.?&=;:@+-_~ \"<>{}\\'\t\x00\xe9\xff"
METHODS = ("PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND")
SETTING = Setting(policy="on_loss: warn, unknown_parameters: drop", limits="{body: 64KiB, failed_logins: {attempts: 10000}}")


def word(chance: random.Random, most: int = 20) -> str:
    return "".join(chance.choices(LETTERS, k=chance.randint(1, most)))


def path(chance: random.Random) -> str:
    account = chance.choice((ACME.id, f"AC{chance.getrandbits(128):032x}", quote(word(chance), safe="")))
    place = chance.choice((f"Calls/{SID}", f"Calls/{SID}.json", "SMS/Messages", quote(word(chance)), f"Calls/{word(chance)}"))
    whole = f"{chance.choice((OLD, NEW, NEW, '/' + quote(word(chance))))}/Accounts/{account}/{place}"
    return f"{whole}?{quote(word(chance))}={quote(word(chance))}&To=%2B15555550147" if chance.random() < 0.5 else whole


def request(chance: random.Random) -> bytes:
    method = chance.choice(("GET", "GET", "POST", chance.choice(METHODS), word(chance, 8)))
    odd = (f"{word(chance)}: {word(chance)}", f"X-{chance.random()}: {quote(word(chance))}", f"Host: {word(chance)}")
    credentials = chance.choice((ACME, ACME, None, Credentials(f"AC{chance.getrandbits(128):032x}", "guessed-secret")))
    body = word(chance, 200).encode("latin-1") if chance.random() < 0.3 else b""
    fields = [field for field in odd if chance.random() < 0.2]
    return call(method, path(chance), "Connection: close", *fields, caller=credentials, body=body)


async def bother(front: Front, backend: Backend, chance: random.Random, times: int) -> None:
    """Requests nobody sane sends, and answers nobody sane gives."""
    for _ in range(times):
        status = chance.choice((200, 204, 226, 299, 301, 404, 418, 500, 503, 599, 600, 777, 999))
        fields = (f"{'X-' + str(chance.random())}: y",)
        backend.replies[:] = [chance.choice((reply(status, b"{", *fields), json_reply(call_data(odd="x")), b"\x00\r\n\r\n"))]
        async with front.connected() as client:
            with suppress(ConnectionError):
                await client.send(request(chance))
                await client.read_to_end()


async def test_hostile_traffic_adds_no_series() -> None:
    chance = random.Random(20261121)  # noqa: S311 - the same at each run
    async with before_script(reply(), setting=SETTING) as (front, backend):
        await bother(front, backend, chance, 300)
        assert list(strange_labels(front.running.families(), front.running.settings)) == []
        statuses = {labels[-1] for labels in told(front.running.families(), "gateway_calls_total")}
        operations = {labels[2] for labels in told(front.running.families(), "gateway_calls_total")}
        assert {"2xx", "4xx", "5xx"} <= statuses
        assert {NONE, "calls.fetch"} < operations
        assert sum(told(front.running.families(), "gateway_refused_requests_total").values()) > 10
        assert sum(told(front.running.families(), "gateway_unknown_parameters_total").values()) > 0
