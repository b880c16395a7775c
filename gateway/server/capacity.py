"""What all listeners of one process share: its connections and the bodies it holds."""

from __future__ import annotations

import time
from collections.abc import Callable

from gateway.server.body_budget import BodyBudget
from gateway.server.occupancy import Occupancy


class Capacity:
    """One process's. Listeners that are given none have one each."""

    __slots__ = ("bodies", "connections")

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.connections = Occupancy(clock)
        self.bodies = BodyBudget()
