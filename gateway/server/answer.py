"""Writes a WireResponse to the caller: exactly its fields, byte for byte, and the few HTTP/1.1 itself asks for.

A bodiless answer has no body, a body has its length, a stream is chunked, waits for a slow caller, and where it breaks the
connection is reset and never ended politely.
"""

from __future__ import annotations

import asyncio
import logging

from msgspec import Struct

from gateway.model import ProblemRaised
from gateway.server.answer_head import Occasion, Plan, plan_answer
from gateway.server.incoming import Caller
from gateway.wire import ByteStream, WireResponse

__all__ = ["Answer", "Occasion"]

_log = logging.getLogger(__name__)
_TURN = 262_144  # bytes after which others have their turn
_LAST_CHUNK = b"0\r\n\r\n"


class Answer(Struct, frozen=True):
    """One response, ready to be written."""

    plan: Plan
    content: bytes
    stream: ByteStream | None
    patience: float

    def __repr__(self) -> str:
        return f"Answer({len(self.plan.head)} + {len(self.content)} bytes)"

    @staticmethod
    def to(response: WireResponse, occasion: Occasion) -> Answer:
        """Raises ValueError for a status or a header field that cannot stand on the wire."""
        plan = plan_answer(response, occasion)
        return Answer(plan, response.body if plan.has_body else b"", response.stream, occasion.patience)

    def write_at_once(self, caller: Caller) -> bool:
        """Write it in one go, where it is small. Raises ConnectionError where the caller has left."""
        if self.stream is not None or len(self.content) > caller.piece:
            return False
        caller.write(self.plan.head + self.content)
        return True

    async def write(self, caller: Caller) -> None:
        """Write it in pieces, no faster than they are taken. Raises ConnectionError also where a stream broke off."""
        stream = self.stream
        if stream is None:
            await self._write_whole(caller)
            return
        try:
            caller.write(self.plan.head)
            if self.plan.has_body:
                await self._pump(caller, stream)
        except ConnectionError:
            raise
        except Exception as error:
            _log.warning("a response broke off while it was passed on: %s", _name(error))
            # Without a length and without chunks (HTTP/1.0) an end and an abort look alike, unless TCP says reset.
            caller.reset()
            raise ConnectionError("the response broke off") from error
        finally:
            await stream.aclose()

    async def _write_whole(self, caller: Caller) -> None:
        caller.write(self.plan.head)
        rest = memoryview(self.content)
        for start in range(0, len(rest), caller.piece):
            await caller.flush()
            if start % _TURN == 0:
                await asyncio.sleep(0)
            caller.write(rest[start : start + caller.piece])

    async def _pump(self, caller: Caller, stream: ByteStream) -> None:
        sent, length = 0, self.plan.stream_length
        async for piece in stream:
            sent += len(piece)
            if length is not None and sent > length:
                break
            async with asyncio.timeout(self.patience):
                await self._write_piece(caller, piece)
        if length not in (None, sent):
            raise ValueError("the body's length is not the one announced")
        if self.plan.chunked:
            caller.write(_LAST_CHUNK)
        async with asyncio.timeout(self.patience):
            await caller.flush()

    async def _write_piece(self, caller: Caller, piece: bytes) -> None:
        rest = memoryview(piece)
        for start in range(0, len(rest), caller.piece):
            part = rest[start : start + caller.piece]
            caller.write(b"".join((b"%x\r\n" % len(part), part, b"\r\n")) if self.plan.chunked else part)
            await caller.flush()


def _name(error: Exception) -> str:
    return str(error.problem.kind) if isinstance(error, ProblemRaised) else type(error).__name__
