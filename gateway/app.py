"""The composition root: settings become a running server, and other settings the same server changed.

The only file that knows everything. What a change of the settings leaves alone is kept: sockets, connections to the backends,
what is known of their health, the counts of the limits. A change that can't be made leaves everything as it was.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Coroutine, Iterator, Mapping
from functools import partial
from ssl import SSLContext
from types import MappingProxyType
from typing import TypeAlias
from weakref import WeakSet

from msgspec import Struct
from prometheus_client import Metric

from gateway.assembly import build_gateway, changing_operations, known_dialects, name_in_via
from gateway.commitment import see_all_through
from gateway.doors import Doors
from gateway.front import Front
from gateway.observe.metrics.instruments import write_text
from gateway.observe.metrics.registry import GatewayMetrics
from gateway.observe.tracing import Tracing
from gateway.observe.tracing.opening import open_outlet
from gateway.pipeline import Gateway
from gateway.server import Listener, ListenerLimits, start_listener
from gateway.server.capacity import Capacity
from gateway.server.forwarding import Forwarding
from gateway.settings import Bind, Listen, Settings
from gateway.tls import listening_context
from gateway.upstream import Upstream
from gateway.ways import NO_WAYS, Ways

__all__ = ["Running", "build_gateway", "known_dialects", "start"]

_REQUEST_ID_BYTES = 16
Key: TypeAlias = tuple[Bind, int]
"""An address and, because port 0 may be asked for more than once, the how manieth of that address it is."""


class _Place(Struct, frozen=True):
    """One address callers reach the gateway at."""

    listener: Listener
    front: Front


class _Plan(Struct, frozen=True):
    """What one address is to serve by."""

    gateway: Gateway
    limits: ListenerLimits
    ssl: SSLContext | None
    forwarding: Forwarding


class Running:
    """A gateway that is listening. Made by `start`; `settings` are those it serves by."""

    def __init__(self, settings: Settings, sockets: Mapping[Bind, socket.socket]) -> None:
        self.settings = settings
        self.metrics = GatewayMetrics()
        self._sockets = sockets
        self._capacity = Capacity(events=self.metrics.connections)
        self._ways: Ways = NO_WAYS
        self._retired: WeakSet[Upstream] = WeakSet()  # alive only as long as a call holds them
        self._doors: Doors | None = None
        self._tracing = Tracing(partial(open_outlet, on_loss=self.metrics.calls.lose_spans))
        self._places: dict[Key, _Place] = {}
        self._removed: WeakSet[Listener] = WeakSet()  # alive only until they are closed
        self._former: list[Doors] = []  # whose store may still be asked
        self._leaving: set[asyncio.Task[None]] = set()
        self._ending = False

    @property
    def listeners(self) -> tuple[Listener, ...]:
        """In the order of the settings."""
        return tuple(self._places[key].listener for key, _ in _keyed(self.settings))

    @property
    def ports(self) -> tuple[int, ...]:
        """Those the listeners are bound to, in the order of the settings."""
        return tuple(listener.port for listener in self.listeners)

    def not_ready(self) -> tuple[str, ...]:
        """Why no new call should be sent here; nothing where it may."""
        return ("the gateway is shutting down",) if self._ending else ()

    def metrics_text(self) -> bytes:
        """The metrics of this process in Prometheus' text format."""
        return write_text(self.families())

    def families(self) -> list[Metric]:
        """The same, as values. May be asked from any thread."""
        self.measure()
        return self.metrics.families()

    def measure(self) -> None:
        """Writes down in the metrics what changes too often to be told each time. May be asked from any thread."""
        self.metrics.calls.write_down()
        self._ways.measure(self.metrics.backends)
        if (doors := self._doors) is not None:
            self.metrics.admission.show_queue(doors.waiting)

    def step_back(self) -> None:
        """Other processes stand in for this one from now on."""
        self.metrics.leave()

    async def apply(self, settings: Settings) -> None:
        """Serve by these settings from now on; calls in progress end by those they began with.

        Raises OSError where an address can't be had or a file can't be read; then nothing has changed.
        """
        ways = self._ways.successor(settings, self.metrics)
        before = self._doors
        told = self.metrics.admission
        doors = before.successor(settings.limits, told) if before else Doors(settings.limits, told)
        traced = await self._tracing.prepare(settings.tracing)
        plans = {key: self._plan(listen, settings, ways, doors) for key, listen in _keyed(settings)}
        opened = await self._open({key: plan for key, plan in plans.items() if key not in self._places})
        self.settings = settings
        policies = ((route.name, str(route.unknown_parameters)) for route in settings.routes)
        self.metrics.calls.expect(changing_operations(settings), policies)
        self._retired.update(ways.replace(self._ways, self.metrics.backends))
        if before is not None and before is not doors:
            before.retire()
            self._former = [*(doors for doors in self._former if not doors.is_closed), before]
        doors.adopt(settings.limits)
        self._ways, self._doors = ways, doors
        if outlet := self._tracing.adopt(traced):
            self._leave(outlet.close(settings.shutdown.deadline))
        for key, place in self._places.items():
            if (plan := plans.get(key)) is None:
                self._removed.add(place.listener)
                self._leave(place.listener.close(settings.shutdown.deadline))
            else:
                place.front.gateway = plan.gateway
                place.listener.change(limits=plan.limits, ssl=plan.ssl, forwarding=plan.forwarding)
        self._places = {key: opened.get(key) or self._places[key] for key in plans}

    async def drain(self, *, notice: float, deadline: float) -> None:
        """Tell whoever asks that no new calls should be sent here, wait the notice, then close. Both are seconds."""
        self._ending = True
        await asyncio.sleep(notice)
        await self._end(deadline)

    async def close(self) -> None:
        """Take no new call, finish those that have begun within the deadline of the settings, close every connection."""
        await self._end(self.settings.shutdown.deadline)

    async def _end(self, deadline: float) -> None:
        self._ending = True
        loop = asyncio.get_running_loop()
        end = loop.time() + deadline
        for listener in (*self._removed, *(place.listener for place in self._places.values())):
            self._leave(listener.close(deadline))
        await asyncio.gather(*self._leaving)
        await see_all_through(max(0.0, end - loop.time()))
        for upstream in (*self._ways.upstreams.values(), *self._retired):
            await upstream.close()
        for doors in (*self._former, *filter(None, [self._doors])):
            await doors.close()
        await self._tracing.close(max(0.0, end - loop.time()))
        self.metrics.calls.write_down()

    def _plan(self, listen: Listen, settings: Settings, ways: Ways, doors: Doors) -> _Plan:
        gateway = build_gateway(
            settings, listen.public_url, ways.upstreams, entry=doors.entry, lose_sight=self.metrics.calls.lose_sight
        )
        forwarding = Forwarding(name_in_via(settings), listen.trusted_proxies)
        return _Plan(gateway, _listener_limits(settings), listening_context(listen.tls), forwarding)

    async def _open(self, plans: Mapping[Key, _Plan]) -> dict[Key, _Place]:
        """Listens on more addresses: on all of them or, with OSError, on none."""
        opened: dict[Key, _Place] = {}
        try:
            for (bind, number), plan in plans.items():
                front = Front(plan.gateway, self.metrics.calls, self._tracing)
                listener = await start_listener(
                    bind=bind.host,
                    port=bind.port,
                    sock=None if number else self._sockets.get(bind),
                    handle=front.handle,
                    refuse=front.refuse,
                    screen=front.screen,
                    limits=plan.limits,
                    forwarding=plan.forwarding,
                    new_request_id=lambda: os.urandom(_REQUEST_ID_BYTES).hex(),
                    ssl=plan.ssl,
                    capacity=self._capacity,
                )
                opened[bind, number] = _Place(listener, front)
        except BaseException:
            for place in opened.values():
                await place.listener.close(0.0)
            raise
        return opened

    def _leave(self, closing: Coroutine[None, None, None]) -> None:
        """Something that is let go of while the gateway goes on."""
        task = asyncio.ensure_future(closing)
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


async def start(settings: Settings, sockets: Mapping[Bind, socket.socket] = MappingProxyType({})) -> Running:
    """Listens on every address of the settings, on those of `sockets` that are bound already. Raises OSError.

    The operator's listener is not part of it: that belongs to the process, of which there may be several.
    """
    running = Running(settings, sockets)
    try:
        await running.apply(settings)
    except BaseException:
        await running.close()
        raise
    return running


def _keyed(settings: Settings) -> Iterator[tuple[Key, Listen]]:
    binds = [listen.bind for listen in settings.listen]
    for index, listen in enumerate(settings.listen):
        yield (listen.bind, binds[:index].count(listen.bind)), listen


def _listener_limits(settings: Settings) -> ListenerLimits:
    limits = settings.limits
    return ListenerLimits(
        body=limits.body,
        request_line=limits.request_line,
        header=limits.header,
        headers=limits.header,
        head_seconds=limits.head_time,
        body_seconds=limits.body_time,
        idle_seconds=limits.idle_time,
        connections=limits.connections,
        bodies=limits.bodies,
    )
