"""`gateway dialects`: the live translation tables, each row with its source, and the matrix computed from them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping

import click

from gateway.commands.matrix_tables import matrix_data, write_matrix
from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.tables import Operation, Parameter
from gateway.matrix.outcomes import compute_matrix


@click.command(epilog="Example: gateway dialects NAME --format md")
@click.argument("name", required=False)
@click.option("--format", "form", type=click.Choice(["text", "md", "json"]), default="text", help="How to print it.")
@click.option("--matrix", is_flag=True, help="Show what becomes of each operation on each backend's dialect instead.")
def dialects(name: str | None, form: str, *, matrix: bool) -> None:
    """List the dialects, or show all of one: its operations, its named changes, its switches."""
    known = discover()
    if name is not None and name not in known:
        raise click.BadParameter(f"there is no dialect {name!r}; there are {', '.join(known)}", param_hint="NAME")
    chosen = [known[name]] if name else list(known.values())
    if matrix:
        show_matrix(known, {dialect.name for dialect in chosen}, form)
    elif form == "json":
        click.echo(json.dumps([_data(dialect) for dialect in chosen] if name is None else _data(chosen[0]), indent=1))
    elif name is None and form == "text":
        for dialect in chosen:
            click.echo(f"{dialect.name}: {len(dialect.operations)} operations, {len(dialect.changes)} named changes")
    else:
        click.echo("\n".join(line for dialect in chosen for line in write_tables(dialect)))


def show_matrix(known: Mapping[str, Dialect], callers: Collection[str], form: str) -> None:
    """Prints the cells of those callers: JSON where that is asked for, else Markdown."""
    cells = tuple(cell for cell in compute_matrix(known.values()) if cell.caller in callers)
    click.echo(json.dumps(matrix_data(cells), indent=1) if form == "json" else "\n".join(write_matrix(cells, known)))


def write_tables(dialect: Dialect) -> Iterator[str]:
    """Markdown: the operations, the changes and the switches of a dialect."""
    yield f"# {dialect.name}\n\n## Operations\n\n| operation | request | answer | parameters |\n| --- | --- | --- | --- |"
    for method, segments, operation in dialect.listing():
        path = _cell("/".join(segments))
        words = " ".join(_word(parameter) for parameter in operation.parameters)
        answer = f"{operation.status} {operation.kind} {operation.shape}".replace("  ", " ")
        yield f"| {operation.name} | {method} /{path} | {answer} | {_cell(words)} |"
    if dialect.changes:
        yield "\n## Named changes\n\n| change | what is different | touches | source |\n| --- | --- | --- | --- |"
    for change in dialect.changes:
        yield f"| {change.name} | {_cell(change.tells)} | {_cell(', '.join(change.on))} | {_cell(change.source)} |"
    if dialect.options:
        yield "\n## Switches\n\n| switch | default | choices | what it does | source |\n| --- | --- | --- | --- | --- |"
    for option in dialect.options:
        choices = ", ".join(option.choices)
        yield f"| {option.name} | {option.default} | {choices} | {_cell(option.tells)} | {_cell(option.source)} |"
    yield ""


def _word(parameter: Parameter) -> str:
    return parameter.name + ("*" if parameter.required else "") + ("[]" if parameter.repeated else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _data(dialect: Dialect) -> dict[str, object]:
    return {
        "name": dialect.name,
        "operations": [_operation(*place) for place in dialect.listing()],
        "changes": [
            {"name": change.name, "tells": change.tells, "source": change.source, "on": change.on} for change in dialect.changes
        ],
        "options": [
            {
                "name": option.name,
                "default": option.default,
                "choices": option.choices,
                "tells": option.tells,
                "source": option.source,
            }
            for option in dialect.options
        ],
    }


def _operation(method: str, path: tuple[str, ...], operation: Operation) -> dict[str, object]:
    return {
        "name": operation.name,
        "method": method,
        "path": "/" + "/".join(path),
        "kind": operation.kind,
        "shape": operation.shape,
        "status": operation.status,
        "parameters": [_word(parameter) for parameter in operation.parameters],
    }
