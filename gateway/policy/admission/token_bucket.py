"""The rate of each caller as a token bucket: so many calls at once, refilled at so many in a while.

The arithmetic is a library's, exact for times in whole milliseconds. The state of a bucket is one number: the time at which it
will be full again. A full bucket is forgotten.

The library is loaded with the first rate that is configured: what else it can do brings multiprocessing and SQLite along, and
takes four MiB.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from gateway.policy.admission.expiring import CAPACITY, Expiring

if TYPE_CHECKING:
    from pyrate_limiter import Rate, TokenBucket

State: TypeAlias = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class CallRate:
    """`count` calls in `seconds` in the long run, and `burst` at once. `in_library` says the same to the library's `bucket`,
    `full` is one nobody took from."""

    count: int
    seconds: float
    burst: int
    in_library: list[Rate] = field(init=False, repr=False, compare=False)
    bucket: TokenBucket = field(init=False, repr=False, compare=False)
    full: State = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        from pyrate_limiter import Rate, TokenBucket  # noqa: PLC0415 -- few configure rates, and it is large

        object.__setattr__(self, "bucket", TokenBucket())
        object.__setattr__(self, "in_library", [Rate(self.count, int(self.seconds * 1000), burst=self.burst)])
        object.__setattr__(self, "full", self.bucket.initial(self.in_library))

    @property
    def interval(self) -> int:
        """The time one token takes to come back, in microseconds."""
        return int(self.bucket.redis_args(self.in_library)[0])


class Buckets:
    """The buckets of this process. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float], capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._full_at: Expiring[State] = Expiring(clock, capacity)

    def __len__(self) -> int:
        return len(self._full_at)

    def wait(self, caller: str, rate: CallRate) -> float:
        """In how many seconds there will be a token for that caller; 0 where there is one. Takes none."""
        return self.look(caller, rate)[1]

    def spend(self, caller: str, rate: CallRate) -> None:
        """Takes a token; where there is none the bucket stays empty."""
        state, wait = self.look(caller, rate)
        if not wait:
            self.keep(caller, state)

    def keep(self, caller: str, state: State) -> None:
        """Takes the token that was seen a moment ago."""
        self._full_at.put(caller, state, state[0] / 1e6)

    def look(self, caller: str, rate: CallRate) -> tuple[State, float]:
        """The bucket as it is once a token has been taken, and in how many seconds there will be one. Takes none."""
        entry = self._full_at.get(caller)
        state, decision = rate.bucket.step(rate.in_library, entry[0] if entry else rate.full, int(self._clock() * 1000), 1)
        return state, (decision.retry_after_ms or 0) / 1000
