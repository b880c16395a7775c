"""The store a configuration asks for."""

from __future__ import annotations

from collections.abc import Callable

from gateway.policy.admission.events import SILENT, Events
from gateway.policy.admission.store import MemoryStore, OnFailure, Store

MEMORY = "memory"


def open_store(
    url: str,
    password: Callable[[], str] | None = None,
    on_failure: OnFailure = OnFailure.ALLOW,
    events: Events = SILENT,
) -> Store:
    """The store of that URL: `memory`, `redis://…`, `rediss://…` or `unix:///…`. `password` gives the text of one.

    Nothing is connected yet: a Redis that can't be reached is told when it is first asked. Raises ValueError where the URL is
    none of these or the Python package `redis` is missing.
    """
    if url == MEMORY:
        return MemoryStore()
    try:
        from gateway.policy.admission.redis_store import RedisStore  # noqa: PLC0415 -- its package is an extra
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "redis":
            raise
        raise ValueError(
            "limits.store asks for a Redis, and the Python package for it is not installed."
            " Install the gateway with it: pip install 'telephony-gateway[redis]'"
        ) from missing
    return RedisStore(url, password, on_failure=on_failure, events=events)
