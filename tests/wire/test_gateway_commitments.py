"""Callers that leave and a gateway that closes: no create is cut off."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tests.wire.gateway_running import ACME, NEW, SID, before_script, call, call_data, json_reply
from tests.wire.listening import PATIENCE


class Ear(logging.Handler):
    """Hears one thing said in the log."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.heard = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self._text in record.getMessage():
            self.heard.set()


async def test_a_create_whose_caller_left_is_waited_for_at_the_close(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    ear = Ear("the caller of calls.create left")
    logging.getLogger("gateway.commitment").addHandler(ear)
    rings, go_on = asyncio.Event(), asyncio.Event()

    async def ring(writer: asyncio.StreamWriter) -> None:
        rings.set()
        await go_on.wait()
        writer.write(json_reply(call_data(), 201))

    async with before_script(ring) as (front, _), asyncio.timeout(PATIENCE):
        async with front.connected() as client:
            await client.send(call("POST", f"{NEW}/Accounts/{ACME.id}/Calls", body=b"To=5555550100&From=5555550101&Url=x"))
            await rings.wait()
        await ear.heard.wait()
        closing = asyncio.ensure_future(front.running.close())
        await asyncio.sleep(0)
        assert not closing.done()
        go_on.set()
        await closing
    logging.getLogger("gateway.commitment").removeHandler(ear)
    assert "calls.create, whose caller left, ended with status 201" in caplog.messages
    assert SID not in caplog.text
