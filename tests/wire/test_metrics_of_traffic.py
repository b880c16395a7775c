"""What the metrics tell of calls that wait, are under way, or come to a bad end, while it happens."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from tests.unit.observe.recorded import told
from tests.unit.upstream.raw_backend import lie_idle, then_close
from tests.wire.gateway_running import ACME, NEW, OLD, SID, Front, Setting, before_script, call, call_data, json_reply, reply
from tests.wire.listening import PATIENCE

ANSWER = json_reply(call_data())
FETCH = call("GET", f"{OLD}/Accounts/{ACME.id}/Calls/{SID}")
RECORDING = call("GET", f"{NEW}/Accounts/{ACME.id}/Recordings/RE00000000000000000000000000000001")


@dataclass
class Slow:
    """A backend that is told when to answer."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, writer: asyncio.StreamWriter) -> None:
        self.asked.set()
        await self.may_answer.wait()
        writer.write(ANSWER)


def values(front: Front, name: str) -> dict[tuple[str, ...], float]:
    """By the labels' values, those of the endpoint left out: there is one."""
    families = front.running.families()
    return {labels[2:] if "endpoint" in name else labels: value for labels, value in told(families, name).items()}


async def until(front: Front, name: str, wanted: dict[tuple[str, ...], float]) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while values(front, name) != wanted:
                await lie_idle(0.005)
    except TimeoutError:
        pytest.fail(f"{name} is {values(front, name)}, not {wanted}")


async def test_what_is_under_way_and_what_waits_for_it() -> None:
    slow = Slow()
    setting = Setting(limits="{concurrency: 1, queue: 5, queue_time: 60s}")
    async with before_script(slow, setting=setting) as (front, _), front.connected() as one, front.connected() as other:
        assert values(front, "gateway_endpoint_connections") == {("busy",): 0, ("idle",): 0}
        await one.send(FETCH)
        async with asyncio.timeout(PATIENCE):
            await slow.asked.wait()
        await other.send(FETCH)
        await until(front, "gateway_queue", {(): 1})
        await until(front, "gateway_calls_in_progress", {(): 2})
        assert values(front, "gateway_endpoint_requests") == {(): 1}
        assert values(front, "gateway_endpoint_connections") == {("busy",): 1, ("idle",): 0}
        assert values(front, "gateway_queue_seconds_count") == {(): 0}
        slow.may_answer.set()
        assert [(await client.read_response()).status for client in (one, other)] == [200, 200]
        assert values(front, "gateway_queue") == values(front, "gateway_endpoint_requests") == {(): 0}
        assert values(front, "gateway_queue_seconds_count") == {(): 1}
        await until(front, "gateway_endpoint_connections", {("busy",): 0, ("idle",): 1})
        waited = values(front, "gateway_queue_seconds_sum")[()]
        assert (
            values(front, "gateway_own_seconds_sum")["old",] < values(front, "gateway_call_seconds_sum").popitem()[1] - waited
        )


async def test_a_call_that_waited_in_vain_was_not_held_up_by_the_gateway_itself() -> None:
    slow = Slow()
    setting = Setting(limits="{concurrency: 1, queue: 1, queue_time: 300ms}")
    async with before_script(slow, setting=setting) as (front, _), front.connected() as client:
        await client.send(FETCH)
        async with asyncio.timeout(PATIENCE):
            await slow.asked.wait()
        assert (await front.ask(FETCH)).status == 503
        assert values(front, "gateway_queue_seconds_sum")[()] >= 0.3
        ((_, whole),) = values(front, "gateway_call_seconds_sum").items()
        assert whole >= 0.3
        assert values(front, "gateway_own_seconds_sum")["old",] <= whole - 0.29
        slow.may_answer.set()
        assert (await client.read_response()).status == 200


@pytest.mark.parametrize(("policy", "status"), [("pass", 200), ("drop", 200), ("reject", 400)])
async def test_unknown_parameters_are_counted_whatever_becomes_of_them(policy: str, status: int) -> None:
    setting = Setting(policy=f"on_loss: warn, unknown_parameters: {policy}")
    odd = call("GET", f"{OLD}/Accounts/{ACME.id}/Calls/{SID}?Odd=1&Queer=2")
    async with before_script(ANSWER, setting=setting) as (front, _):
        assert values(front, "gateway_unknown_parameters_total") == {(policy, "new"): 0, (policy, "old"): 0}
        assert (await front.ask(odd)).status == status
        assert values(front, "gateway_unknown_parameters_total") == {(policy, "new"): 0, (policy, "old"): 2}


async def test_an_answer_that_breaks_off_on_its_way_is_counted_by_the_status_it_had() -> None:
    broken = then_close(b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nContent-Length: 100\r\n\r\nbegin")
    async with before_script(broken) as (front, _):
        async with front.connected() as client:
            await client.send(RECORDING)
            with suppress(ConnectionError):
                await client.read_to_end()
        await until(front, "gateway_cut_off_answers_total", {("new",): 1, ("old",): 0})
        assert [labels[-1] for labels in values(front, "gateway_calls_total")] == ["2xx"]


async def test_a_breaker_that_opens_and_the_failures_that_opened_it() -> None:
    async with before_script(reply(503, b"no", "Retry-After: 1")) as (front, _):
        assert values(front, "gateway_endpoint_breaker") == {("closed",): 1, ("open",): 0, ("half_open",): 0}
        for _ in range(10):
            await front.ask(FETCH)
        assert values(front, "gateway_endpoint_breaker") == {("closed",): 0, ("open",): 1, ("half_open",): 0}
        assert (values(front, "gateway_endpoint_up"), values(front, "gateway_endpoint_healthy")) == ({(): 0}, {(): 1})
        assert sum(values(front, "gateway_backend_failures_total").values()) == 5
        assert values(front, "gateway_endpoint_last_failure_timestamp_seconds").keys() == {("backend_failed",)}
