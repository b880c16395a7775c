"""How long a backend may take, per phase, in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """`connect` bounds the wait for a free connection, and then again the time until there is one, TLS included; `first_byte`
    runs from the end of the request to the first byte of the answer; `idle` between any two pieces of it; `total` over all
    attempts, to the end of the answer, or to the end of its headers where the body is streamed."""

    connect: float = 2.0
    first_byte: float = 10.0
    idle: float = 10.0
    total: float = 30.0
