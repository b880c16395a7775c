"""`gateway sandbox`: the in-memory backend alone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import click

from gateway.commands.demo import spoken_dialect
from gateway.commands.serve import stop_on_signal
from gateway.sandbox import MAIN, Sandbox, start_sandbox


@click.command(epilog="Example: gateway sandbox --bind 127.0.0.1:8081")
@click.option(
    "--dialect", type=click.Choice([spoken_dialect()]), default=spoken_dialect(), show_default=True, help="What it speaks."
)
@click.option("--bind", default="127.0.0.1:8081", show_default=True, help="The address to listen on, host:port.")
@click.option(
    "--paging",
    type=click.Choice(["modern", "ignore_page", "early"]),
    default="modern",
    show_default=True,
    help="How its lists are paged.",
)
def sandbox(dialect: str, bind: str, paging: str) -> None:
    """Run an in-memory telephony backend with made-up accounts, calls, messages and numbers."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdigit():
        raise click.BadParameter(f"{bind!r} is no host:port", param_hint="--bind")
    try:
        asyncio.run(_run(dialect, host.strip("[]"), int(port), paging))
    except OSError as error:
        raise click.ClickException(f"can't listen on {bind}: {error.strerror or error}") from error


async def _run(dialect: str, host: str, port: int, paging: str) -> None:
    stop = stop_on_signal()
    running = await start_sandbox(Sandbox(clock=lambda: datetime.now(UTC), paging=paging), host, port)
    click.echo(f"listening on {running.url}, speaking {dialect}; account {MAIN.sid}, token {MAIN.token}")
    await stop.wait()
    await running.stop()
