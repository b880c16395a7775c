"""A body that is passed on as it arrives, and of which somebody wants to know how much there was and whether it was all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from gateway.wire import ByteStream


class End(Protocol):
    """Told once, when the body is let go of."""

    def __call__(self, size: int, *, whole: bool) -> None: ...


class ObservedStream:
    """A stream that counts its bytes and tells `end` when it is closed: how many, and whether they were all there are."""

    def __init__(self, stream: ByteStream, end: End) -> None:
        self._stream = stream
        self._end: End | None = end
        self._size = 0
        self._whole = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            self._size += len(piece)
            yield piece
        self._whole = True

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            end, self._end = self._end, None
            if end is not None:
                end(self._size, whole=self._whole)
