"""The worker's side: it serves what its supervisor tells it to, on the sockets it was given, until it is told to end.

Where the supervisor is gone, however that came about, the calls in progress are finished and the process ends.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Mapping

import structlog

from gateway.settings import Bind, Settings, SettingsInvalid
from gateway.settings.scalars.addresses import bind_from
from gateway.workers.channel import Applied, Channel, Drain, Message, Readiness, Refresh, Refused, Start
from gateway.workers.introduction import introduce
from gateway.workers.served import Begin, Served
from gateway.workers.source import Parse, Source

_log = structlog.get_logger("gateway.workers")
_READINESS_SECONDS = 0.5
_MEASURED_SECONDS = 0.5


class NoSupervisor(Exception):
    """There is no supervisor at the other end: a person called."""


def channel_of(descriptor: int) -> socket.socket:
    """The worker's end of the channel. Raises NoSupervisor where the descriptor is none."""
    try:
        end = socket.socket(fileno=descriptor)
    except OSError as error:
        raise NoSupervisor from error
    if end.family is not socket.AF_UNIX:
        end.detach()
        raise NoSupervisor
    return end


async def work(end: socket.socket, parse: Parse, begin: Begin) -> int:
    """The life of a worker; its exit code."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # A service manager tells every process of ours to end. The supervisor decides when that is, so that while others
        # are given notice calls are still answered.
        signal.signal(number, signal.SIG_IGN)
    channel = await Channel.over(end)
    order = await channel.receive()
    if not isinstance(order, Start):
        return 0
    introduce(order.number)
    source = Source(order.text, order.name, order.base)
    try:
        settings = await asyncio.to_thread(parse, source)
        served = await begin(settings, _sockets(order))
    except (SettingsInvalid, OSError, ValueError) as error:
        channel.send(Refused(faults=faults_in(error)))
        channel.close()
        return 1
    channel.send(Applied())
    telling = asyncio.create_task(_tell_readiness(served, channel))
    measuring = asyncio.create_task(_measure(served))
    deadline = await _obey(channel, served, settings, lambda: parse(source))
    telling.cancel()
    served.step_back()
    await served.drain(notice=0.0, deadline=deadline)
    measuring.cancel()
    channel.close()
    return 0


def faults_in(error: Exception) -> tuple[str, ...]:
    """What kept settings from being applied, a line each."""
    if isinstance(error, SettingsInvalid):
        return tuple(map(str, error.faults))
    return (str(error) or type(error).__name__,)


def _sockets(order: Start) -> Mapping[Bind, socket.socket]:
    named = ((bind_from(text), descriptor) for text, descriptor in order.sockets.items())
    return {bind: socket.socket(fileno=descriptor) for bind, descriptor in named if bind is not None}


async def _obey(channel: Channel, served: Served, settings: Settings, read: Callable[[], Settings]) -> float:
    """Does what it is told until it is told to end. The seconds its calls then have."""
    while True:
        match await channel.receive():
            case Refresh():
                answer, settings = await _refresh(served, settings, read)
                channel.send(answer)
            case Drain():
                return settings.shutdown.deadline
            case None:
                _log.error("the supervisor is gone; this worker finishes its calls and ends")
                return settings.shutdown.deadline
            case unexpected:
                raise TypeError(f"a worker is not told {unexpected.kind}")


async def _refresh(served: Served, settings: Settings, read: Callable[[], Settings]) -> tuple[Message, Settings]:
    try:
        fresh = await asyncio.to_thread(read)
        await served.apply(fresh)
    except (SettingsInvalid, OSError, ValueError) as error:
        return Refused(faults=faults_in(error)), settings
    return Applied(), fresh


async def _measure(served: Served) -> None:
    """The supervisor can't look into this process: what it tells of it is as old as this at most."""
    while True:
        served.measure()
        await asyncio.sleep(_MEASURED_SECONDS)


async def _tell_readiness(served: Served, channel: Channel) -> None:
    told: tuple[str, ...] = ()
    while True:
        reasons = served.not_ready()
        if reasons != told:
            channel.send(Readiness(reasons=reasons))
            told = reasons
        await asyncio.sleep(_READINESS_SECONDS)
