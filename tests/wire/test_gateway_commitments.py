"""Callers that leave and a gateway that closes: no create is cut off."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest
import structlog
from structlog.typing import EventDict, WrappedLogger

from tests.unit.upstream.raw_backend import lie_idle
from tests.wire.gateway_running import ACME, GLOBEX, NEW, SID, Front, Setting, before_script, call, call_data, json_reply
from tests.wire.listening import PATIENCE
from tests.wire.test_limits import Slow, asking, get

CREATE = call(
    "POST", f"{NEW}/Accounts/{ACME.id}/Calls", "X-Request-Id: of-the-caller", body=b"To=5555550100&From=5555550101&Url=x"
)
READ = call("GET", f"{NEW}/Accounts/{ACME.id}/Calls/{SID}.json", "X-Request-Id: of-the-caller")


class Ear(logging.Handler):
    """Hears one thing said in the log."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.heard = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self._text in record.getMessage():
            self.heard.set()


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Hears that the caller of a create has left."""
    ear = Ear("the caller of calls.create left")
    logging.getLogger("gateway.commitment").addHandler(ear)
    yield ear
    logging.getLogger("gateway.commitment").removeHandler(ear)


async def test_a_create_whose_caller_left_is_waited_for_at_the_close(caplog: pytest.LogCaptureFixture, ear: Ear) -> None:
    caplog.set_level(logging.WARNING)
    rings, go_on = asyncio.Event(), asyncio.Event()

    async def ring(writer: asyncio.StreamWriter) -> None:
        rings.set()
        await go_on.wait()
        writer.write(json_reply(call_data(), 201))

    async with before_script(ring) as (front, _), asyncio.timeout(PATIENCE):
        async with front.connected() as client:
            await client.send(CREATE)
            await rings.wait()
        await ear.heard.wait()
        closing = asyncio.ensure_future(front.running.close())
        await asyncio.sleep(0)
        assert not closing.done()
        go_on.set()
        await closing
    assert "calls.create, whose caller left, ended with status 201; request of-the-caller" in caplog.messages
    assert SID not in caplog.text


@pytest.mark.parametrize(("request_", "operation"), [(READ, "calls.fetch"), (CREATE, "calls.create")])
async def test_a_caller_that_left_is_one_line_and_counted(request_: bytes, operation: str, ear: Ear) -> None:
    rings, go_on, gone = asyncio.Event(), asyncio.Event(), asyncio.Event()
    lines: list[EventDict] = []

    def hear(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
        del logger, method
        lines.append(line)
        gone.set()
        raise structlog.DropEvent

    async def ring(writer: asyncio.StreamWriter) -> None:
        rings.set()
        await go_on.wait()
        writer.write(json_reply(call_data(), 201))

    with structlog.testing.capture_logs() as captured:
        del captured
        structlog.get_config()["processors"][:] = [hear]
        async with before_script(ring) as (front, _), asyncio.timeout(PATIENCE):
            async with front.connected() as client:
                await client.send(request_)
                await rings.wait()
            if request_ is CREATE:
                await ear.heard.wait()
                assert not gone.is_set()  # it goes on
                assert "gateway_calls_in_progress 1.0" in front.running.metrics_text().decode()
            else:
                await gone.wait()
            go_on.set()
            await gone.wait()
            metrics = front.running.metrics_text().decode()
    (line,) = [line for line in lines if line["event"] == "call"]
    assert (line["status"], line["operation"], line["request_id"]) == ("gone", operation, "of-the-caller")
    assert (line["backend_statuses"], line["problem"]) == ([201 if request_ is CREATE else None], None)
    assert f'operation="{operation}",route="new",status="gone"}} 1.0' in metrics
    assert "gateway_call_seconds_count{" not in metrics
    assert "gateway_calls_in_progress 0.0" in metrics


async def test_callers_that_leave_hold_what_they_had_until_their_creates_are_done(ear: Ear) -> None:
    """Who sends creates and hangs up, again and again, has no more of them at the backend than who waits."""
    slow = Slow(json_reply(call_data(), 201))
    async with before_script(slow, setting=Setting(limits="{per_caller: {concurrency: 1}}")) as (front, backend):
        async with asking(front, CREATE):
            await slow.was_asked()
        async with asyncio.timeout(PATIENCE):
            await ear.heard.wait()
        assert (await front.ask(CREATE)).status == 429
        async with asking(front, get(caller=GLOBEX)) as other:
            await slow.was_asked()
            for _ in range(2):
                slow.may_answer.release()
            assert (await other.read_response()).status == 200
        slow.may_answer.release()
        async with asyncio.timeout(PATIENCE):
            while (again := await front.ask(get())).status == 429:
                continue
        assert (again.status, len(backend.received)) == (200, 3)


async def test_a_create_that_waits_for_a_place_is_not_sent_when_its_caller_has_left(
    caplog: pytest.LogCaptureFixture, ear: Ear
) -> None:
    caplog.set_level(logging.WARNING)
    told = Ear(", whose caller left, ")
    logging.getLogger("gateway.commitment").addHandler(told)
    slow = Slow(json_reply(call_data(account_sid=None, uri=None)))
    async with before_script(slow, setting=Setting(connections=1)) as (front, backend):
        async with asking(front, get(caller=GLOBEX)) as first:
            await slow.was_asked()
            async with asking(front, CREATE):
                await waits_for_a_place(front)
            async with asyncio.timeout(PATIENCE):
                await ear.heard.wait()
            slow.may_answer.release()
            assert (await first.read_response()).status == 200
        async with asyncio.timeout(PATIENCE):
            await told.heard.wait()
        assert len(backend.received) == 1
        assert b'gateway_unknown_outcomes_total{operation="calls.create"} 0.0' in front.running.metrics_text()
    logging.getLogger("gateway.commitment").removeHandler(told)
    assert "calls.create, whose caller left, was not sent; request of-the-caller" in caplog.messages


async def waits_for_a_place(front: Front) -> None:
    """Until a second call is at the backend's one endpoint."""
    (upstream,) = front.running._ways.upstreams.values()
    async with asyncio.timeout(PATIENCE):
        while upstream.states()[0].busy < 2:
            await lie_idle(0.005)
