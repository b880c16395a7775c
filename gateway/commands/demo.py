"""What a newcomer meets: a gateway before a sandbox of ours, its routes one by one, and commands to paste."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from gateway.codecs.basic import read_basic, write_basic
from gateway.commands.config import parse
from gateway.commands.running import live
from gateway.demo import DEMO_ADMIN, DEMO_ADMIN_ANYWHERE, DEMO_NAME, demo_settings, demo_text
from gateway.dialects import discover
from gateway.dialects.face import Face
from gateway.model import ApiRequest, Credentials
from gateway.sandbox import API_VERSION, MAIN, Sandbox, start_sandbox
from gateway.settings import Settings, SettingsInvalid
from gateway.wire import Headers, WireRequest
from gateway.workers import Config, Source


async def serve_demo(bind: str) -> None:
    """The demo on an address, until it is told to end. Raises OSError, and SettingsInvalid where `bind` is no address."""
    backend = Sandbox(clock=lambda: datetime.now(UTC))
    sandbox = await start_sandbox(backend, "127.0.0.1", 0)
    try:
        try:
            await _live_demo(backend, sandbox.url, bind, DEMO_ADMIN)
        except (OSError, SettingsInvalid):
            # The address of its page may be taken, which is no reason not to start. Whatever else it is comes up again.
            await _live_demo(backend, sandbox.url, bind, DEMO_ADMIN_ANYWHERE)
    finally:
        await sandbox.stop()


async def _live_demo(backend: Sandbox, sandbox_url: str, bind: str, admin: str) -> None:
    source = Source(demo_text(sandbox_url, bind, admin), DEMO_NAME, Path.cwd())
    config = Config(source, parse(source))
    await live(config, lambda: source, partial(_invitation, config.settings, backend))


def _invitation(settings: Settings, backend: Sandbox, ports: tuple[int, ...]) -> Iterator[str]:
    url = re.sub(":0$", f":{ports[0]}", settings.listen[0].public_url)  # where any free port was asked for
    yield "This is the demo: a sandbox backend with made-up data. Paste one of these:"
    yield from (f"\n{curl}" for curl in demo_curls(settings, url, backend))


def face_settings(dialect: str, sandbox_url: str, bind: str) -> Settings:
    """The demo with the route of one dialect alone: the sandbox as a server of that dialect would show it."""
    settings = demo_settings(sandbox_url, bind)
    return settings.model_copy(update={"routes": tuple(route for route in settings.routes if route.caller == dialect)})


def demo_curls(settings: Settings, url: str, sandbox: Sandbox) -> Iterator[str]:
    """One command to paste for each route: the newest call as that route's callers see it."""
    credentials = Credentials(MAIN.sid, MAIN.token)
    ids = (("sid", newest_call(sandbox)),)
    asked = ApiRequest(operation="calls.fetch", account=MAIN.sid, ids=ids, credentials=credentials)
    for route in settings.routes:
        dialect = discover()[route.caller]
        base_path = dialect.root if route.base_path is None else route.base_path
        face = Face(base_path=base_path, representation=dialect.prefers, options=route.options)
        wire = dialect.write_request(asked, face).wire
        known = read_basic(wire.headers.get("Authorization")) or credentials
        yield f"# {route.caller}\ncurl -u {known.id}:{known.secret} {url}{wire.target}"


def newest_call(sandbox: Sandbox) -> str:
    """The sid of the newest call in the demo account."""
    credentials = ("Authorization", write_basic(Credentials(MAIN.sid, MAIN.token)))
    target = f"/{API_VERSION}/Accounts/{MAIN.sid}/Calls.json?PageSize=1"
    answer = sandbox.answer(WireRequest("GET", target, Headers((credentials,))))
    sid: str = json.loads(answer.body)["calls"][0]["sid"]
    return sid
