"""`gateway serve` as a process: the demo and what it prints, a config of one's own, its end, and what stops it from starting."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from gateway.sandbox import MAIN
from tests.unit.commands.started_command import PATIENCE, ask, port_in, run, started
from tests.wire.listening import RawClient

DEMO_PORT = 8080
CONFIG = """\
allow_inline_secrets: true
listen: [{{bind: "127.0.0.1:{port}", public_url: http://gateway.example}}]
{admin}
backends: {{carrier: {{dialect: twilio-2010, endpoints: ["http://127.0.0.1:1"], timeouts: {{connect: 1s}}}}}}
accounts:
  - name: acme
    caller: {{id: ACaaaa, secret: secret-of-callers}}
    backend: {{id: ACbbbb, secret: secret-behind}}
routes: [{{when: {{path: /2008-08-01}}, caller: twilio-2008, backend: carrier}}]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write(tmp_path / "gateway.yaml", CONFIG.format(port=0, admin=""))


def write(file: Path, text: str) -> Path:
    file.write_text(text)
    return file


async def is_taken(port: int) -> bool:
    with suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        await writer.wait_closed()
        return True
    return False


def request_of(curl: str) -> tuple[int, bytes]:
    """The port and the bytes of a printed curl command."""
    program, option, user, url = shlex.split(curl)
    assert (program, option) == ("curl", "-u")
    host, _, path = url.removeprefix("http://").partition("/")
    name, _, secret = user.partition(":")
    basic = write_basic(Credentials(name, secret))
    return int(host.partition(":")[2]), f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {basic}\r\n\r\n".encode()


async def test_the_demo_prints_a_command_for_each_dialect_that_works_when_pasted() -> None:
    if await is_taken(DEMO_PORT):
        pytest.skip(f"port {DEMO_PORT}, which the demo listens on, is taken on this machine")
    async with started("serve") as command:
        lines = await command.read_until("/v1/calls/", err=True)
        assert lines[0] == "listening on http://127.0.0.1:8080, known to callers as http://127.0.0.1:8080\n"
        assert [line for line in lines if line.startswith("note:")] == []
        old, new, server, keyed = [request_of(line) for line in lines if line.startswith("curl ")]
        shown = (await ask(*old)).body.decode()
        assert shown.startswith('<?xml version="1.0"?>\n<TwilioResponse><Call><Sid>CA')
        assert "<Called>" in shown
        call = json.loads((await ask(*new)).body)
        assert (call["sid"][:2], call["to"][:1], call["api_version"]) == ("CA", "+", "2010-04-01")
        assert f"<Sid>{call['sid']}</Sid>" in shown
        as_xml = (await ask(new[0], new[1].replace(b".json HTTP/1.1", b" HTTP/1.1", 1))).body.decode()
        assert as_xml.startswith("<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse><Call><Sid>CA")
        same = json.loads((await ask(*server)).body)
        assert (same["sid"], same["to"], same["api_version"]) == (call["sid"], call["to"], "2012-04-24")
        [item] = json.loads((await ask(*keyed)).body)["response"]["data"]
        assert ("CA" + item["resource_id"].replace("-", ""), item["to"]) == (call["sid"], call["to"])
        second = await run("serve")
        assert (second.code, second.out) == (1, "")
        assert second.err.startswith("Error: can't listen: ")
        assert "8080" in second.err
        ended = await command.tell(signal.SIGTERM)
    assert ended.code == 0
    assert MAIN.token not in ended.out + ended.err


async def test_the_demo_has_a_status_page_wherever_there_is_room_for_it() -> None:
    async with started("serve", "--bind", "127.0.0.1:0") as one, started("serve", "--bind", "127.0.0.1:0") as other:
        pages = [port_in((await command.read_until("operators: ", err=True))[-1]) for command in (one, other)]
        assert len({*pages}) == 2
        for page in pages:
            answer = await ask(page, f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{page}\r\n\r\n".encode())
            assert answer.status == 200
            assert (answer.get("Content-Type") or "").startswith("text/html")
        assert [(await command.tell(signal.SIGINT)).code for command in (one, other)] == [0, 0]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_cleanly_when_told(config: Path, number: signal.Signals) -> None:
    async with started("serve", "--config", str(config)) as command:
        (line,) = await command.read_until("listening on", err=True)
        assert line.endswith("known to callers as http://gateway.example\n")
        # an idle connection does not hold up the end
        _, writer = await asyncio.open_connection("127.0.0.1", port_in(line))
        ended = await command.tell(number)
        writer.close()
    assert (ended.code, ended.out) == (0, "")
    assert ended.err.splitlines()[-1] == "ended; what was in progress had up to 30 s to finish"


async def test_the_end_of_a_connection_is_polite(config: Path) -> None:
    async with started("serve", "--config", str(config)) as command:
        (line,) = await command.read_until("listening on", err=True)
        reader, writer = await asyncio.open_connection("127.0.0.1", port_in(line))
        client = RawClient(reader, writer)
        await client.send(b"GET /2008-08-01/Accounts/ACaaaa/Calls HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await client.read_response()).status == 401
        ended = await command.tell(signal.SIGTERM)
        assert await client.read_to_end() == b""
        await client.close()
    assert ended.code == 0


@pytest.mark.parametrize("workers", [1, 2])
async def test_it_says_what_it_routes_and_what_is_worth_knowing(config: Path, workers: int) -> None:
    write(config, f"{CONFIG.format(port=0, admin='')}workers: {workers}\n")
    async with started("serve", "--config", str(config)) as command:
        listening, *told = await command.read_until("metrics", err=True)
        ended = await command.tell(signal.SIGTERM)
    assert listening.startswith("listening on http://127.0.0.1:")
    assert told == [
        *([f"workers: {workers}\n"] if workers > 1 else []),
        "routes: the first that fits takes the call; credentials are mapped: checked here, and the backend gets its own\n",
        "  route-1  /2008-08-01  twilio-2008 → carrier (twilio-2010, 1 endpoint)  on_loss: warn\n",
        "note: secrets may stand in the config as plain text: allow_inline_secrets is true\n",
        "note: nobody can ask whether it is ready or read its metrics: set admin, as in admin: {bind: 127.0.0.1:9090}\n",
    ]
    assert (ended.code, ended.err) == (0, "ended; what was in progress had up to 30 s to finish\n")


async def test_nobody_reading_what_it_says_does_not_end_it_otherwise(config: Path) -> None:
    reader, writer = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway", "serve", "--config", str(config)), stdout=asyncio.subprocess.DEVNULL, stderr=writer
    )
    os.close(writer)
    try:
        async with asyncio.timeout(PATIENCE):
            with os.fdopen(reader) as said:
                assert (await asyncio.to_thread(said.readline)).startswith("listening on ")
            process.terminate()
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_its_log_is_json_and_names_nobody(config: Path) -> None:
    private = ["secret-of-callers", "secret-behind", "wrong-secret", "5555550147", "whispered", "ACaaaa", "ACbbbb", "CAcafe"]
    body = b"To=5555550147&Body=whispered"
    async with started("serve", "--config", str(config)) as command:
        port = port_in((await command.read_until("listening on", err=True))[0])
        statuses = []
        for secret in ("secret-of-callers", "wrong-secret"):
            basic = write_basic(Credentials("ACaaaa", secret))
            for line in (
                "GET /2008-08-01/Accounts/ACaaaa/Calls/CAcafe?To=5555550147",
                "POST /2008-08-01/Accounts/ACaaaa/SMS/Messages",
                "GET /whispered/5555550147",
                "GET /2008-08-01/Accounts/ACaaaa/whispered\0",
            ):
                head = f"{line} HTTP/1.1\r\nHost: x\r\nAuthorization: {basic}\r\nContent-Length: {len(body)}\r\n\r\n"
                statuses.append((await ask(port, head.encode() + body)).status)
        ended = await command.tell(signal.SIGTERM)
    assert statuses == [502, 502, 404, 400, 401, 401, 404, 400]
    lines = [json.loads(line) for line in ended.out.splitlines()]
    calls = [line for line in lines if line["event"] == "call"]
    assert [line["status"] for line in calls] == [502, 502, 404, 401, 401, 404]
    assert [line["problem"] for line in calls[:2]] == ["backend_unreachable"] * 2
    assert [word for word in private if word in ended.err + ended.out] == []


async def test_a_bad_config_starts_nothing(config: Path) -> None:
    write(config, CONFIG.format(port=0, admin="").replace("twilio-2010", "twilio-2011").replace("carrier}", "carier}"))
    ended = await run("serve", "--config", str(config))
    assert (ended.code, ended.out) == (1, "")
    first, *faults = ended.err.splitlines()
    assert "2 faults" in first
    assert "nothing was started" in first
    assert [fault.split(": ")[0] for fault in faults] == [f"{config}:4:31", f"{config}:9:68"]
    assert "secret-" not in ended.err


async def test_a_config_that_is_not_there_starts_nothing(tmp_path: Path) -> None:
    ended = await run("serve", "--config", str(tmp_path / "none.yaml"))
    assert (ended.code, ended.out) == (1, "")
    assert "none.yaml" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("which", ["callers", "operators"])
async def test_an_address_that_is_taken_is_a_sentence_and_exit_code_1(config: Path, which: str) -> None:
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    admin = "" if which == "callers" else f'admin: {{bind: "127.0.0.1:{port}"}}'
    write(config, CONFIG.format(port=port if which == "callers" else 0, admin=admin))
    ended = await run("serve", "--config", str(config))
    server.close()
    await server.wait_closed()
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Error: can't listen: ")
    assert str(port) in ended.err
    assert len(ended.err.splitlines()) == 1
