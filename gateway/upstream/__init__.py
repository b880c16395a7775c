"""The side that faces backends: WireRequest in, WireResponse or Problem out, and no dialect known."""

from gateway.upstream.timeouts import Timeouts
from gateway.upstream.upstream import Upstream

__all__ = ["Timeouts", "Upstream"]
