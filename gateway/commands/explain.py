"""`gateway explain`: translates one call offline and shows every step of it.

It runs the very pipeline that serves calls, with a sandbox, or an answer from a file, in place of the backend.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from gateway.commands.completion import complete_dialect
from gateway.commands.config import read_settings
from gateway.commands.explanation import lay_out
from gateway.commands.terminal import is_for_people
from gateway.explaining import (
    NoSuchDialect,
    Unreadable,
    complete,
    configured,
    explain_json,
    explain_text,
    imagined,
    lines,
    play,
    read_call,
    read_har,
    split_words,
)
from gateway.wire import Headers, WireResponse


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    epilog="Example: gateway explain POST /2008-08-01/Accounts/AC123/Calls -d 'Called=4155550117&Caller=4155550100&Url=http://x.example'"
    " -- or put a whole curl command behind explain.",
)
@click.option("--config", type=click.Path(path_type=Path), help="Use the routes of this configuration.")
@click.option(
    "--caller", shell_complete=complete_dialect, help="The dialect of the caller; by default the one the path looks like."
)
@click.option(
    "--backend", shell_complete=complete_dialect, help="The dialect of the backend; by default the one the sandbox speaks."
)
@click.option(
    "--response",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with the backend's answer (its body).",
)
@click.option("--status", default=200, show_default=True, help="The status of the answer in --response.")
@click.option("--har", type=click.Path(path_type=Path), help="Take the call from a HAR file.")
@click.option("--entry", default=0, show_default=True, help="Which entry of the HAR file, the first is 0.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.argument("call", nargs=-1, type=click.UNPROCESSED)
def explain(  # noqa: PLR0917 - click passes each option by keyword
    config: Path | None,
    caller: str | None,
    backend: str | None,
    response: Path | None,
    status: int,
    har: Path | None,
    entry: int,
    form: str,
    call: tuple[str, ...],
) -> None:
    """Translate one call offline and show every step: both wire forms, each named change that fired, each loss.

    CALL is METHOD URL with -H and -d as curl has them, or a whole curl command line.
    """
    answer = WireResponse(status, Headers(), response.read_bytes()) if response else None
    try:
        wire = read_har(har, entry) if har else read_call(*split_words(call))
        wire = wire if config else complete(wire)
        gateway = configured(read_settings(config), answer) if config else imagined(wire, caller, backend, answer)
    except Unreadable as error:
        raise click.ClickException(str(error)) from error
    except NoSuchDialect as error:
        raise click.BadParameter(str(error)) from error
    told = asyncio.run(play(wire, gateway))
    if form == "text" and is_for_people():
        click.echo("\n".join(lay_out(lines(told))))
    else:
        click.echo(explain_json(told) if form == "json" else explain_text(told), nl=False)
