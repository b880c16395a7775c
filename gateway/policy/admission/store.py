"""Where callers and failed logins are counted: in this process, or in a store that processes and machines share."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from gateway.policy.admission.calls_here import CallLimits, CallsHere
from gateway.policy.admission.expiring import CAPACITY
from gateway.policy.admission.keys import Attempt
from gateway.policy.admission.logins_here import LoginLimits, LoginsHere
from gateway.policy.admission.refusals import Refusal


class OnFailure(StrEnum):
    """What becomes of a call while the shared store can't be reached: this process counts alone, or the call is refused."""

    ALLOW = "allow"
    REFUSE = "refuse"


class Place(Struct, frozen=True, gc=False):
    """A call that was let in. `lease` is its name in the shared store, "" where it is counted in this process alone."""

    caller: str
    lease: str = ""


class Store(Protocol):
    """Counts. Callers and attempts are keys of `keys.py`; every method belongs on the event loop and none raises."""

    async def enter(self, caller: str, limits: CallLimits) -> Place | Refusal:
        """A place for one more call of that caller, to be given back with `leave`, or why there is none."""
        ...

    def leave(self, place: Place) -> None:
        """Gives a place back. Returns at once; `close` waits until shared stores know too."""
        ...

    async def screen(self, attempt: Attempt, limits: LoginLimits) -> Refusal | None:
        """Why that login is not looked at, or None."""
        ...

    async def note(self, attempt: Attempt, limits: LoginLimits, *, succeeded: bool) -> None:
        """How a login went."""
        ...

    async def close(self) -> None:
        """Lets go of everything. Places still held end by themselves."""
        ...


class MemoryStore:
    """The store of one process. Of `capacity` keys of each kind the last ones used are remembered."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, capacity: int = CAPACITY) -> None:
        self.calls = CallsHere(clock, capacity)
        self.logins = LoginsHere(clock, capacity)

    async def enter(self, caller: str, limits: CallLimits) -> Place | Refusal:
        return self.calls.enter(caller, limits) or Place(caller)

    def leave(self, place: Place) -> None:
        self.calls.give_back(place.caller)

    async def screen(self, attempt: Attempt, limits: LoginLimits) -> Refusal | None:
        return self.logins.refusal(attempt, limits)

    async def note(self, attempt: Attempt, limits: LoginLimits, *, succeeded: bool) -> None:
        if succeeded:
            self.logins.succeed(attempt)
        else:
            self.logins.fail(attempt, limits)

    async def close(self) -> None: ...
