"""Coded bodies are undone piece by piece, wherever the pieces happen to end."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Mapping
from random import Random

import pytest

from gateway.upstream.content_coding import Undecodable, decode

PIECE = 65_536
CODERS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "bare": lambda plain: zlib.compress(plain)[2:-4],
}
SIZES = (1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7)


def noise(seed: int, size: int) -> bytes:
    """Bytes that can't be squeezed."""
    return Random(seed).randbytes(size)  # noqa: S311 - nothing is to be kept secret


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("coding", CODERS)
@pytest.mark.parametrize("squeezable", [True, False])
def test_a_body_of_any_length_is_undone(size: int, coding: str, squeezable: bool) -> None:
    plain = b"x" * size if squeezable else noise(size, size)
    coded = CODERS[coding](plain)
    assert decode(coded, coding if coding == "gzip" else "deflate", size) == plain


@pytest.mark.parametrize("size", SIZES)
def test_one_byte_too_many_is_refused(size: int) -> None:
    with pytest.raises(Undecodable, match="too large"):
        decode(gzip.compress(b"x" * size), "gzip", size - 1)


@pytest.mark.parametrize("size", SIZES)
def test_members_follow_each_other_also_across_pieces(size: int) -> None:
    """RFC 1952 section 2.2: "A gzip file consists of a series of members"."""
    parts = [noise(number, size) for number in range(3)]
    assert decode(b"".join(map(gzip.compress, parts)), "gzip", 4 * size) == b"".join(parts)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_cut_off_is_refused(size: int) -> None:
    with pytest.raises(Undecodable, match="cut off"):
        decode(gzip.compress(noise(size, size))[:-1], "gzip", size)
