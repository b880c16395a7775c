"""`gateway sandbox`: the in-memory backend alone."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime

import click

from gateway.app import start
from gateway.commands.demo import demo_curls, face_settings
from gateway.commands.listening import cannot_listen
from gateway.demo import spoken_dialect
from gateway.dialects import discover
from gateway.observe.log import set_up_log
from gateway.sandbox import MAIN, Sandbox, start_sandbox


@click.command(epilog="Example: gateway sandbox --bind 127.0.0.1:8081")
@click.option(
    "--dialect", type=click.Choice(list(discover())), default=spoken_dialect(), show_default=True, help="What it speaks."
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
        raise click.BadParameter(f"{bind!r} is no host:port such as 127.0.0.1:8081", param_hint="--bind")
    set_up_log()
    try:
        asyncio.run(_run(dialect, host.strip("[]"), int(port), paging))
    except OSError as error:
        raise click.ClickException(cannot_listen(error, "with --bind")) from error


async def _run(dialect: str, host: str, port: int, paging: str) -> None:
    stop = _stop_on_signal()
    backend = Sandbox(clock=lambda: datetime.now(UTC), paging=paging)
    if dialect == spoken_dialect():
        running = await start_sandbox(backend, host, port)
        click.echo(f"listening on {running.url}, speaking {dialect}; account {MAIN.sid}, token {MAIN.token}")
        await stop.wait()
        await running.stop()
    else:
        await _run_face(dialect, backend, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", stop)


async def _run_face(dialect: str, backend: Sandbox, bind: str, stop: asyncio.Event) -> None:
    """The sandbox speaks one dialect; any other is that one translated by the gateway itself."""
    behind = await start_sandbox(backend, "127.0.0.1", 0)
    try:
        settings = face_settings(dialect, behind.url, bind)
        running = await start(settings)
        url = f"http://{settings.listen[0].bind.host}:{running.ports[0]}"
        click.echo(f"listening on {url}, speaking {dialect}; try")
        for curl in demo_curls(settings, url, backend):
            click.echo(curl)
        await stop.wait()
        await running.close()
    finally:
        await behind.stop()


def _stop_on_signal() -> asyncio.Event:
    """Set by SIGINT and SIGTERM from now on: whoever sees that we listen may already tell us to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop
