"""Calls full of private things, all of them recorded: no span holds any of it, and the collector's token is told to nobody else."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given

from gateway.app import start
from tests.silence.backends import DIALECTS, parrot
from tests.silence.callers import Speaker
from tests.silence.effort import WHOLE_GATEWAYS
from tests.silence.hearing import overheard
from tests.silence.private import Private, privates, told_in
from tests.silence.stage import Setting, Stage, config_text, parse
from tests.wire.tracing_running import TOKEN, collecting, tracing_to


@pytest.mark.parametrize("credentials", ["mapped", "passthrough"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_span_holds_anything_private(dialect: str, credentials: str) -> None:
    @WHOLE_GATEWAYS
    @given(privates())
    def tell(private: Private) -> None:
        asyncio.run(play(private, Setting(dialect, credentials)))

    async def play(private: Private, setting: Setting) -> None:
        speaker = Speaker(dialect, private)
        with overheard() as heard:
            async with parrot(setting.behind) as backend, collecting() as collector:
                text = config_text(private, backend.endpoint, setting) + tracing_to(collector.url)
                running = await start(parse(text))
                stage = Stage(running, backend, private)
                for request in speaker.everything():
                    await stage.ask(request)
                await running.close()
        assert len(collector.spans) > 100
        seen = "".join(body.decode("utf-8", "replace") for body in collector.bodies)
        assert told_in(seen, private.everything) == []
        assert TOKEN not in heard.everything + seen

    tell()
