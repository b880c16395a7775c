"""Translation of large bodies, beside the event loop: what takes seconds must not hold up every other call meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

ON_LOOP = 131_072
"""In bytes. So much takes some tens of milliseconds at worst; a thread for each call would cost more than it saves."""


async def translate(size: int, work: Callable[[], T]) -> T:
    """What `work` gives or raises; in a thread where it has `size` bytes to go through and that is much. It must be pure."""
    return work() if size <= ON_LOOP else await asyncio.to_thread(work)
