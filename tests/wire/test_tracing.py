"""Traces of real calls at a real collector: which spans there are, and what the backend is told."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest

from gateway.app import start
from tests.unit.upstream.raw_backend import backend_with, hang_up, then_close
from tests.wire.gateway_running import ACME, NEW, Front, call, json_reply, reply
from tests.wire.pair_running import enveloped
from tests.wire.tracing_running import (
    CLIENT,
    FETCH_NEW,
    FETCH_OLD,
    INTERNAL,
    PARENT,
    SAMPLED,
    SHOWN,
    STATE,
    TRACE,
    UNSAMPLED,
    assert_whole,
    traced,
    traced_settings,
)

FORM = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])")


def parent_of(sent: dict[str, list[str]]) -> tuple[str, str, str]:
    (field,) = sent["traceparent"]
    match = FORM.fullmatch(field)
    assert match is not None, field
    return match[1], match[2], match[3]


@pytest.mark.parametrize(("target", "route"), [(FETCH_NEW, "new"), (FETCH_OLD, "old")])
async def test_a_call_is_a_span_with_one_below_it_for_each_phase(target: str, route: str) -> None:
    async with traced(SHOWN) as gateway:
        answer = await gateway.front.ask(call("GET", target, SAMPLED, STATE))
        [[own, *below]] = await gateway.end()
    assert answer.status == 200
    assert_whole(own, below)
    assert (own.trace_id, own.parent_id, own.name, own.failed) == (TRACE, PARENT, "GET calls.fetch", False)
    assert [span.name for span in below] == [
        "route",
        "queue",
        "read_request",
        "admit",
        "write_request",
        "exchange",
        "read_response",
        "show_account",
        "write_response",
    ]
    assert {span.name: span.kind for span in below} == {span.name: INTERNAL for span in below} | {"exchange": CLIENT}
    told = {name: own.told[name] for name in ("http.request.method", "http.response.status_code", "gateway.route")}
    assert told == {"http.request.method": "GET", "http.response.status_code": 200, "gateway.route": route}
    (exchange,) = [span for span in below if span.kind == CLIENT]
    assert exchange.told == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "gateway.backend": "behind",
        "server.address": "localhost",
        "server.port": gateway.backend.port,
    }


@pytest.mark.parametrize("target", [FETCH_NEW, FETCH_OLD])
async def test_the_backend_goes_on_below_the_exchange_it_is_part_of(target: str) -> None:
    async with traced(SHOWN) as gateway:
        await gateway.front.ask(call("GET", target, SAMPLED.replace("traceparent", "TraceParent"), STATE, "tracestate: last=1"))
        [[_, *below]] = await gateway.end()
        (sent,) = gateway.sent()
    (exchange,) = [span for span in below if span.kind == CLIENT]
    assert parent_of(sent) == (TRACE, exchange.span_id, "01")
    assert sent["tracestate"] == ["rojo=00f067aa0ba902b7,congo=t61rcWkgMzE,last=1"]


async def test_a_caller_that_tells_no_trace_begins_one() -> None:
    async with traced(SHOWN) as gateway:
        await gateway.front.ask(call("GET", FETCH_NEW, STATE))
        await gateway.front.ask(call("GET", FETCH_NEW, "traceparent: 00-not-one-01", STATE))
        await gateway.front.ask(call("GET", FETCH_NEW, SAMPLED, UNSAMPLED, STATE))
        calls = await gateway.end()
        sent = gateway.sent()
    assert [own.parent_id for own, *_ in calls] == ["", "", ""]
    assert len({own.trace_id for own, *_ in calls} | {TRACE}) == 4
    assert [parent_of(one)[0] for one in sent] == [own.trace_id for own, *_ in calls]
    assert [one["tracestate"] for one in sent] == [[], [], []]


async def test_a_call_that_is_not_recorded_is_passed_on_all_the_same() -> None:
    async with traced(SHOWN) as gateway:
        await gateway.front.ask(call("GET", FETCH_NEW, UNSAMPLED, STATE))
        await gateway.front.ask(call("GET", FETCH_NEW, SAMPLED))
        [[own, *_]] = await gateway.end()
        unsampled, _ = gateway.sent()
    assert own.parent_id == PARENT
    trace, parent, flags = parent_of(unsampled)
    assert (trace, flags, unsampled["tracestate"]) == (TRACE, "00", [STATE.partition(": ")[2]])
    assert parent != PARENT


@pytest.mark.parametrize(("share", "flags"), [("0%", "00"), ("100%", "01")])
async def test_who_is_not_trusted_does_not_decide_what_is_recorded(share: str, flags: str) -> None:
    async with traced(SHOWN, how=f"sample: {share}") as gateway:
        for told in (SAMPLED, UNSAMPLED):
            await gateway.front.ask(call("GET", FETCH_NEW, told))
        sent = gateway.sent()
        await gateway.running.close()
    assert [parent_of(one)[0::2] for one in sent] == [(TRACE, flags)] * 2
    assert len(gateway.collector.calls()) == (2 if flags == "01" else 0)


QUEUE, KEY = "QU00000000000000000000000000000002", "00000000-0000-0000-0000-000000000002"


async def test_several_exchanges_are_several_spans_and_the_backend_is_told_each() -> None:
    thing = {"resource_id": KEY, "name": "old", "hold_music": "x"}
    replies = (enveloped(thing), enveloped({**thing, "name": "new"}))
    async with traced(*replies, behind="json-envelope") as gateway:
        target = f"{NEW}/Accounts/{ACME.id}/Queues/{QUEUE}.json"
        answer = await gateway.front.ask(call("POST", target, SAMPLED, STATE, body=b"FriendlyName=new"))
        [[own, *below]] = await gateway.end()
        sent = gateway.sent()
    assert answer.status == 200
    assert_whole(own, below)
    asked = [span for span in below if span.kind == CLIENT]
    assert [span.told["http.request.method"] for span in asked] == ["GET", "PUT"]
    assert [parent_of(one)[1] for one in sent] == [span.span_id for span in asked]
    assert [one["tracestate"] for one in sent] == [[STATE.partition(": ")[2]]] * 2


async def test_a_file_the_gateway_fetches_itself_is_an_exchange_too() -> None:
    target = f"{NEW}/Accounts/{ACME.id}/Recordings/RE00000000000000000000000000000001.wav"
    moved = b"HTTP/1.1 302 Found\r\nLocation: /files/sound.wav\r\nContent-Length: 0\r\n\r\n"
    async with traced(moved, reply(200, b"RIFF", content_type="audio/x-wav")) as gateway:
        answer = await gateway.front.ask(call("GET", target, SAMPLED))
        [[own, *below]] = await gateway.end()
        sent = gateway.sent()
    assert answer.body == b"RIFF"
    assert_whole(own, below)
    assert [parent_of(one)[1] for one in sent] == [span.span_id for span in below if span.kind == CLIENT]
    assert len(sent) == 2


async def test_what_a_backend_fails_at_is_an_error_with_its_reason() -> None:
    async with traced(hang_up) as gateway:
        answer = await gateway.front.ask(call("GET", FETCH_NEW, SAMPLED))
        [[own, *below]] = await gateway.end()
    (exchange,) = [span for span in below if span.kind == CLIENT]
    assert answer.status >= 500
    assert (own.failed, own.told["http.response.status_code"]) == (True, answer.status)
    assert own.told["error.type"] == own.told["gateway.problem"] == exchange.told["error.type"]
    assert exchange.failed
    assert [span.name for span in below if span.failed] == ["exchange"]
    # sent once and again, on another connection, in one exchange: both told the same span
    assert {parent_of(one)[1] for one in gateway.sent()} == {exchange.span_id}
    assert len(gateway.sent()) == 2


async def test_what_a_caller_asks_wrongly_is_none() -> None:
    async with traced(json_reply({"status": 404, "message": "no", "code": 20404}, 404)) as gateway:
        for request in (
            call("GET", FETCH_NEW, SAMPLED),
            call("GET", FETCH_NEW, SAMPLED, caller=None),
            call("GET", "/nowhere", SAMPLED),
        ):
            await gateway.front.ask(request)
        missing, stranger, lost = await gateway.end()
    assert [own.failed for own, *_ in (missing, stranger, lost)] == [False] * 3
    assert [own.told["http.response.status_code"] for own, *_ in (missing, stranger, lost)] == [404, 401, 404]
    assert [span.failed for span in missing if span.kind == CLIENT] == [True]  # for a client it is one
    assert [span.name for span in lost] == ["GET"]


async def test_a_streamed_answer_ends_its_span_when_the_last_of_it_is_out() -> None:
    sound = b"RIFF" + bytes(300_000)
    target = f"{NEW}/Accounts/{ACME.id}/Recordings/RE00000000000000000000000000000001.wav"
    async with traced(reply(200, sound, content_type="audio/x-wav")) as gateway:
        answer = await gateway.front.ask(call("GET", target, SAMPLED))
        [[own, *below]] = await gateway.end()
    assert answer.body == sound
    assert_whole(own, below)
    assert own.told["http.response.body.size"] == len(sound)
    assert not own.failed


async def test_an_answer_that_breaks_off_is_an_error() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: audio/x-wav\r\nContent-Length: 100\r\n\r\nbegin"
    target = f"{NEW}/Accounts/{ACME.id}/Recordings/RE00000000000000000000000000000001.wav"
    async with traced(then_close(head)) as gateway, gateway.front.connected() as client:
        await client.send(call("GET", target, SAMPLED))
        await client.read_head()
        with suppress(ConnectionError):
            await client.read_to_end()
        [[own, *_]] = await gateway.end()
    assert (own.failed, own.told["error.type"]) == (True, "cut_off")


@pytest.mark.parametrize("target", [FETCH_NEW, FETCH_OLD])
@pytest.mark.parametrize("value", ["00-not-one", f"ff-{TRACE}-{PARENT}-01", "", f"00-{TRACE}-{PARENT}-01"])
async def test_without_tracing_what_a_caller_tells_passes_as_it_came(target: str, value: str) -> None:
    async with backend_with(SHOWN) as backend:
        running = await start(traced_settings(backend.endpoint, ""))
        try:
            await Front(running, ()).ask(call("GET", target, f"TraceParent: {value}", "tracestate: a=1,,", "tracestate: =x"))
        finally:
            await running.close()
        fields = [line for line in backend.fields() if line.lower().startswith("trace")]
    assert fields == [f"TraceParent: {value}", "tracestate: a=1,,", "tracestate: =x"]
