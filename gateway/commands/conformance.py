"""`gateway conformance`: whether a server keeps to a dialect, rule by rule."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click

from gateway.commands.completion import complete_dialect
from gateway.commands.progress import Progress
from gateway.commands.terminal import Role, paint
from gateway.conformance import (
    EXCHANGES,
    Guest,
    Outcome,
    Selection,
    Verdict,
    connect,
    covered_dialects,
    has_passed,
    load_exchanges,
    read_not_asked,
    read_unplaced,
    report_json,
    run_rules,
    select_rules,
    write_summary,
    write_verdict,
)
from gateway.conformance.exchange import Exchange
from gateway.dialects import discover

SECRET = "GATEWAY_CONFORMANCE_SECRET"  # noqa: S105 - the name of the variable that holds it
_ROLES = {Outcome.PASS: Role.RIGHT, Outcome.FAIL: Role.WRONG, Outcome.SKIP: Role.ASIDE}
_EXAMPLE = f"Example: {SECRET}=… gateway conformance --dialect NAME --account AC… http://127.0.0.1:8081"


@click.command(epilog=_EXAMPLE)
@click.argument("url")
@click.option(
    "--dialect",
    required=True,
    shell_complete=complete_dialect,
    help="The dialect the server should speak; `gateway dialects` lists them.",
)
@click.option("--account", required=True, help="The account to ask as: the user name of HTTP Basic.")
@click.option("--secret-file", type=click.Path(path_type=Path), help=f"A file with its secret.  [default: ${SECRET}]")
@click.option("--write", "writes", is_flag=True, help="Also place calls, send messages, buy and change things.")
@click.option("--delete", "deletes", is_flag=True, help="With --write: also delete things this run has not made.")
@click.option("--to", default="", help="With --write: the number that may be called and written to.")
@click.option("--from", "caller", default="", help="With --write: a number of the account to call and write from.")
@click.option("--host", default="", help="The Host field to send, where it is not the host in URL.")
@click.option(
    "--timeout", default=30.0, show_default=True, type=click.FloatRange(min=0.1), help="Seconds to wait for an answer."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to report.")
@click.pass_context
def conformance(
    context: click.Context,
    *,
    url: str,
    dialect: str,
    account: str,
    secret_file: Path | None,
    writes: bool,
    deletes: bool,
    to: str,
    caller: str,
    host: str,
    timeout: float,
    form: str,
) -> None:
    """Ask the server at URL everything a dialect promises, and report what it keeps.

    Nothing is changed without --write. Exit code 0 when nothing failed and something passed, 1 otherwise, 2 for wrong usage.
    """
    if deletes and not writes:
        raise click.UsageError("--delete goes with --write")
    guest = Guest(account, _read_secret(secret_file), to, caller, host, writes, deletes)
    exchanges, selection = _select(dialect)
    verdicts = asyncio.run(_run(_base(url), selection, exchanges, guest, seconds=timeout, shows=form == "text"))
    click.echo(report_json(dialect, url, verdicts) if form == "json" else write_summary(verdicts))
    context.exit(0 if has_passed(verdicts) else 1)


def _select(dialect: str) -> tuple[tuple[Exchange, ...], Selection]:
    covered = [name for name in covered_dialects() if name in discover()]
    if dialect not in covered:
        raise click.BadParameter(
            f"there are no rules for {dialect!r}; there are for {', '.join(covered)}", param_hint="--dialect"
        )
    exchanges = load_exchanges(EXCHANGES / dialect)
    return exchanges, select_rules(exchanges, discover()[dialect], read_not_asked(dialect), read_unplaced(dialect))


async def _run(
    url: str, selection: Selection, exchanges: tuple[Exchange, ...], guest: Guest, *, seconds: float, shows: bool
) -> list[Verdict]:
    verdicts: list[Verdict] = []
    progress = Progress(sys.stderr)

    def begin(rule: str) -> None:
        progress.show(f"rule {len(verdicts) + 1} of {len(selection.rules)}: {rule}")

    try:
        async with connect(url, seconds=seconds) as ask:
            async for verdict in run_rules(selection, exchanges, guest, ask, begin):
                verdicts.append(verdict)
                if shows:
                    progress.clear()
                    click.echo("\n".join(_painted(verdict)))
    finally:
        progress.clear()
    return verdicts


def _painted(verdict: Verdict) -> Iterator[str]:
    first, *others = write_verdict(verdict)
    word, space, rest = first.partition(" ")
    yield paint(word, _ROLES[verdict.outcome]) + space + rest
    yield from others


def _read_secret(file: Path | None) -> str:
    if file is None:
        if not os.environ.get(SECRET):
            raise click.UsageError(f"the secret of the account is missing: set {SECRET} or give --secret-file")
        return os.environ[SECRET]
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{file} can't be read ({type(error).__name__})", param_hint="--secret-file") from error


def _base(url: str) -> str:
    parts = urlsplit(url)
    if not re.fullmatch("https?", parts.scheme) or not parts.hostname or parts.query or parts.fragment:
        raise click.BadParameter(f"expected http:// or https://, a host and perhaps a path, found {url!r}", param_hint="URL")
    if parts.username is not None or parts.password is not None:
        raise click.BadParameter("credentials don't belong into the URL: --account and a secret file", param_hint="URL")
    return url
