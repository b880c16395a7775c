"""`gateway dialects`: the live translation tables, each row with its source, and the matrix computed from them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from shutil import get_terminal_size

import click

from gateway.commands.completion import complete_dialect
from gateway.commands.markdown import lay_out_markdown
from gateway.commands.matrix_tables import matrix_data, write_matrix
from gateway.commands.plans import write_plans
from gateway.commands.terminal import Role, align, is_for_people, paint
from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.tables import Operation, Parameter
from gateway.matrix.outcomes import compute_matrix


@click.command(epilog="Example: gateway dialects NAME --format md")
@click.argument("name", required=False, shell_complete=complete_dialect)
@click.option("--format", "form", type=click.Choice(["text", "md", "json"]), default="text", help="How to print it.")
@click.option("--matrix", is_flag=True, help="Show what becomes of each operation on each backend's dialect instead.")
@click.option("--plan", metavar="OPERATION", help="Show the functions generated for an operation of one dialect instead.")
def dialects(name: str | None, form: str, plan: str | None, *, matrix: bool) -> None:
    """List the dialects, or show all of one: its operations, its named changes, its switches."""
    known = discover()
    if name is not None and name not in known:
        raise click.BadParameter(f"there is no dialect {name!r}; there are {', '.join(known)}", param_hint="NAME")
    chosen = [known[name]] if name else list(known.values())
    if plan is not None:
        if name is None:
            raise click.BadParameter("a plan is that of one dialect: name it", param_hint="--plan")
        click.echo("\n\n".join(write_plans(known[name], plan)))
    elif matrix:
        show_matrix(known, {dialect.name for dialect in chosen}, form)
    elif form == "json":
        click.echo(json.dumps([_data(dialect) for dialect in chosen] if name is None else _data(chosen[0]), indent=1))
    elif name is None and form == "text":
        click.echo("\n".join(_list(chosen)))
    else:
        _print_tables(chain.from_iterable(map(write_tables, chosen)), form)


def _list(chosen: Sequence[Dialect]) -> Iterator[str]:
    rows = [
        (f"{dialect.name}:", str(len(dialect.operations)), f"operations, {len(dialect.changes)} named changes")
        for dialect in chosen
    ]
    for name, operations, rest in align(rows) if is_for_people() else rows:
        yield f"{paint(name, Role.NAME)} {operations} {rest}"


def _print_tables(lines: Iterable[str], form: str) -> None:
    """Markdown, or, for people at a terminal who did not ask for that, the same laid out."""
    laid_out = form == "text" and is_for_people()
    click.echo("\n".join(lay_out_markdown(lines, get_terminal_size().columns) if laid_out else lines))


def show_matrix(known: Mapping[str, Dialect], callers: Collection[str], form: str) -> None:
    """Prints the cells of those callers: JSON where that is asked for, else as tables."""
    cells = tuple(cell for cell in compute_matrix(known.values()) if cell.caller in callers)
    if form == "json":
        click.echo(json.dumps(matrix_data(cells), indent=1))
    else:
        _print_tables(write_matrix(cells, known), form)


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
