"""What a listener grants a caller: sizes in bytes, times in seconds. Everything beyond is answered with a Problem."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListenerLimits:
    """The limits of one listener.

    `request_line` counts the whole line, `header` one field's name and value, `headers` all fields of one request together,
    `header_count` their number.
    `head_seconds` run from a request's first byte to the end of its headers, `body_seconds` from there to the end of its
    body, so that a caller who sends one byte at a time does not hold a connection. `idle_seconds` is how long a connection
    without a request stays open. `farewell_seconds` is how long a caller who was refused before all was read may go on
    sending, so that the answer reaches it instead of a connection reset (RFC 9112 section 9.6). `stall_seconds` is how long a
    caller may leave a piece of a streamed answer waiting: meanwhile it holds one of the backend's connections.
    `handshake_seconds` is how long a TLS handshake may take.

    `connections` and `bodies` are the process's, all its listeners together: how many connections may be open, and how many
    bytes of request bodies may be held at once.
    """

    body: int = 1_048_576
    request_line: int = 8_192
    header: int = 8_192
    headers: int = 32_768
    header_count: int = 100
    head_seconds: float = 10.0
    body_seconds: float = 30.0
    idle_seconds: float = 75.0
    farewell_seconds: float = 2.0
    stall_seconds: float = 30.0
    handshake_seconds: float = 10.0
    connections: int = 10_000
    bodies: int = 268_435_456
