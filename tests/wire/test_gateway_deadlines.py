"""What the time of a whole call bounds: reading, counting, and whether there is time left for a change."""

from __future__ import annotations

import asyncio

from tests.unit.upstream.raw_backend import lie_idle
from tests.wire.gateway_running import ACME, NEW, OLD, Setting, assert_error, before_script, call, call_data, json_reply
from tests.wire.listening import PATIENCE

HURRIED = "{connect: 2s, first_byte: 1s, idle: 1s, total: 1s}"


async def test_a_large_answer_that_has_to_be_read_ends_with_its_call() -> None:
    """Of the same dialect and large, so that it would pass as it comes; but it names its own host in the beginning."""

    async def trickle(writer: asyncio.StreamWriter) -> None:
        port = writer.get_extra_info("sockname")[1]
        begun = b'{"calls": [], "next_page_uri": "http://localhost:%d/x", "pad": "' % port + b"x" * 300_000
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n" + begun)
        while not writer.is_closing():
            writer.write(b"x")
            await lie_idle(0.1)

    setting = Setting(credentials="passthrough", timeouts=HURRIED)
    async with before_script(trickle, setting=setting) as (front, _), asyncio.timeout(PATIENCE):
        path = f"{NEW}/Accounts/{ACME.id}/Calls.json"
        assert_error(await front.ask(call("GET", path)), 504, path=path)


async def test_a_page_is_shown_though_counting_those_behind_it_took_too_long() -> None:
    following = f"{NEW}/Accounts/{ACME.id}/Calls.json?PageSize=1&Page=1&PageToken=PA1"
    page = {
        "calls": [call_data()],
        "page": 0,
        "page_size": 1,
        "start": 0,
        "end": 0,
        "uri": following,
        "next_page_uri": following,
    }

    async def keep_waiting(writer: asyncio.StreamWriter) -> None:
        del writer
        await asyncio.Event().wait()

    setting = Setting(timeouts=HURRIED, options="{totals: walk}")
    async with before_script(json_reply(page), keep_waiting, setting=setting) as (front, backend):
        answer = await front.ask(call("GET", f"{OLD}/Accounts/{ACME.id}/Calls?num=1"))
        assert (answer.status, answer.body.count(b"<Call>")) == (200, 1)
        assert len(backend.received) > 1


async def test_nothing_is_bought_when_it_is_too_late_to_hear_of_it() -> None:
    """A search, then a purchase, and the search was slow."""
    path = f"{OLD}/Accounts/{ACME.id}/IncomingPhoneNumbers/Local"
    found = {"available_phone_numbers": [{"phone_number": "+15555550100", "friendly_name": "x"}], "uri": "x"}

    async def find_late(writer: asyncio.StreamWriter) -> None:
        await lie_idle(0.7)
        writer.write(json_reply(found))

    setting = Setting(timeouts=HURRIED)
    async with before_script(find_late, json_reply({}, 201), setting=setting) as (front, backend):
        answer = await front.ask(call("POST", path, body=b"AreaCode=555&Url=http%3A%2F%2Fx.example"))
        fields = assert_error(answer, 504, path=path)
        assert fields["Message"].endswith("Nothing was changed.")
        assert [request.split()[0] for request in backend.received] == [b"GET"]
        assert b"gateway_unknown_outcomes_total{" not in b"".join(
            line for line in front.running.metrics_text().splitlines(keepends=True) if b" 0.0" not in line
        )
