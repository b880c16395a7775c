"""The settings of the demo: a config like any other, with a sandbox of ours for its backend."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from gateway.assembly import known_dialects
from gateway.dialects import discover
from gateway.settings import Settings, parse_settings

DEMO_BIND = "127.0.0.1:8080"
DEMO_ADMIN = "127.0.0.1:9090"
DEMO_ADMIN_ANYWHERE = "127.0.0.1:0"
DEMO_NAME = "demo.yaml"


def demo_text(sandbox_url: str, bind: str, admin: str) -> str:
    """The config of the demo with these addresses for its callers and its operators, its sandbox at that URL."""
    text = files("gateway.sandbox").joinpath(DEMO_NAME).read_text("utf-8")
    for word, value in (("SANDBOX", sandbox_url), ("ADMIN", admin), ("BIND", bind)):
        text = text.replace(word, json.dumps(value))
    return text


def demo_settings(sandbox_url: str, bind: str = DEMO_BIND) -> Settings:
    """The settings of the demo on an address, its sandbox at that URL. Raises SettingsInvalid where `bind` is none."""
    return parse_settings(demo_text(sandbox_url, bind, DEMO_ADMIN_ANYWHERE), DEMO_NAME, known_dialects(), {}, base=Path.cwd())


def spoken_dialect() -> str:
    """The name of the dialect the sandbox itself speaks, told by the version in its paths."""
    from gateway.sandbox import API_VERSION  # noqa: PLC0415 -- `serve` knows the demo's address, and does without its backend

    return next(name for name, dialect in discover().items() if dialect.claims(f"/{API_VERSION}"))
