"""The JSON Schema: fresh, valid, agrees with the examples, and catches what an editor should underline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from gateway.settings import KnownDialect, schema, schema_text
from tests.settings.samples import EXAMPLES, PAIR, REAL, ROOT, SMALL
from tests.settings.test_settings_values import FULL


def validator(dialects: Mapping[str, KnownDialect]) -> Draft202012Validator:
    return Draft202012Validator(schema(dialects))


def test_the_file_is_what_the_models_give_now() -> None:
    stored = (EXAMPLES / "gateway.schema.json").read_text(encoding="utf-8")
    assert stored == schema_text(REAL), "write it anew: gateway schema > config/gateway.schema.json"


@pytest.mark.parametrize("dialects", [PAIR, REAL, {}], ids=["pair", "real", "none"])
def test_it_is_a_schema(dialects: Mapping[str, KnownDialect]) -> None:
    Draft202012Validator.check_schema(schema(dialects))
    assert schema(dialects)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "x-" not in "".join(key for key in _keys(schema(dialects)) if key.startswith("x-"))


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.name)
def test_the_examples_satisfy_it(path: Any) -> None:
    assert [error.message for error in validator(REAL).iter_errors(yaml.safe_load(path.read_text(encoding="utf-8")))] == []


@pytest.mark.parametrize("text", [SMALL, FULL], ids=["small", "full"])
def test_good_files_satisfy_it(text: str) -> None:
    assert [error.message for error in validator(PAIR).iter_errors(yaml.safe_load(text))] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("bind: 0.0.0.0:8080", "bind: 8080"),
        ("dialect: new-voice", "dialect: new"),
        ("representation: xml", "representation: csv"),
        ("connect: 500ms", "connect: 5"),
        ("body: 1MiB", "body: 1MB"),
        ("verify: false", "verify: perhaps"),
        ("on_loss: reject", "on_loss: refuse"),
        ("caller: old-voice", "calller: old-voice"),
        ("{env: ACME_TOKEN}", "{evn: ACME_TOKEN}"),
        ("order: oldest", "order: other"),
        ("status: 200", "status: 204"),
        ("options: {order", "options: {unknown: 1, order"),
        ("admin: {bind: localhost:9090, token: {env: ACME_TOKEN}}", "admin:"),
        ("workers: 4", "workers: 65"),
        ("budget: 0", "budget: 20%"),
        ("balance: least_busy", "balance: least-busy"),
        ("minimum_version: 1.3", "minimum_version: 1.1"),
        ("rate: 600/m", "rate: 600"),
        ("queue_time: 500ms", "queue_time: 1"),
        ("store: rediss://gateway@redis.example", "store: rediss://gateway:token@redis.example"),
        ("store_password: {env: ACME_TOKEN}", "store_password: {sha256: ACME_TOKEN}"),
        ("on_store_failure: refuse", "on_store_failure: refused"),
        ("via: gateway-1", "via: gateway/1"),
        ("id: AC1, secret: {env: ACME_TOKEN}", "id: AC1, secret: []"),
        ("id: AC1, secret: {env: ACME_TOKEN}", "id: AC1, secret: [{env: A}, {env: B}, {env: C}]"),
        ("endpoints: [https://spare.example]", "endpoints: []"),
        ("secret: inline", "secret: {sha256: " + "0" * 64 + "}"),
        ("  spare:", '  "a b":'),
        ("path: /2008-08-01/", "path: 'v2008'"),
    ],
)
def test_an_editor_underlines_what_is_wrong(old: str, new: str) -> None:
    assert old in FULL
    assert not validator(PAIR).is_valid(yaml.safe_load(FULL.replace(old, new)))


def test_every_key_is_explained_in_the_editor_and_in_the_documentation() -> None:
    documentation = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    properties = [*_properties(schema(REAL))]
    assert len(properties) > 40
    for name, described in properties:
        assert f"`{name}`" in documentation, f"docs/configuration.md does not explain {name}"
        if name not in {"env", "file", "sha256"}:
            assert described.get("description"), f"{name} has no description"


def test_defaults_are_written_as_a_file_would() -> None:
    defaults = {name: described["default"] for name, described in _properties(schema(PAIR)) if "default" in described}
    assert defaults["connect"] == "2s"
    assert defaults["body"] == "16MiB"
    assert (defaults["workers"], defaults["queue"], defaults["budget"]) == (1, 500, 20)
    assert (defaults["notice"], defaults["within"], defaults["store"]) == ("0s", "1m", "memory")
    assert (defaults["balance"], defaults["on_store_failure"]) == ("round_robin", "allow")
    assert defaults["bind"] == "127.0.0.1:8080"
    assert defaults["on_loss"] == "warn"
    assert defaults["verify"] is True
    assert "representation" not in defaults


def test_the_text_is_json() -> None:
    assert json.loads(schema_text(PAIR)) == schema(PAIR)


def _keys(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [*node, *(key for value in node.values() for key in _keys(value))]
    return [key for item in node for key in _keys(item)] if isinstance(node, list) else []


def _properties(node: Any) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(node, list):
        return [found for item in node for found in _properties(item)]
    if not isinstance(node, dict):
        return []
    own = [] if "if" in node else [item for item in node.get("properties", {}).items() if isinstance(item[1], dict)]
    below = [] if "if" in node else [found for value in node.values() for found in _properties(value)]
    return own + below
