"""The command line: `gateway serve | check | explain | sandbox | conformance | dialects | schema`."""

from __future__ import annotations

import click

from gateway import __version__
from gateway.commands.check import check, schema
from gateway.commands.conformance import conformance
from gateway.commands.dialects import dialects
from gateway.commands.explain import explain
from gateway.commands.sandbox import sandbox
from gateway.commands.serve import serve


@click.group(epilog="Example: gateway serve, then paste one of the commands it prints.")
@click.version_option(__version__)
def main() -> None:
    """A reverse proxy that translates between telephony REST dialects."""


for command in (serve, check, explain, sandbox, conformance, dialects, schema):
    main.add_command(command)

if __name__ == "__main__":
    main(prog_name="gateway")
