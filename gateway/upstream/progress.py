"""How far one attempt got. What may be done after a failure depends on nothing else."""

from __future__ import annotations

from msgspec import Struct


class Progress(Struct):
    """`fresh` asks for a connection nobody used before. The rest is found out on the way: whether the connection had `served`
    another request, a byte of the request may have been `sent`, all of it was `written`, and a byte of the answer came."""

    fresh: bool = False
    served: bool = False
    sent: bool = False
    written: bool = False
    answered: bool = False
    broke_off: bool = False

    @property
    def died_idle(self) -> bool:
        """A kept connection was closed without a byte of an answer, as happens when an idle close crosses a request."""
        return self.served and self.broke_off and not self.answered
