"""A body between a connection and its reader: in order, to its end, and never more of it than a little."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from gateway.upstream.arriving import ArrivingBody
from tests.unit.upstream.raw_backend import PATIENCE

LARGE = b"x" * 200_000


@dataclass
class Told:
    """A source that keeps what it was told."""

    words: list[str] = field(default_factory=list)

    def pause(self) -> None:
        self.words.append("pause")

    def resume(self) -> None:
        self.words.append("resume")

    def abort(self) -> None:
        self.words.append("abort")


async def test_a_slow_reader_pauses_the_source_and_going_on_resumes_it() -> None:
    source = Told()
    body = ArrivingBody(source)
    body.put(b"a")
    assert source.words == []
    body.put(LARGE)
    body.put(b"z")
    assert source.words == ["pause"]
    assert await body.take() == b"a" + LARGE + b"z"
    assert source.words == ["pause", "resume"]


async def test_what_is_here_is_taken_before_the_end_is_told() -> None:
    whole, broken = ArrivingBody(Told()), ArrivingBody(Told())
    for body, error in ((whole, None), (broken, ConnectionError())):
        body.put(b"a")
        body.end(error)
        assert await body.take() == b"a"
    assert await whole.take() == b""
    with pytest.raises(ConnectionError):
        await broken.take()


async def test_a_source_that_has_ended_is_left_alone() -> None:
    source = Told()
    body = ArrivingBody(source)
    body.put(LARGE)
    body.end()
    assert await body.take() == LARGE
    body.abandon()
    assert source.words == ["pause"]


@pytest.mark.parametrize("word", ["put", "end", "abandon"])
async def test_who_waits_is_woken(word: str) -> None:
    body = ArrivingBody(Told())
    taking = asyncio.create_task(body.take())
    await asyncio.sleep(0)
    body.put(b"a") if word == "put" else body.end() if word == "end" else body.abandon()
    assert await asyncio.wait_for(taking, PATIENCE) == (b"a" if word == "put" else b"")
