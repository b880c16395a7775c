"""`gateway check` and `gateway schema`, and what the whole command line has in common: exit codes, help, a version."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import Context
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from gateway.__main__ import main
from gateway.build_info import build_info

COMMANDS = ["serve", "check", "explain", "sandbox", "conformance", "dialects", "schema", "completion"]
GOOD = """\
backends: {carrier: {dialect: twilio-2010, endpoints: [https://api.carrier.example]}}
credentials: passthrough
routes: [{when: {path: /2008-08-01}, caller: twilio-2008, backend: carrier}]
"""
FIVE_FAULTS = """\
backends:
  carrier: {dialect: twilio-2011, endpoints: [api.carrier.example]}
credentials: passthru
routes:
  - {when: {path: /2008-08-01}, caller: twilio-2008, backend: carier}
  - {caller: twilio-2008, backend: carrier, on_los: warn}
"""
PLACES = [(2, 22), (2, 47), (3, 14), (5, 63), (6, 45)]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="gateway")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "gateway.yaml"


def test_a_good_file_is_called_good(config: Path) -> None:
    config.write_text(GOOD)
    result = run("check", str(config))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{config} is good: 1 listener, 1 backend, 1 route, 0 accounts\n"


def test_five_faults_are_five_lines_with_line_and_column(config: Path) -> None:
    config.write_text(FIVE_FAULTS)
    result = run("check", str(config))
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"{config}:{line}:{column}" for line, column in PLACES]
    for line, word in zip(lines, ["twilio-2010", "https://", "passthrough", "carrier", "on_loss"], strict=True):
        assert "found" in line
        assert "expected" in line
        assert word in line


def test_five_faults_for_a_program(config: Path) -> None:
    config.write_text(FIVE_FAULTS)
    result = run("check", "--format", "json", str(config))
    assert (result.exit_code, result.stderr) == (1, "")
    told = json.loads(result.stdout)
    assert told["good"] is False
    assert [(fault["line"], fault["column"]) for fault in told["faults"]] == PLACES
    assert [fault["file"] for fault in told["faults"]] == [str(config)] * 5
    assert told["faults"][0] | {"file": ""} == {
        "file": "",
        "line": 2,
        "column": 22,
        "path": "backends.carrier.dialect",
        "found": '"twilio-2011"',
        "expected": told["faults"][0]["expected"],
        "nearest": "twilio-2010",
    }
    config.write_text(GOOD)
    result = run("check", "--format", "json", str(config))
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"good": True, "faults": []})


def test_a_secret_in_a_bad_file_is_not_repeated(config: Path) -> None:
    text = (
        "accounts: [{name: a, caller: {id: AC1, secret: sesame-open-up}, backend: {id: AC2, secret: {evn: sesame-open-up}}}]\n"
    )
    config.write_text(GOOD.replace("passthrough", "mapped") + text)
    for form in ("text", "json"):
        result = run("check", "--format", form, str(config))
        assert result.exit_code == 1
        assert "sesame" not in result.output


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00", b"a: [", b"- 1\n", b"\0", b"a: &a [*a]"])
def test_a_file_that_is_none_is_a_fault_with_a_place(config: Path, content: bytes | None) -> None:
    if content is not None:
        config.write_bytes(content)
    result = run("check", str(config))
    assert result.exit_code == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert all(line.startswith(f"{config}:") for line in result.stderr.splitlines())
    assert result.stderr


def test_the_schema_is_one_and_takes_the_good_file() -> None:
    result = run("schema")
    assert (result.exit_code, result.stderr) == (0, "")
    schema = json.loads(result.stdout)
    Draft202012Validator.check_schema(schema)
    good = {
        "backends": {"carrier": {"dialect": "twilio-2010", "endpoints": ["https://api.carrier.example"]}},
        "credentials": "passthrough",
        "routes": [{"when": {"path": "/2008-08-01"}, "caller": "twilio-2008", "backend": "carrier"}],
    }
    validator = Draft202012Validator(schema)
    assert validator.is_valid(good)
    assert not validator.is_valid(good | {"credentials": "passthru"})


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    example = " ".join(result.stdout.split()).partition("Example: ")[2]
    assert f"gateway {command}" in example


def test_the_program_itself_has_help_and_a_version() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"  {command}" in result.stdout for command in COMMANDS)
    assert main.list_commands(Context(main)) == sorted(COMMANDS)
    assert run("--version").stdout == f"gateway {build_info()}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["check"],
        ["check", "a", "b"],
        ["check", "--format", "xml", "a"],
        ["schema", "extra"],
        ["dialects", "nonsense"],
        ["dialects", "--format", "yaml"],
        ["sandbox", "--bind", "nowhere"],
        ["sandbox", "--bind", ":8081"],
        ["sandbox", "--paging", "odd"],
        ["serve", "--nonsense"],
        ["explain", "--caller", "nonsense", "GET", "/2008-08-01"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_code_2_and_a_sentence(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert result.stdout == ""
