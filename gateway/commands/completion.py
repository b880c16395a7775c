"""`gateway completion`: what makes a shell complete the commands, and what completes the names of dialects."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from gateway.dialects import discover

_PROGRAM = "gateway"
_SHELLS = ("bash", "zsh", "fish")
_EXAMPLE = """\b
Example: gateway completion bash > ~/.local/share/bash-completion/completions/gateway
         gateway completion zsh > "${fpath[1]}/_gateway"
         gateway completion fish > ~/.config/fish/completions/gateway.fish
"""


@click.command(epilog=_EXAMPLE)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script that makes SHELL complete commands, options, dialects and files. New shells have it."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.ClickException(f"this version of click has no completion for {shell}")
    script: ShellComplete = kind(context.find_root().command, {}, _PROGRAM, f"_{_PROGRAM.upper()}_COMPLETE")
    click.echo(script.source())


def complete_dialect(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The dialects whose names begin so."""
    del context, parameter
    return [CompletionItem(name) for name in discover() if name.startswith(incomplete)]
