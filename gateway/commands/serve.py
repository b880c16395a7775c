"""`gateway serve`: runs the gateway until it is told to stop, in this process or as the supervisor of several workers."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from gateway.app import Running, known_dialects, start
from gateway.commands.demo import DEMO_BIND, demo_curls, demo_settings
from gateway.observe.log import set_up_log
from gateway.off_loop import settle_process
from gateway.sandbox import Sandbox, start_sandbox
from gateway.settings import Bind, Settings, SettingsInvalid, parse_settings
from gateway.workers import (
    Alone,
    Config,
    Life,
    NoSupervisor,
    Site,
    Source,
    Supervisor,
    WorkersFailed,
    channel_of,
    read_source,
    work,
)

EPILOG = "Example: gateway serve --config gateway.yaml"
_LOOK_SECONDS = 1.0  # between two looks at the files a config names


@click.command(epilog=EPILOG)
@click.option("--config", type=click.Path(path_type=Path), help="The configuration; without one the demo runs.")
@click.option("--bind", help=f"Where the demo listens, host:port.  [default: {DEMO_BIND}]")
@click.option("--worker", type=int, hidden=True, help="The channel to the supervisor this process works for.")
def serve(config: Path | None, bind: str | None, worker: int | None) -> None:
    """Run the gateway. Without a config: a demo with a sandbox backend."""
    if config is not None and bind is not None:
        raise click.UsageError("--bind is for the demo; with --config the addresses stand under `listen` in the file")
    if worker is not None:
        sys.exit(_work(worker))
    set_up_log(readable=sys.stderr.isatty())
    try:
        asyncio.run(_serve_demo(bind or DEMO_BIND) if config is None else _serve(config, read_config(config)))
    except SettingsInvalid as invalid:
        raise click.BadParameter(str(invalid.faults[0].expected), param_hint="--bind") from invalid
    except WorkersFailed as failed:
        raise click.ClickException(f"the workers can't be started\n{failed}") from failed
    except OSError as error:
        raise click.ClickException(f"can't listen: {error.strerror or error}") from error


def read_config(path: Path) -> Config:
    """The config in a file. Ends the program with every fault and exit code 1 where there are any."""
    try:
        source = read_source(path)
        return Config(source, _parse(source))
    except SettingsInvalid as invalid:
        raise click.ClickException(f"the config has {len(invalid.faults)} faults; nothing was started\n{invalid}") from invalid


def read_settings(path: Path) -> Settings:
    """The settings in a file, likewise."""
    return read_config(path).settings


def _parse(source: Source) -> Settings:
    return parse_settings(source.text, source.name, known_dialects(), os.environ, base=source.base)


async def _serve(path: Path, config: Config) -> None:
    site: Site = Alone(_begin) if config.settings.workers == 1 else Supervisor()
    life = Life(site, config, read=partial(read_source, path), parse=_parse, pause=_pause)
    await life.run(lambda: _announce(config.settings, site, life))


async def _begin(settings: Settings, sockets: Mapping[Bind, socket.socket]) -> Running:
    """Starts the gateway in this process, which then is made ready to serve and nothing else."""
    running = await start(settings, sockets)
    settle_process()
    return running


def _pause() -> Awaitable[None]:
    return asyncio.sleep(_LOOK_SECONDS)


def _work(descriptor: int) -> int:
    try:
        end = channel_of(descriptor)
    except NoSupervisor:
        sentence = "--worker is how a gateway starts its own workers; set `workers` in a config and use --config"
        raise click.UsageError(sentence) from None
    set_up_log(readable=sys.stderr.isatty())
    return asyncio.run(work(end, _parse, _begin))


def _announce(settings: Settings, site: Site, life: Life) -> None:
    _print_listeners(settings, site.ports)
    if settings.admin is not None:
        click.echo(f"operators: http://{_shown(settings.admin.bind.host)}:{life.admin_port}")
    if settings.workers > 1:
        click.echo(f"workers: {settings.workers}")


async def _serve_demo(bind: str) -> None:
    stop = stop_on_signal()
    backend = Sandbox(clock=lambda: datetime.now(UTC))
    sandbox = await start_sandbox(backend, "127.0.0.1", 0)
    try:
        settings = demo_settings(sandbox.url, bind)
        running = await _begin(settings, {})
        _print_listeners(settings, running.ports)
        click.echo("This is the demo: a sandbox backend with made-up data. Paste one of these:\n")
        for curl in demo_curls(settings, settings.listen[0].public_url, backend):
            click.echo(f"{curl}\n")
        await stop.wait()
        await running.close()
    finally:
        await sandbox.stop()


def _print_listeners(settings: Settings, ports: tuple[int, ...]) -> None:
    for listen, port in zip(settings.listen, ports, strict=True):
        scheme = "https" if listen.tls else "http"
        click.echo(f"listening on {scheme}://{_shown(listen.bind.host)}:{port}, known to callers as {listen.public_url}")


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def stop_on_signal() -> asyncio.Event:
    """Set by SIGINT and SIGTERM from now on: whoever sees that we listen may already tell us to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop
