"""`gateway serve`: runs the gateway until it is told to stop, in this process or as the supervisor of several workers."""

from __future__ import annotations

import asyncio
import gc
import sys
from functools import partial
from pathlib import Path

import click

from gateway.commands.announcement import notes
from gateway.commands.config import parse, read_config
from gateway.commands.listening import cannot_listen
from gateway.commands.running import begin, live
from gateway.demo import DEMO_BIND
from gateway.observe.log import set_up_log
from gateway.settings import SettingsInvalid
from gateway.workers import Config, NoSupervisor, WorkersFailed, channel_of, read_source, work

EPILOG = "Example: gateway serve --config gateway.yaml"


@click.command(epilog=EPILOG)
@click.option("--config", type=click.Path(path_type=Path), help="The configuration; without one the demo runs.")
@click.option("--bind", help=f"Where the demo listens, host:port.  [default: {DEMO_BIND}]")
@click.option("--worker", type=int, hidden=True, help="The channel to the supervisor this process works for.")
def serve(config: Path | None, bind: str | None, worker: int | None) -> None:
    """Run the gateway. Without a config: a demo with a sandbox backend."""
    if config is not None and bind is not None:
        raise click.UsageError("--bind is for the demo; with --config the addresses stand under `listen` in the file")
    gc.freeze()  # what has been loaded stays: the collector need not go through it while tables and settings are made
    if worker is not None:
        sys.exit(_work(worker))
    set_up_log()
    try:
        asyncio.run(_demo(bind or DEMO_BIND) if config is None else _serve(config, read_config(config)))
    except SettingsInvalid as invalid:
        raise click.BadParameter(str(invalid.faults[0].expected), param_hint="--bind") from invalid
    except WorkersFailed as failed:
        raise click.ClickException(f"the workers can't be started\n{failed}") from failed
    except OSError as error:
        elsewhere = "with --bind" if config is None else f"in {config}, under listen or admin"
        raise click.ClickException(cannot_listen(error, elsewhere)) from error


async def _demo(bind: str) -> None:
    from gateway.commands.demo import serve_demo  # noqa: PLC0415 -- with the sandbox, which nothing but the demo needs

    await serve_demo(bind)


async def _serve(path: Path, config: Config) -> None:
    await live(config, partial(read_source, path), lambda _: notes(config.settings))


def _work(descriptor: int) -> int:
    try:
        end = channel_of(descriptor)
    except NoSupervisor:
        sentence = "--worker is how a gateway starts its own workers; set `workers` in a config and use --config"
        raise click.UsageError(sentence) from None
    set_up_log()
    return asyncio.run(work(end, parse, begin))
