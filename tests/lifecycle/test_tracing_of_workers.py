"""A gateway as a process, alone or of several workers: each sends its spans, and what waits when it ends or is changed."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.lifecycle.living import CHANGED, lived
from tests.wire.tracing_running import collecting, tracing_to


@pytest.mark.parametrize("workers", [1, 2])
async def test_every_process_delivers_what_waits_when_it_is_replaced_and_when_it_ends(tmp_path: Path, workers: int) -> None:
    async with collecting() as collector, collecting() as other:
        first = tracing_to(collector.url)
        async with lived(tmp_path / "gateway.yaml", workers=workers, routes=first) as (gateway, config, _):
            for _ in range(6):
                assert (await gateway.call()).status == 200
            config.routes = tracing_to(other.url)
            config.write()
            gateway.tell(signal.SIGHUP)
            await gateway.log_of(CHANGED)
            for _ in range(6):
                assert (await gateway.call()).status == 200
            logged = [str(line["trace_id"]) for line in await gateway.log_of("call", 12)]
            gateway.tell(signal.SIGTERM)
            assert await gateway.end() == 0
    traced = [[own.trace_id for own, *_ in one.calls()] for one in (collector, other)]
    assert [len(calls) for calls in traced] == [6, 6]
    assert sorted(traced[0] + traced[1]) == sorted(logged)
