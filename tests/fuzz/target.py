"""What a fuzzer is pointed at: one reader of bytes, the invariant it keeps whatever it is given, and bytes to begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

FuzzOne: TypeAlias = Callable[[bytes], None]
"""Gives some bytes to a reader and raises where its invariant does not hold."""


@dataclass(frozen=True, slots=True)
class Target:
    """`open` makes the function that takes the bytes, and whatever it needs for as long as the block lasts.

    `invariant` completes the sentence “Whatever the bytes are …”. `seeds` are good input, `findings` what once broke it.
    """

    name: str
    invariant: str
    open: Callable[[], AbstractContextManager[FuzzOne]]
    seeds: tuple[bytes, ...]
    findings: Mapping[str, bytes] = field(default_factory=dict)


def pure(fuzz_one: FuzzOne) -> Callable[[], AbstractContextManager[FuzzOne]]:
    """How a function is opened that needs nothing."""

    @contextmanager
    def opened() -> Iterator[FuzzOne]:
        yield fuzz_one

    return opened


def take_byte(data: bytes) -> tuple[int, bytes]:
    """The first byte, which chooses among variants, and the rest."""
    return (data[0], data[1:]) if data else (0, b"")


def as_text(data: bytes) -> str:
    """A character for each byte, as header fields and request-targets are held."""
    return data.decode("latin-1")
