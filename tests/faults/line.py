"""One caller's connection to the gateway: kept between requests, and opened anew where the gateway has closed it in between."""

from __future__ import annotations

import asyncio

from tests.wire.listening import RawResponse

_PIECES = 8
_PAUSE = 0.1
"""Seconds between the pieces of a request that is sent slowly."""


class Line:
    """What is raised where the connection breaks is an OSError or an IncompleteReadError; `port` is then still that of our end."""

    def __init__(self, port: int) -> None:
        self._gateway = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.port = 0
        self.requests = 0
        """How many have been sent on this connection."""

    async def ask(self, request: bytes, *, slowly: bool = False) -> RawResponse:
        """The answer to a request."""
        await self.send(request, slowly=slowly)
        answer = await self._read()
        if answer.get("Connection") == "close":
            self.close()
        return answer

    async def send(self, request: bytes, *, slowly: bool = False) -> None:
        """Send a request, whole."""
        writer = await self._open()
        self.requests += 1
        step = len(request) // _PIECES + 1 if slowly else len(request)
        for at in range(0, len(request), step):
            writer.write(request[at : at + step])
            await writer.drain()
            if slowly:
                await asyncio.sleep(_PAUSE)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _open(self) -> asyncio.StreamWriter:
        if self._writer is None or self._is_over():
            self.close()
            self.port = self.requests = 0
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._gateway)
            self.port = self._writer.get_extra_info("sockname")[1]
        return self._writer

    def _is_over(self) -> bool:
        """Whether the gateway has closed or reset the connection while nothing was asked."""
        reader = self._reader
        return reader is None or reader.at_eof() or reader.exception() is not None

    async def _read(self) -> RawResponse:
        assert self._reader is not None
        head = RawResponse((await self._reader.readuntil(b"\r\n\r\n")).removesuffix(b"\r\n\r\n"), b"")
        return RawResponse(head.head, await self._reader.readexactly(int(head.get("Content-Length") or "0")))
