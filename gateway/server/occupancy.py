"""How many connections the process holds, and which one makes room where there are too many.

Decisions only; the clock is a parameter. One `Occupancy` serves all listeners of a process: they share its memory and its
file descriptors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from gateway.server.events import SILENT, Events, Refused


class Occupant(Protocol):
    """A connection that can be asked to go while nothing is in progress on it."""

    def give_way(self) -> None: ...


class Occupancy:
    """The open connections of one process. `count` includes those whose TLS handshake is not over.

    `clock` gives seconds from any beginning.
    """

    __slots__ = ("_clock", "_events", "_resting", "_silent", "count")

    def __init__(self, clock: Callable[[], float], events: Events = SILENT) -> None:
        self.count = 0
        self._clock = clock
        self._events = events
        # Both in the order in which they became idle; the values are when.
        self._resting: dict[Occupant, float] = {}
        self._silent: dict[Occupant, float] = {}

    def enter(self, limit: int) -> bool:
        """Count a connection in, or say that there is no place for it, not even to be told so.

        Beyond the limit an eighth more is let in, to be answered that the gateway is full.
        """
        if self.count >= limit + max(limit // 8, 1):
            self._events.refused(Refused.RESET)
            return False
        self.count += 1
        self._events.connected()
        return True

    def leave(self) -> None:
        """Count a connection out that was counted in."""
        self.count -= 1
        self._events.disconnected()

    def note_failed_handshake(self) -> None:
        """One that was counted in has never been of use. It is counted out like the others."""
        self._events.refused(Refused.TLS_HANDSHAKE)

    def rest(self, occupant: Occupant, *, silent: bool) -> None:
        """Nothing is in progress on it from now on. `silent`: it never asked for anything yet."""
        (self._silent if silent else self._resting)[occupant] = self._clock()

    def wake(self, occupant: Occupant) -> None:
        """Something is in progress on it, or it is gone."""
        self._resting.pop(occupant, None)
        self._silent.pop(occupant, None)

    def seat(self, limit: int, patience: float) -> bool:
        """Whether the connection that was counted in last can be served: there is a place, or an idle one gave way.

        The one that has been idle longest goes. One that never asked for anything may be about to: it goes only where all
        others are busy, and after `patience` seconds.
        """
        if self.count <= limit:
            return True
        occupant = next(iter(self._resting), None)
        if occupant is None:
            occupant, since = next(iter(self._silent.items()), (None, 0.0))
            if occupant is None or self._clock() - since < patience:
                self._events.refused(Refused.FULL)
                return False
        self.wake(occupant)
        occupant.give_way()
        return True
