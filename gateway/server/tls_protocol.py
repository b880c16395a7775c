"""TLS of an accepted connection, at a tenth of what asyncio keeps for each.

asyncio gives every TLS connection a read buffer of 256 KiB for life, though what is read into it is taken out again before
anything else happens on the event loop. Here all connections of a listener read into one. It is also small: what OpenSSL
was once given at a time it keeps room for. And a caller that is refused is told why.
"""

from __future__ import annotations

import asyncio
from asyncio.sslproto import SSLProtocol
from ssl import SSLContext

RECORD = 16_384  # bytes; the most a TLS record holds (RFC 8446 section 5.1)
_SHUTDOWN_SECONDS = 2.0  # for the caller to say goodbye in TLS; many never do
_NO_BUFFER = bytearray()


class TlsProtocol(SSLProtocol):
    """asyncio's, reading into `buffer`, of which it keeps nothing between two calls. It belongs to one event loop."""

    max_size = RECORD

    # asyncio's own attributes. They would fill a dictionary of a kilobyte; one that is not named here still goes there.
    __slots__ = (
        "_app_protocol",
        "_app_protocol_is_buffer",
        "_app_reading_paused",
        "_app_state",
        "_app_transport",
        "_app_transport_created",
        "_app_writing_paused",
        "_conn_lost",
        "_eof_received",
        "_extra",
        "_incoming",
        "_incoming_high_water",
        "_incoming_low_water",
        "_loop",
        "_outgoing",
        "_outgoing_high_water",
        "_outgoing_low_water",
        "_server_hostname",
        "_server_side",
        "_ssl_buffer",
        "_ssl_buffer_view",
        "_ssl_handshake_timeout",
        "_ssl_reading_paused",
        "_ssl_shutdown_timeout",
        "_ssl_writing_paused",
        "_sslcontext",
        "_sslobj",
        "_state",
        "_transport",
        "_waiter",
        "_write_backlog",
        "_write_buffer_size",
    )

    def __init__(
        self,
        connection: asyncio.Protocol,
        context: SSLContext,
        handshake: asyncio.Future[None],
        *,
        seconds: float,
        buffer: memoryview,
    ) -> None:
        super().__init__(
            asyncio.get_running_loop(),
            connection,
            context,
            handshake,
            server_side=True,
            ssl_handshake_timeout=seconds,  # type: ignore[arg-type]  # the stub knows whole seconds alone
            ssl_shutdown_timeout=_SHUTDOWN_SECONDS,
        )
        self._ssl_buffer = _NO_BUFFER
        self._ssl_buffer_view = buffer
        # In place of a deque, which has room for 64 from the start. Answers are written piece by piece, so few wait here.
        self._write_backlog: list[bytes] = []  # type: ignore[assignment]  # asyncio asks for what both can do

    def get_buffer(self, n: int) -> memoryview:
        del n  # a hint, and asyncio's transports give none
        return self._ssl_buffer_view

    def _on_handshake_complete(self, handshake_exc: BaseException | None) -> None:
        if handshake_exc is not None:
            # asyncio drops the alert that tells the caller what was wrong with its greeting (RFC 8446 section 6.2).
            self._process_outgoing()  # type: ignore[attr-defined]  # the stub does not list it
        super()._on_handshake_complete(handshake_exc)
        self._extra.pop("cipher", None)  # nobody asks here what was agreed on; each connection has texts of its own for it
