"""The operator's listener through changes of its address and its token."""

from __future__ import annotations

import asyncio

from gateway.admin import AdminListener, Operations, start_admin
from gateway.settings import Admin


class AdminDoor:
    """At most one listener, or, while a new config is tried, the one that would take its place beside it."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations
        self._admin: Admin | None = None
        self._listener: AdminListener | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int | None:
        """Where it is, if there is one."""
        return self._listener.port if self._listener else None

    async def prepare(self, admin: Admin | None) -> AdminListener | None:
        """The listener these settings ask for, listening: the present one where the address is. Raises OSError."""
        if admin is None:
            return None
        if self._admin is not None and self._admin.bind == admin.bind:
            return self._listener
        return await start_admin(admin.bind.host, admin.bind.port, self._operations, admin.token)

    def settle(self, admin: Admin | None, listener: AdminListener | None) -> None:
        """From now on that listener and that token alone."""
        older = self._listener
        self._admin, self._listener = admin, listener
        if listener is not None and admin is not None:
            listener.token = admin.token
        self.drop(older)

    def drop(self, listener: AdminListener | None) -> None:
        """That listener is not needed, unless it is the present one. It may be carrying the very request that asks for this."""
        if listener is not None and listener is not self._listener:
            closing = asyncio.create_task(listener.cleanup())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """End it, and wait for those that are ending."""
        self.settle(None, None)
        if self._closing:
            await asyncio.wait(self._closing)
