"""`gateway check` and `gateway schema`: whether a config is good, and what a good one looks like."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from gateway.assembly import known_dialects
from gateway.commands.faults import write_faults
from gateway.commands.terminal import Role, count, paint
from gateway.settings import Fault, Settings, SettingsInvalid, load_settings, schema_text


@click.command(epilog="Example: gateway check gateway.yaml")
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print what was found.")
@click.pass_context
def check(context: click.Context, config: Path, form: str) -> None:
    """Validate a configuration: every fault at once, with file, line and column. Exit code 0 or 1.

    Faults go to standard error; as JSON they are what was asked for, and go to standard output.
    """
    faults: tuple[Fault, ...] = ()
    text = ""
    try:
        text = _contents(config, load_settings(config, known_dialects(), os.environ))
    except SettingsInvalid as invalid:
        faults = invalid.faults
        text = write_faults(faults)
    if form == "json":
        click.echo(_document(faults))
    else:
        click.echo(text, err=bool(faults))
    context.exit(1 if faults else 0)


def _contents(config: Path, settings: Settings) -> str:
    things = (
        count(len(settings.listen), "listener"),
        count(len(settings.backends), "backend"),
        count(len(settings.routes), "route"),
        count(len(settings.accounts), "account"),
    )
    return f"{paint(str(config), Role.PLACE)} is {paint('good', Role.RIGHT)}: {', '.join(things)}"


def _document(faults: tuple[Fault, ...]) -> str:
    told = [
        {
            "file": fault.file,
            "line": fault.line,
            "column": fault.column,
            "path": fault.path,
            "found": fault.found,
            "expected": fault.expected,
            "nearest": fault.nearest,
        }
        for fault in faults
    ]
    return json.dumps({"good": not faults, "faults": told}, indent=1)


@click.command(epilog="Example: gateway schema > gateway.schema.json")
def schema() -> None:
    """Print the JSON Schema of the configuration, for editors."""
    click.echo(schema_text(known_dialects()), nl=False)
