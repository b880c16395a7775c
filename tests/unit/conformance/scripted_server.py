"""A small server that answers from a script and notes what it was asked, and golden exchanges it keeps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from aiohttp import web

from gateway.conformance import Guest, Selection, Verdict, connect, load_exchanges, run_rules, select_rules
from gateway.conformance.exchange import Exchange
from gateway.dialects import discover

ACCOUNT, SECRET = "AC" + "5" * 32, "a-secret-of-the-user"
CALL, MESSAGE = "CA" + "c" * 32, "SM" + "d" * 32
ROOT = f"/2010-04-01/Accounts/{ACCOUNT}"
GUEST = Guest(ACCOUNT, SECRET)
WRITER = replace(GUEST, to="+14155550111", caller="+14155550112", writes=True)


@dataclass(frozen=True)
class Said:
    """One answer of the script."""

    body: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass
class Server:
    """`script` maps `GET /path` to an answer; whatever is not in it is a 404 of the dialect."""

    script: dict[str, Said]
    url: str = ""
    asked: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        line = f"{request.method} {request.raw_path}"
        self.asked.append(line)
        self.bodies.append((await request.read()).decode())
        said = self.script.get(
            line, Said('{"code": 20404, "message": "x", "more_info": "http://x.example", "status": 404}', 404)
        )
        return web.Response(status=said.status, body=said.body.encode() or None, headers=dict(said.headers))


@asynccontextmanager
async def serving(script: Mapping[str, Said]) -> AsyncIterator[Server]:
    server = Server(dict(script))
    runner = web.ServerRunner(web.Server(server.handle, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        server.url = f"http://{host}:{port}"
        yield server
    finally:
        await runner.cleanup()


def exchanges_in(folder: Path, text: str) -> tuple[Exchange, ...]:
    (folder / "exchanges.yaml").write_text(text, encoding="utf-8")
    return load_exchanges(folder)


def selection_of(exchanges: tuple[Exchange, ...], not_asked: Mapping[str, str] | None = None) -> Selection:
    return select_rules(exchanges, discover()["twilio-2010"], not_asked or {})


async def run_against(server: Server, exchanges: tuple[Exchange, ...], guest: Guest = GUEST) -> dict[str, Verdict]:
    async with connect(server.url, seconds=5) as ask:
        verdicts = [verdict async for verdict in run_rules(selection_of(exchanges), exchanges, guest, ask)]
    return {verdict.rule: verdict for verdict in verdicts}


GOLDEN = "/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef"


def exchange(name: str, line: str, answer: str, *, upstream: bool = True, more: str = "") -> str:
    """One exchange as YAML, on one line each; the backend is asked the same and answers the same."""
    step = f"[{{request: {{line: '{line}'}}, response: {answer}}}]" if upstream else "[]"
    return (
        f"- name: {name}\n  source: 'the sheet, 1'\n  caller: twilio-2010\n  backend: twilio-2010\n"
        f"  request: {{line: '{line}'{more}}}\n  upstream: {step}\n  response: {answer}\n"
    )


JSON = "headers: {Content-Type: application/json}"
ONE = "{sid: CA00000000000000000000000000000001, status: completed, duration: '15', muted: false, price: null}"
OTHER = "{sid: CA00000000000000000000000000000002, status: busy, duration: '7', muted: true, price: '-0.03'}"
FETCH = exchange(
    "fetch-a-call", f"GET {GOLDEN}/Calls/CA00000000000000000000000000000001.json", f"{{status: 200, {JSON}, json: {ONE}}}"
)
LIST = exchange(
    "list-calls", f"GET {GOLDEN}/Calls.json", f"{{status: 200, {JSON}, json: {{calls: [{ONE}, {OTHER}], page: 0}}}}"
)
PLACE = exchange(
    "place-a-call",
    f"POST {GOLDEN}/Calls.json",
    f"{{status: 201, {JSON}, json: {ONE}}}",
    more=", form: {To: '+14155550117', From: '+14155550125', Url: 'http://app.example/'}",
)
DELETE = exchange(
    "delete-a-call", f"DELETE {GOLDEN}/Calls/CA00000000000000000000000000000001.json", "{status: 204, empty: true}"
)
NO_CREDENTIALS = exchange(
    "no-credentials",
    f"GET {GOLDEN}/Calls.json",
    "{status: 401, headers: {WWW-Authenticate: 'Basic realm=\"Twilio API\"'}, json: {message: Authenticate, status: 401}}",
    upstream=False,
    more=", headers: {Authorization: null}",
)
GOOD_CALL = f'{{"sid": "{CALL}", "status": "failed", "duration": "3", "muted": true, "price": null}}'
GOOD_LIST = f'{{"calls": [{GOOD_CALL}], "page": 0}}'
GOOD = {
    f"GET {ROOT}/Calls": Said(GOOD_LIST),
    f"GET {ROOT}/Calls.json": Said(GOOD_LIST),
    f"GET {ROOT}/Calls/{CALL}.json": Said(GOOD_CALL),
    f"POST {ROOT}/Calls.json": Said(GOOD_CALL, 201),
    f"DELETE {ROOT}/Calls/{CALL}.json": Said(status=204, headers={}),
}
