"""Every block of every document is what its language says: configurations pass `gateway check`, data and code parse.

A configuration that has no `backends` or no `routes` is a part of one: what it lacks is put before it, from REST.
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml

from gateway.app import known_dialects
from gateway.settings import SettingsInvalid, parse_settings
from tests.docs.files import ENVIRONMENT, put_files
from tests.docs.markdown import Block, blocks, blocks_in, documents
from tests.exchange_diff import parse_xml
from tests.exchange_nodes import read_file
from tests.exchange_reader import read_exchange

REST = {
    "backends": "backends: {carrier: {dialect: twilio-2010, endpoints: [https://api.carrier.example]}}\n",
    "credentials": "credentials: passthrough\n",
    "routes": "routes: [{when: {path: /2008-08-01}, caller: twilio-2008, backend: carrier}]\n",
}
LANGUAGES = {
    "yaml",
    "json",
    "sh",
    "console",
    "http",
    "python",
    "toml",
    "xml",
    "ini",
    "promql",
    "text",
    "haproxy",
    "nginx",
    "sql",
}
NO_CONFIG = "not a configuration: "
GOLDEN = f"{NO_CONFIG}a golden exchange"

YAML = blocks("yaml")
CONFIGS = [block for block in YAML if not block.mark.startswith(NO_CONFIG)]


@pytest.mark.parametrize("file", [file for file in documents() if blocks_in(file)])
def test_every_block_says_what_it_is(file: str) -> None:
    assert [str(block) for block in blocks_in(file) if block.language not in LANGUAGES] == []


@pytest.mark.parametrize("block", CONFIGS, ids=str)
def test_a_configuration_has_no_fault(block: Block, tmp_path: Path) -> None:
    assert faults_in(block.text, tmp_path) == []


def faults_in(text: str, folder: Path) -> list[str]:
    """The faults of a configuration, or of a part of one completed."""
    whole = complete(put_files(text, folder))
    try:
        parse_settings(whole, "gateway.yaml", known_dialects(), ENVIRONMENT, base=folder)
    except SettingsInvalid as invalid:
        return str(invalid).splitlines()
    return []


def complete(text: str) -> str:
    """The text, and before it each key it lacks; who has accounts without saying `credentials` means mapped ones."""
    has = set(re.findall(r"^(\w+):", text, re.MULTILINE)) | (
        {"credentials"} if re.search(r"^accounts:", text, re.MULTILINE) else set()
    )
    return "".join(line for key, line in REST.items() if key not in has) + text


def test_a_faulty_configuration_is_found(tmp_path: Path) -> None:
    assert faults_in("limits: {bodies: 1MiB, body: 2MiB}\n", tmp_path)
    assert faults_in("limit: {body: 2MiB}\n", tmp_path)
    assert faults_in("limits: {body: 2MiB}\n", tmp_path) == []


def test_what_is_no_configuration_is_yaml_all_the_same() -> None:
    others = [block for block in YAML if block.mark.startswith(NO_CONFIG)]
    assert all(yaml.safe_load(block.text) for block in others)


def test_a_golden_exchange_can_be_read(tmp_path: Path) -> None:
    shown = [block for block in YAML if block.mark == GOLDEN]
    assert shown
    for block in shown:
        (tmp_path / "shown.yaml").write_text(block.text, "utf-8")
        assert [read_exchange(node).caller for node in read_file(tmp_path / "shown.yaml").items()]


def test_data_and_code_parse() -> None:
    """Whatever is wrong raises, with the place."""
    for block in blocks(*PARSERS):
        try:
            assert PARSERS[block.language](block.text), block
        except ValueError as error:
            raise AssertionError(str(block)) from error


def _sections(text: str) -> list[str]:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.read_string(text)
    return parser.sections()


PARSERS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "python": lambda text: ast.parse(text).body,
    "toml": tomllib.loads,
    "xml": lambda text: parse_xml(text.encode()).name,
    "ini": _sections,
}
