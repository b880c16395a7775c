"""The command line: `gateway serve | check | explain | sandbox | conformance | dialects | schema`.

A command is loaded when it is asked for: a worker process should not wait for what explains and compares.
"""

from __future__ import annotations

from importlib import import_module

import click

from gateway import __version__

_PLACES = {
    "serve": "gateway.commands.serve",
    "check": "gateway.commands.check",
    "explain": "gateway.commands.explain",
    "sandbox": "gateway.commands.sandbox",
    "conformance": "gateway.commands.conformance",
    "dialects": "gateway.commands.dialects",
    "schema": "gateway.commands.check",
}
"""The commands and the modules they are in, each under its own name."""


class Commands(click.Group):
    """The commands by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _PLACES:
            return None
        command: click.Command = getattr(import_module(_PLACES[cmd_name]), cmd_name)
        return command


@click.group(cls=Commands, epilog="Example: gateway serve, then paste one of the commands it prints.")
@click.version_option(__version__)
def main() -> None:
    """A reverse proxy that translates between telephony REST dialects."""


if __name__ == "__main__":
    main(prog_name="gateway")
