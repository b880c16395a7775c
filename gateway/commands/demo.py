"""The demo: what a newcomer meets. A config like any other, with a sandbox of ours for its backend."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from gateway.app import known_dialects
from gateway.codecs.basic import read_basic, write_basic
from gateway.dialects import discover
from gateway.dialects.face import Face
from gateway.model import ApiRequest, Credentials
from gateway.sandbox import API_VERSION, MAIN, Sandbox
from gateway.settings import Settings, parse_settings
from gateway.wire import Headers, WireRequest

DEMO_BIND = "127.0.0.1:8080"
_NAME = "demo.yaml"


def demo_settings(sandbox_url: str, bind: str = DEMO_BIND) -> Settings:
    """The settings of the demo on an address, its sandbox at that URL. Raises SettingsInvalid where `bind` is none."""
    text = files("gateway.sandbox").joinpath(_NAME).read_text()
    return parse_settings(
        text.replace("SANDBOX", sandbox_url).replace("BIND", json.dumps(bind)), _NAME, known_dialects(), {}, base=Path.cwd()
    )


def face_settings(dialect: str, sandbox_url: str, bind: str) -> Settings:
    """The demo with the route of one dialect alone: the sandbox as a server of that dialect would show it."""
    settings = demo_settings(sandbox_url, bind)
    return settings.model_copy(update={"routes": tuple(route for route in settings.routes if route.caller == dialect)})


def spoken_dialect() -> str:
    """The name of the dialect the sandbox itself speaks, told by the version in its paths."""
    return next(name for name, dialect in discover().items() if dialect.claims(f"/{API_VERSION}"))


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
