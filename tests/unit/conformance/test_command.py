"""`gateway conformance`: wrong usage is told and nothing is asked, the exit code says how the server did, JSON says it all."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.__main__ import main
from gateway.commands.conformance import SECRET as VARIABLE
from tests.unit.conformance.scripted_server import ACCOUNT, SECRET, serving

USUAL = ("--dialect", "twilio-2010", "--account", ACCOUNT)


def run(*words: str, secret: str | None = SECRET) -> Result:
    return CliRunner(env={VARIABLE: secret}).invoke(main, ["conformance", *words])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--dialect", "nobodys", "--account", ACCOUNT, "http://x.example"), "no rules for 'nobodys'"),
        ((*USUAL, "ftp://x.example"), "expected http:// or https://"),
        ((*USUAL, "x.example"), "expected http:// or https://"),
        ((*USUAL, f"http://{ACCOUNT}:{SECRET}@x.example"), "credentials don't belong into the URL"),
        ((*USUAL, "--delete", "http://x.example"), "--delete goes with --write"),
        ((*USUAL, "--secret-file", "/nowhere/secret", "http://x.example"), "can't be read (FileNotFoundError)"),
        (("--dialect", "twilio-2010", "http://x.example"), "Missing option '--account'"),
        ((*USUAL,), "Missing argument 'URL'"),
    ],
)
def test_wrong_usage_is_told(words: tuple[str, ...], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.output
    assert SECRET not in result.output


def test_a_missing_secret_is_told() -> None:
    result = run(*USUAL, "http://x.example", secret=None)
    assert result.exit_code == 2
    assert f"set {VARIABLE} or give --secret-file" in result.output


def test_no_option_takes_a_secret() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert "--secret " not in result.output
    assert "--secret-file" in result.output


async def test_a_server_of_something_else_fails_and_the_report_says_by_what(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    words = (*USUAL, "--secret-file", str(file), "--format", "json")
    async with serving({}) as server:
        result = await asyncio.to_thread(run, *words, server.url, secret=None)
    assert result.exit_code == 1
    report = json.loads(result.output)
    assert report["passed"] is False
    assert report["counts"]["fail"] > 20
    assert len(report["rules"]) == sum(report["counts"].values())
    failed = next(rule for rule in report["rules"] if rule["rule"] == "list-calls")
    assert failed["findings"] == [{"where": "status", "expected": "200", "found": "404"}]
    assert failed["source"].startswith("twilio-2010")
    assert all(rule["reason"] for rule in report["rules"] if rule["outcome"] == "skip")
    assert {line.partition(" ")[0] for line in server.asked} == {"GET"}


async def test_the_text_has_a_line_for_each_rule_and_a_sum() -> None:
    async with serving({}) as server:
        result = await asyncio.to_thread(run, *USUAL, server.url)
    *lines, total, hint = result.output.splitlines()
    assert result.exit_code == 1
    assert hint.startswith("Most of it failed. Does the URL end where the paths of the API begin")
    counts = [sum(line.startswith(word) for line in lines) for word in ("PASS", "FAIL", "SKIP")]
    assert total == f"{counts[0]} passed, {counts[1]} failed, {counts[2]} skipped"
    assert any(line.startswith("FAIL  list-calls  (GET /2010-04-01/Accounts/{AC}/Calls) [") for line in lines)
