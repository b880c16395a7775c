"""What a supervisor and a worker tell each other arrives as it was said; the end of the other side is a message too."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.workers import NoSupervisor, channel_of
from gateway.workers.channel import Applied, Channel, Drain, Message, Readiness, Refresh, Refused, Start

PATIENCE = 5.0
START = Start(number=1, text="a: é\n" * 200_000, name="gateway.yaml", base=Path("/etc"), sockets={"[::1]:80": 7})
MESSAGES: list[Message] = [START, Refresh(), Drain(), Applied(), Refused(faults=("one", "two\n")), Readiness(reasons=())]


@pytest.fixture
async def ends() -> AsyncIterator[tuple[Channel, Channel]]:
    one, other = socket.socketpair()
    channels = await Channel.over(one), await Channel.over(other)
    yield channels
    for channel in channels:
        channel.close()


async def test_every_message_arrives_whole_and_in_order(ends: tuple[Channel, Channel]) -> None:
    for message in MESSAGES:
        ends[0].send(message)
    async with asyncio.timeout(PATIENCE):
        assert [await ends[1].receive() for _ in MESSAGES] == MESSAGES


async def test_the_end_of_the_other_side_is_seen_and_talking_to_it_is_harmless(ends: tuple[Channel, Channel]) -> None:
    ends[0].close()
    async with asyncio.timeout(PATIENCE):
        assert await ends[1].receive() is None
        for message in MESSAGES:
            ends[1].send(message)
        assert await ends[1].receive() is None


@pytest.mark.parametrize("said", [b"\n", b"{}\n", b'{"kind": "else"}\n', b"\xff\n", b'{"kind": "drain"', b"x" * 20_000_000])
async def test_what_nobody_of_ours_would_say_is_the_end_too(said: bytes) -> None:
    one, other = socket.socketpair()
    channel = await Channel.over(one)
    _, writer = await asyncio.open_unix_connection(sock=other)
    writer.write(said)
    writer.write_eof()
    async with asyncio.timeout(PATIENCE):
        assert await channel.receive() is None
    channel.close()
    writer.close()


def test_a_config_is_not_shown() -> None:
    assert "é" not in repr(START)


@pytest.mark.parametrize("kind", ["none", "file", "network"])
def test_what_is_no_channel_is_told_apart(kind: str, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET) as network, (tmp_path / "file").open("w") as file:
        descriptor = {"none": 10_000, "file": file.fileno(), "network": network.fileno()}[kind]
        with pytest.raises(NoSupervisor):
            channel_of(descriptor)
        if kind != "none":
            assert os.fstat(descriptor)  # still its owner's
