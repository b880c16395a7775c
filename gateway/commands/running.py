"""A gateway from its start to its end, and what is told of it meanwhile to whoever started it."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from itertools import chain

from gateway.app import Running, start
from gateway.commands.announcement import announcement, farewell, tell
from gateway.commands.config import parse
from gateway.observe.log import report_losses, use_form
from gateway.off_loop import settle_process
from gateway.settings import Bind, Settings
from gateway.workers import Alone, Config, Life, Read, Site, Supervisor, notifier_of

_LOOK_SECONDS = 1.0  # between two looks at the files a config names


async def live(config: Config, read: Read, more: Callable[[tuple[int, ...]], Iterable[str]]) -> None:
    """From the start to the end. `more` is what is told besides, by the ports callers are listened to on."""
    settings = config.settings
    use_form(settings.log.format)
    site: Site = Alone(begin) if settings.workers == 1 else Supervisor()
    notifier = notifier_of(os.environ, os.getpid(), time.monotonic)
    life = Life(site, config, read=read, parse=parse, pause=_pause, notifier=notifier)
    await life.run(lambda: tell(chain(announcement(settings, site.ports, life.admin_port), more(site.ports))))
    tell([farewell(settings)])


async def begin(settings: Settings, sockets: Mapping[Bind, socket.socket]) -> Running:
    """Starts the gateway in this process, which then is made ready to serve and nothing else."""
    use_form(settings.log.format)
    running = await start(settings, sockets)
    report_losses(running.metrics.log.lose)
    settle_process()
    return running


def _pause() -> Awaitable[None]:
    return asyncio.sleep(_LOOK_SECONDS)
