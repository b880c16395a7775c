"""Which calls are recorded. Pure: the chance is a parameter.

A caller that is trusted has decided already, for the whole trace. For all others a share of the calls is drawn by lot and not
by the trace's id: that is theirs to choose, and they would choose to be recorded, or not to be.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from gateway.observe.tracing.context import Context


class Sampling(Struct, frozen=True):
    """`share` is from 0 to 1; `trusts_callers` whether their word on it counts."""

    share: float
    trusts_callers: bool

    def records(self, caller: Context | None, chance: Callable[[], float]) -> bool:
        """Whether a call is recorded. `chance` gives numbers from 0 up to but not including 1."""
        if caller is not None and self.trusts_callers:
            return caller.sampled
        return chance() < self.share
