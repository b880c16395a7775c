"""`gateway serve`: runs the gateway until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from gateway.app import Running, known_dialects, start
from gateway.commands.demo import DEMO_BIND, demo_curls, demo_settings
from gateway.observe.log import set_up_log
from gateway.sandbox import Sandbox, start_sandbox
from gateway.settings import Settings, SettingsInvalid, load_settings

EPILOG = "Example: gateway serve --config gateway.yaml"


@click.command(epilog=EPILOG)
@click.option("--config", type=click.Path(path_type=Path), help="The configuration; without one the demo runs.")
@click.option("--bind", help=f"Where the demo listens, host:port.  [default: {DEMO_BIND}]")
def serve(config: Path | None, bind: str | None) -> None:
    """Run the gateway. Without a config: a demo with a sandbox backend."""
    if config is not None and bind is not None:
        raise click.UsageError("--bind is for the demo; with --config the addresses stand under `listen` in the file")
    set_up_log(readable=sys.stderr.isatty())
    try:
        asyncio.run(_serve_demo(bind or DEMO_BIND) if config is None else _serve(read_settings(config)))
    except SettingsInvalid as invalid:
        raise click.BadParameter(str(invalid.faults[0].expected), param_hint="--bind") from invalid
    except OSError as error:
        raise click.ClickException(f"can't listen: {error.strerror or error}") from error


def read_settings(config: Path) -> Settings:
    """The settings in a file. Ends the program with every fault and exit code 1 where there are any."""
    try:
        return load_settings(config, known_dialects(), os.environ)
    except SettingsInvalid as invalid:
        raise click.ClickException(f"the config has {len(invalid.faults)} faults; nothing was started\n{invalid}") from invalid


async def _serve(settings: Settings) -> None:
    stop = stop_on_signal()
    running = await start(settings)
    _print_listeners(settings, running)
    await stop.wait()
    await running.close()


async def _serve_demo(bind: str) -> None:
    stop = stop_on_signal()
    backend = Sandbox(clock=lambda: datetime.now(UTC))
    sandbox = await start_sandbox(backend, "127.0.0.1", 0)
    try:
        settings = demo_settings(sandbox.url, bind)
        running = await start(settings)
        _print_listeners(settings, running)
        click.echo("This is the demo: a sandbox backend with made-up data. Paste one of these:\n")
        for curl in demo_curls(settings, settings.listen[0].public_url, backend):
            click.echo(f"{curl}\n")
        await stop.wait()
        await running.close()
    finally:
        await sandbox.stop()


def _print_listeners(settings: Settings, running: Running) -> None:
    for listen, port in zip(settings.listen, running.ports, strict=True):
        scheme = "https" if listen.tls else "http"
        host = f"[{listen.bind.host}]" if ":" in listen.bind.host else listen.bind.host
        click.echo(f"listening on {scheme}://{host}:{port}, known to callers as {listen.public_url}")


def stop_on_signal() -> asyncio.Event:
    """Set by SIGINT and SIGTERM from now on: whoever sees that we listen may already tell us to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop
