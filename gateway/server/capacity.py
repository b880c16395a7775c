"""What all listeners of one process share: its connections and the bodies it holds."""

from __future__ import annotations

import time
from collections.abc import Callable

from gateway.server.body_budget import BodyBudget
from gateway.server.events import SILENT, Events
from gateway.server.occupancy import Occupancy


class Capacity:
    """One process's. Listeners that are given none have one each. `events` hears of every connection."""

    __slots__ = ("bodies", "connections")

    def __init__(self, clock: Callable[[], float] = time.monotonic, events: Events = SILENT) -> None:
        self.connections = Occupancy(clock, events)
        self.bodies = BodyBudget()
