"""How long a backend may take, per phase, in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """`connect` runs until there is a connection, TLS and waiting for a free one included; `first_byte` from the end of the
    request to the first byte of the answer, and again between any two pieces of it; `total` to the end of the answer, or to
    the end of its headers where the body is streamed."""

    connect: float = 2.0
    first_byte: float = 10.0
    total: float = 30.0
