"""Translation of large bodies, beside the event loop: what takes seconds must not hold up every other call meanwhile.

It runs in threads, which share one interpreter with the loop. Two things would still stop the loop for long: a compiled
function that goes through megabytes in one call (the codecs work piece by piece), and the garbage collector going through
every object there is, of which a large body makes millions.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

ON_LOOP = 32_768
"""In bytes. So much takes some ten milliseconds at worst; a thread for each call would cost more than it saves."""

_THREADS = 4  # more would be no faster, they take turns; each makes the loop wait longer for its own
_TURN = 0.001  # seconds a thread goes on while another one waits; Python's own are five times as many
_NEVER = 1_000_000_000

_pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="translation")


async def translate(size: int, work: Callable[[], T]) -> T:
    """What `work` gives or raises; in a thread where it has `size` bytes to go through and that is much. It must be pure."""
    if size <= ON_LOOP:
        return work()
    with _full_collections.put_off():
        return await asyncio.get_running_loop().run_in_executor(_pool, work)


def settle_process() -> None:
    """Prepare this process for short turns, once all that stays has been built.

    The collector leaves alone what is there now: going through the tables of the dialects takes tens of milliseconds, and
    they never become garbage.
    """
    sys.setswitchinterval(_TURN)
    gc.collect()
    gc.freeze()


class _FullCollections:
    """The collector's passes over all objects, put off while any large translation goes on. Of the young ones it goes on."""

    def __init__(self) -> None:
        self._translations = 0
        self._usual = 0

    @contextmanager
    def put_off(self) -> Iterator[None]:
        """To be used in the thread of the event loop alone."""
        young, middle, old = gc.get_threshold()
        if self._translations == 0:
            self._usual = old
            gc.set_threshold(young, middle, _NEVER)
        self._translations += 1
        try:
            yield
        finally:
            self._translations -= 1
            if self._translations == 0:
                gc.set_threshold(young, middle, self._usual)


_full_collections = _FullCollections()
