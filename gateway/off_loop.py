"""Translation of large bodies, beside the event loop: what takes seconds must not hold up every other call meanwhile.

It runs in two threads, which share one interpreter with the loop. Three things would still stop the loop for long: a compiled
function that goes through megabytes in one call (the codecs work piece by piece), the garbage collector going through every
object there is, of which a large body makes millions, and the freeing of those millions. They are freed in a thread too, where
`gateway.release` lets others in: whoever on the loop drops such a tree last only has it handed over.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import sys
import traceback
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TypeVar, TypeVarTuple

from gateway.lane import Lane, Step
from gateway.model import ApiResponse

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

ON_LOOP = 131_072
"""In bytes. So much takes some ten milliseconds at worst; a thread for each call would cost more than it saves."""

_HUGE = 2 * 1024 * 1024
"""In bytes. What is larger takes hundreds of milliseconds, and has a thread of its own that nothing smaller waits for."""
_TURN = 0.001  # seconds a thread goes on while another one waits; Python's own are five times as many
_YOUNG, _MIDDLE = 10_000, 3
"""Objects made since the collector's last pass over the young ones, and how many such passes go before one over those too that
they left. Python's own 700 are one call's: a quarter of its time went there, and hardly anything of a call is in a cycle. The
ten passes that are Python's own would make a hundred thousand objects, ten milliseconds in one go."""
_RARELY = 20_000_000
"""Likewise while a large body is translated: a list of 16 MiB is made of one or two millions, and going through those is what
would hold up the loop. All do have their pass some time, also where large bodies never cease."""
_M_MMAP_THRESHOLD = -3  # <malloc.h>
_MAPPED_FROM = 1024 * 1024  # bytes
_AFTERWARDS = 2.0  # seconds in which the next step of a call begins, and its trees are freed

already_beside: ContextVar[bool] = ContextVar("already_beside", default=False)
"""Whether this loop is not the one that carries calls, but runs in a thread beside it: then nobody is held up."""

_large, _huge = Lane("translation"), Lane("long-translation")


async def translate(size: int, step: Step, work: Callable[[*Ts], T], *given: *Ts) -> T:
    """What `work` gives or raises; in a thread where it has `size` bytes to go through and that is much. It must be pure.

    Most have little to go through: who asks for each call looks at `ON_LOOP` before, which saves a coroutine.
    """
    if size <= ON_LOOP or already_beside.get():
        return work(*given)
    loop = asyncio.get_running_loop()
    lane = _large if size <= _HUGE else _huge
    with _collections.put_off(loop):
        return await lane.run(step, lambda: _work_beside(work, given, lane, loop))


def settle_process() -> None:
    """Prepare this process for short turns, once all that stays has been built.

    The collector leaves alone what is there now: going through the tables of the dialects takes tens of milliseconds, and
    they never become garbage. What calls leave behind in cycles may wait for the end of some dozens of them.
    """
    sys.setswitchinterval(_TURN)
    _map_large_buffers()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, gc.get_threshold()[2])


def _map_large_buffers() -> None:
    """Give each buffer of a megabyte pages of its own: such a one grows by being moved, and is given back once it is free.

    glibc does so by itself until the first of them was freed: then it adapts, and a body that grows in a thread is copied
    again and again, fifteen milliseconds at a time ("If the parameter is set, the dynamic adjustment is disabled", the GNU C
    Library manual, Malloc Tunable Parameters). Where the C library has no such switch all stays as it is.
    """
    switch = getattr(ctypes.CDLL(None), "mallopt", None)
    if switch is not None:
        switch(_M_MMAP_THRESHOLD, _MAPPED_FROM)


def _give_back_memory() -> None:
    """glibc gives back by itself only what is free at the end of its heap: of what large bodies took, a third would stay."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _work_beside(work: Callable[[*Ts], T], given: tuple[*Ts], lane: Lane, loop: asyncio.AbstractEventLoop) -> T:
    """In the thread. Nothing large that it leaves behind is freed on the loop, whatever becomes of the call."""
    try:
        made = work(*given)
    except Exception as error:
        _empty_frames(error)
        raise
    for part in made if isinstance(made, tuple) else (made,):
        if isinstance(part, ApiResponse):
            weakref.finalize(part, _free_beside, [part.body], lane, loop).atexit = False
    return made


def _empty_frames(error: BaseException | None) -> None:
    """Let go of what the functions held that this came through; their frames live as long as it does."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _free_beside(box: list[object], lane: Lane, loop: asyncio.AbstractEventLoop) -> None:
    """What is in the box is held by nobody else as soon as the one is gone whose end this is: by the loop's next turn."""
    with suppress(RuntimeError):  # the loop is closed, and with it what would have had to wait
        loop.call_soon_threadsafe(lane.free, box.clear)


class _Collections:
    """The collector's passes, put off while any large translation goes on and for a moment after it."""

    def __init__(self) -> None:
        self._translations = 0
        self._usual: tuple[int, int, int] | None = None  # while they are put off
        self._end: asyncio.TimerHandle | None = None

    @contextmanager
    def put_off(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        """To be used in the thread of the event loop alone."""
        self._translations += 1
        if self._usual is None:
            self._usual = gc.get_threshold()
            gc.set_threshold(_RARELY, *self._usual[1:])
        try:
            yield
        finally:
            self._translations -= 1
            if self._end is not None:
                self._end.cancel()
            self._end = loop.call_later(_AFTERWARDS, self._resume)

    def _resume(self) -> None:
        if self._translations == 0 and self._usual is not None:
            gc.set_threshold(*self._usual)
            self._usual = None
            _huge.free(_give_back_memory)


_collections = _Collections()
