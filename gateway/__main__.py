"""The command line: `gateway serve | check | explain | sandbox | conformance | dialects | schema | completion`.

A command is loaded when it is asked for: a worker process should not wait for what explains and compares. Whatever the command,
Ctrl-C ends it with one line and exit code 130, and a reader that has gone away without a line and with 141, as a shell tells
SIGINT and SIGPIPE.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import IO, Any

import click
from click.shell_completion import CompletionItem

from gateway.build_info import build_info
from gateway.colours import chosen_colour

_COMMANDS = {
    "serve": ("gateway.commands.serve", "Run the gateway; without a config a demo."),
    "check": ("gateway.commands.check", "Say everything that is wrong with a config."),
    "explain": ("gateway.commands.explain", "Translate one call offline and show every step."),
    "sandbox": ("gateway.commands.sandbox", "Run an in-memory backend with made-up data."),
    "conformance": ("gateway.commands.conformance", "Ask a server whether it keeps to a dialect."),
    "dialects": ("gateway.commands.dialects", "Show what is translated, and from where it is known."),
    "schema": ("gateway.commands.check", "Print the JSON Schema of the config, for editors."),
    "completion": ("gateway.commands.completion", "Print what makes a shell complete these commands."),
}
"""The commands, each under its own name in its module, and what each is for."""
_INTERRUPTED, _UNREAD = 128 + signal.SIGINT, 128 + signal.SIGPIPE


class Interrupted(click.ClickException):
    """Ctrl-C, where nothing else heeds it. At a terminal its line begins below the ^C that is shown there."""

    exit_code = _INTERRUPTED

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo("\nstopped" if sys.stderr.isatty() else "stopped", file=file, err=True)


class Commands(click.Group):
    """The commands by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name][1]) for name in self.list_commands(ctx)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Without loading the commands: somebody is waiting at a prompt."""
        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*(CompletionItem(name, help=_COMMANDS[name][1]) for name in names), *options]

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Interrupted("") from None
        except BrokenPipeError:
            # What is still buffered is for nobody; the interpreter would try to write it when it ends, and complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(_UNREAD)


def _print_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    del parameter
    if value:
        click.echo(f"gateway {build_info()}")
        context.exit()


@click.group(cls=Commands, epilog="Example: gateway serve, then paste one of the commands it prints.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Say which it is.")
@click.pass_context
def main(context: click.Context) -> None:
    """A reverse proxy that translates between telephony REST dialects."""
    context.color = chosen_colour(os.environ)


if __name__ == "__main__":
    main(prog_name="gateway")
