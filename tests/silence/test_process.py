"""`gateway serve` as a process with workers, from its start to its end: nothing private in what it prints, logs or answers.

Its command lines hold none of it either. Its environment does, where the configuration says that a secret is there.
"""

from __future__ import annotations

import hashlib
import json
import signal
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.lifecycle.living import CHANGED, REFRESHED, REFUSED, Config, Living, connected, living
from tests.silence.backends import DIALECTS, MODERN, Parrot, parrot
from tests.silence.callers import Speaker
from tests.silence.private import KNOWN, WORDS, told_in
from tests.silence.stage import ROOTS
from tests.wire.listening import RawResponse

TOKEN = "the-token-of-operators"
ROTATED = "the-secret-after-the-change"
PRIVATE_THINGS = {**KNOWN.everything, "token": TOKEN, "rotated": ROTATED, **KNOWN.accounts_behind}
_TEXT = """\
allow_inline_secrets: true
workers: {workers}
listen: [{{bind: "127.0.0.1:0", public_url: http://gateway.example}}]
admin: {{bind: "127.0.0.1:0", token: {{file: token}}}}
backends: {{behind: {{dialect: twilio-2010, endpoints: ["{endpoint}"]}}}}
accounts:
  - name: acme
    caller: {{id: {acme.id}, secret: [{{env: THE_SECRET}}, {{file: rotated}}]}}
    backend: {{id: {acme_behind.id}, secret: {acme_behind.secret}}}
  - name: globex
    caller: {{id: {globex.id}, secret: {{sha256: {digest}}}}}
    backend: {{id: {globex_behind.id}, secret: {{file: behind}}}}
routes:
  - {{when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind}}
  - {{when: {{path: /2010-04-01}}, caller: twilio-2010, backend: behind}}
  - {{when: {{path: /restcomm}}, caller: restcomm-2012, backend: behind}}
  - {{when: {{path: /v1}}, caller: json-envelope, backend: behind, options: {{version_in_path: true}}}}
limits: {{failed_logins: {{attempts: 1000}}}}
{more}
"""
_FAULTY = f"""
allow_inline_secrets: {WORDS["key"]} {WORDS["cookie"]}
via: https://user:{WORDS["url"]}@elsewhere.example
unknown_{{}}: {{secret: {WORDS["guess"]}, "secret={WORDS["name"]}": 1}}
"""


@dataclass
class Full(Config):
    """A configuration with secrets of every sort."""

    more: str = ""

    def write(self) -> None:
        folder = self.file.parent
        for name, text in {"token": TOKEN, "rotated": self.secret, "behind": KNOWN.globex_behind.secret}.items():
            (folder / name).with_suffix(".new").write_text(text)
            (folder / name).with_suffix(".new").replace(folder / name)
        self.file.write_text(
            _TEXT.format(
                workers=self.workers,
                endpoint=self.endpoint,
                digest=hashlib.sha256(KNOWN.globex.secret.encode()).hexdigest(),
                more=self.more,
                **{name: getattr(KNOWN, name) for name in ("acme", "globex", "acme_behind", "globex_behind")},
            )
        )


async def play(gateway: Living, config: Full, backend: Parrot) -> list[RawResponse]:
    """Calls of every sort, an operator at work, a faulty configuration, a secret that changes. What operators were told."""
    await call(gateway)
    for manner in ("refuses it", "sets a cookie that is none", "hangs up"):
        backend.manner = manner
        await ask(gateway, Speaker(MODERN, KNOWN).create())
    backend.manner = "says it in an answer"
    bearer = f"Authorization: Bearer {TOKEN}"
    told = [await gateway.ask("GET", "/metrics", bearer), await gateway.ask("GET", "/readyz")]
    told.append(await gateway.ask("POST", "/reload", f"Authorization: Bearer {WORDS['guess']}"))
    await send_to_operators(gateway, f"GET /metrics HTTP/1.1\r\nHost: admin\r\n{bearer}\0\r\n\r\n")
    config.more = _FAULTY
    config.write()
    told.append(await gateway.ask("POST", "/reload", bearer))
    gateway.tell(signal.SIGHUP)
    await gateway.log_of(REFUSED, 2)
    config.more, config.secret = "", ROTATED
    config.write()
    told.append(await gateway.ask("POST", "/reload", bearer))
    assert [one.status for one in told] == [200, 200, 401, 422, 200]
    await gateway.log_of(CHANGED)
    await call(gateway)
    return told


async def call(gateway: Living) -> None:
    for dialect in DIALECTS:
        speaker = Speaker(dialect, KNOWN)
        for request in (speaker.create(), *list(speaker.misplaced())[:3], *list(speaker.strangers())[:3]):
            await ask(gateway, request)
    await ask(gateway, f"GET {ROOTS[MODERN]} HTTP/1.1\r\nX: {WORDS['key']}\0\r\n\r\n".encode())


async def ask(gateway: Living, request: bytes) -> None:
    async with connected(gateway.port) as client:
        await client.send(request)
        await client.read_head()


async def send_to_operators(gateway: Living, request: str) -> None:
    async with connected(gateway.admin) as client:
        await client.send(request.encode())
        await client.read_head()


def command_lines(gateway: Living) -> str:
    processes = [gateway.process.pid, *gateway.workers()]
    return "".join(Path(f"/proc/{number}/cmdline").read_text() for number in processes)


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_gateway_tells_nothing_private_in_all_its_life(
    workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THE_SECRET", KNOWN.acme.secret)
    async with parrot(MODERN) as backend:
        config = Full(tmp_path / "gateway.yaml", backend.endpoint, workers=workers)
        async with living(config) as gateway:
            told = await play(gateway, config, backend)
            config.secret = f"{ROTATED}-again"
            config.write()
            await gateway.log_of(REFRESHED)
            lines = command_lines(gateway)
            gateway.tell(signal.SIGTERM)
            assert await gateway.end() == 0
    assert len(gateway.logged) > 30
    answered = "".join((one.head + one.body).decode() for one in told)
    assert told_in(json.dumps(gateway.logged) + "".join(gateway.said) + answered + lines, PRIVATE_THINGS) == []
