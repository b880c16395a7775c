"""`/config`: the applied configuration, complete with its defaults, and without any secret wherever one may stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from gateway.admin import Standing
from gateway.admin.redacted import redact
from gateway.assembly import known_dialects
from gateway.settings import Secret, Settings, parse_settings
from tests.admin.asking import Gateway, ask, listening
from tests.admin.telling import NOW

_WORD = st.text("bcdfghjkmnpqrtvwxz", min_size=12, max_size=24)  # no vowel: no key and no sentence holds it by chance
_CONFIG = """
admin: {bind: "127.0.0.1:0", token: {env: TOKEN}}
backends: {behind: {dialect: twilio-2010, endpoints: [http://127.0.0.1:1]}}
limits: {store: "redis://127.0.0.1:1/0", store_password: {env: STORE}}
tracing: {endpoint: "http://127.0.0.1:1/v1/traces", headers: {X-Key: {env: COLLECTOR}}}
accounts:
  - name: acme
    caller: {id: AC1, secret: [{env: OLD}, {env: NEW}]}
    backend: {id: AC2, secret: {env: BACKEND}}
routes: [{caller: twilio-2008, backend: behind, when: {header: {X-Api-Key: HEADER}}}]
"""
_NAMES = ("TOKEN", "STORE", "COLLECTOR", "OLD", "NEW", "BACKEND")


def settings_with(words: list[str]) -> Settings:
    *secrets, header = words
    environ = dict(zip(_NAMES, secrets, strict=True))
    return parse_settings(_CONFIG.replace("HEADER", header), "gateway.yaml", known_dialects(), environ, base=Path.cwd())


def secrets_in(value: object) -> list[Secret]:
    """All there are, so that a new place for one is seen here."""
    match value:
        case Secret():
            return [value]
        case BaseModel():
            return [secret for _, inner in value for secret in secrets_in(inner)]
        case dict():
            return [secret for inner in value.values() for secret in secrets_in(inner)]
        case tuple() | list():
            return [secret for inner in value for secret in secrets_in(inner)]
        case _ if hasattr(value, "items"):
            return [secret for _, inner in value.items() for secret in secrets_in(inner)]
        case _:
            return []


@settings(max_examples=15)
@given(st.lists(_WORD, min_size=len(_NAMES) + 1, max_size=len(_NAMES) + 1, unique=True))
def test_no_secret_stands_in_it(words: list[str]) -> None:
    read = settings_with(words)
    assert {secret.reveal() for secret in secrets_in(read)} == set(words[:-1])
    document = redact(Standing(read, "gateway.yaml", "0" * 12, began=NOW, applied=NOW))
    shown = json.dumps(document)
    assert [word for word in words if word in shown] == []
    told: dict[str, Any] = json.loads(shown)["settings"]
    assert told["admin"]["token"] == told["limits"]["store_password"] == told["tracing"]["headers"]["x-key"] == "***"
    assert told["accounts"][0]["caller"]["secret"] == ["***", "***"]
    assert told["accounts"][0]["backend"]["secret"] == "***"
    assert told["routes"][0]["when"]["header"] == {"x-api-key": "***"}


async def test_it_is_told_whole_with_its_defaults() -> None:
    gateway = Gateway()
    async with listening(gateway) as listener:
        answer = await ask(listener.port, "GET", "/config")
    assert (answer.status, answer.get("Content-Type")) == (200, "application/json; charset=utf-8")
    told: dict[str, Any] = json.loads(answer.body)
    assert (told["config"], told["hash"], told["applied"]) == ("gateway.yaml", "0123456789ab", "2025-11-12T23:25:40Z")
    settings = told["settings"]
    assert set(settings) == set(Settings.model_fields)
    assert settings["backends"]["carrier"]["timeouts"]["connect"] == "2s"
    assert settings["routes"][0]["unknown_parameters"] == "pass"
    assert settings["accounts"][0]["caller"] == {"id": "AC1", "secret": ["***"]}
    for secret in (b"callers-own-secret", b"backends-own-secret"):
        assert secret not in answer.body


async def test_names_of_files_stay_and_what_is_in_them_does_not(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("token-in-a-file\n")
    text = _CONFIG.replace("{env: TOKEN}", f"{{file: {file}}}").replace("HEADER", "x")
    environ = dict.fromkeys(_NAMES, "secret-of-this-test") | {"NEW": "another-of-this-test"}
    settings = parse_settings(text, "gateway.yaml", known_dialects(), environ, base=tmp_path)
    shown = json.dumps(redact(Standing(settings, str(tmp_path / "gateway.yaml"), "0" * 12, began=NOW, applied=NOW)))
    assert "token-in-a-file" not in shown
    assert str(tmp_path) in shown
