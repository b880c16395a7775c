"""`gateway check` and `gateway schema`: whether a config is good, and what a good one looks like."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from gateway.app import known_dialects
from gateway.settings import SettingsInvalid, load_settings, schema_text


@click.command(epilog="Example: gateway check gateway.yaml")
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print what was found.")
@click.pass_context
def check(context: click.Context, config: Path, form: str) -> None:
    """Validate a configuration: every fault at once, with file, line and column. Exit code 0 or 1."""
    faults: tuple[dict[str, str | int | None], ...] = ()
    lines = ""
    try:
        settings = load_settings(config, known_dialects(), os.environ)
        counts = (len(settings.routes), len(settings.backends), len(settings.accounts))
        lines = "{}: good. Routes: {}, backends: {}, accounts: {}.".format(config, *counts)
    except SettingsInvalid as invalid:
        lines = str(invalid)
        faults = tuple(
            {
                "file": fault.file,
                "line": fault.line,
                "column": fault.column,
                "path": fault.path,
                "found": fault.found,
                "expected": fault.expected,
                "nearest": fault.nearest,
            }
            for fault in invalid.faults
        )
    click.echo(json.dumps({"good": not faults, "faults": faults}, indent=1) if form == "json" else lines, err=bool(faults))
    context.exit(1 if faults else 0)


@click.command(epilog="Example: gateway schema > gateway.schema.json")
def schema() -> None:
    """Print the JSON Schema of the configuration, for editors."""
    click.echo(schema_text(known_dialects()), nl=False)
