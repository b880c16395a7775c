"""The retry budget: repeats are at most a share of recent calls, so that a backend in trouble is not sent twice the load.

Pure, with an injected clock. A small number is always allowed, or a quiet backend's one failed call could not be repeated.
"""

from __future__ import annotations

from collections.abc import Callable

from gateway.upstream.window import Window

_WITHIN = 10.0  # seconds that count as recent
_ALWAYS = 10  # repeats in that time, whatever the share


class RetryBudget:
    """The budget of one backend. With a share of 0 per cent nothing is repeated."""

    def __init__(self, percent: float, now: Callable[[], float]) -> None:
        self._percent = percent
        self._window = Window(_WITHIN, now)

    def note_call(self) -> None:
        self._window.note(marked=False)

    def take(self) -> bool:
        """Whether one more call may be repeated now; if so it is counted."""
        happened, repeats = self._window.counts()
        calls = happened - repeats
        if self._percent <= 0 or repeats >= max(_ALWAYS, calls * self._percent / 100):
            return False
        self._window.note(marked=True)
        return True
