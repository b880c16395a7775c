"""Nothing a caller or a backend names is fetched: a canary stands at every URL that is named, and nobody comes to it."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

import pytest

from gateway.dialects import discover
from gateway.dialects.entries import Entry
from tests.documents import code_in
from tests.named_tests import ROOT
from tests.unit.upstream.raw_backend import Reply
from tests.wire.canary import Canary, canary
from tests.wire.pair_running import ENVELOPE, MODERN, OLD, RESTCOMM, Pair, all_dialects, answer, enveloped, pair

THREATS = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
LISTED = set(code_in(THREATS.partition("| fields that hold a URL")[2].partition("| any parameter")[0])) - {"play"}
"""The parameters and properties of which the threat model says that they hold a URL."""
PAIRS = tuple(itertools.product(all_dialects(), repeat=2))
IN_EVERY_PAIR = pytest.mark.parametrize(("caller", "behind"), PAIRS)
PREFIXES = {
    "Calls": "CA",
    "IncomingPhoneNumbers": "PN",
    "Applications": "AP",
    "Queues": "QU",
    "Conferences": "CF",
    "Clients": "CL",
}
NUMBERS = {"To": "+15555550100", "Called": "+15555550100", "From": "+15555550101", "Caller": "+15555550101"}
SAID = {**NUMBERS, "PhoneNumber": "+15555550102", "UsageCategory": "calls", "StartDate": "2010-01-01", "EndDate": "2010-01-02"}
MESSAGE = {"To": "+15555550100", "From": "+15555550101", "Body": "x"}
RECORDING = "/Accounts/{account}/Recordings/RE00000000000000000000000000000001"
KEY = "00000000-0000-0000-0000-000000000001"


def path_of(entry: Entry) -> str:
    """The entry's path with ids in it."""
    segments: list[str] = []
    for segment in entry.path:
        if segment == "{account_sid}":
            segments.append("{account}")
        elif segment.startswith("{"):
            segments.append(PREFIXES.get(segments[-1], "XX") + "0" * 31 + "1")
        else:
            segments.append(segment)
    return "/" + "/".join(segments)


def requests_with(url: str, caller: str) -> Iterator[tuple[str, str, bytes]]:
    """Method, path and body of a request for each parameter that holds a URL, at each place the caller's dialect has it."""
    for entry in discover()[caller].entries:
        parameters = [parameter for operation in entry.operations for parameter in operation.parameters]
        required = {one.name: url if one.name in LISTED else SAID.get(one.name, "1") for one in parameters if one.required}
        for name in {parameter.name: None for parameter in parameters if parameter.name in LISTED}:
            told = {**required, name: url, "UrlThatNobodyKnows": url}
            if entry.method == "GET":
                yield "GET", f"{path_of(entry)}?{urlencode(told)}", b""
            else:
                yield entry.method, path_of(entry), urlencode(told).encode()


def enveloped_requests_with(url: str) -> Iterator[tuple[str, str, bytes]]:
    """The same in the dialect that says it in JSON, its commands of a call and its own resources too."""
    dial = {"dial": {"to": "+15555550100", "from": "+15555550101", "call_url": url, "status_callback": url}}
    names = sorted(name for name in LISTED if name.islower())
    assert len(names) == 5
    for name in names:
        yield "PUT", f"/phone_numbers/{KEY}", json.dumps({name: url}).encode()
    for command in ({"play": {"url": url}}, {"play": {"media": url}}, {"say": {"text": url}}, {"redirect": {"url": url}}):
        yield "POST", "/calls", json.dumps({"commands": [dial, command]}).encode()
        yield "PUT", f"/calls/{KEY}", json.dumps({"commands": [command]}).encode()
    yield "POST", "/sms", json.dumps({"to": "+15555550100", "from": "+15555550101", "message": "x", "media_url": url}).encode()
    yield "POST", "/menus", json.dumps({"name": "x", "url": url}).encode()


def thing_with(url: str) -> dict[str, object]:
    """What a backend shows, full of URLs."""
    named = dict.fromkeys(["uri", "next_page_uri", "first_page_uri", "voice_url", "status_callback", "media_url", "url"], url)
    return {"sid": "CA" + "0" * 31 + "1", "resource_id": KEY, **named, "subresource_uris": {"recordings": url}}


def reply_with(url: str, behind: str) -> Reply:
    thing = thing_with(url)
    return enveloped(thing) if behind == ENVELOPE else answer(thing)


async def send_all(running: Pair, bird: Canary) -> None:
    plain = () if running.caller == ENVELOPE else requests_with(bird.url, running.caller)
    for method, path, body in (*plain, *(enveloped_requests_with(bird.url) if running.caller == ENVELOPE else ())):
        await running.ask(method, path, f"Referer: {bird.url}", f"X-Original-URL: {bird.url}", body=body)


async def nobody_came(bird: Canary) -> bool:
    """After a while in which whoever was about to come would have."""
    for _ in range(20):
        await asyncio.sleep(0)
    return bird.connections == 0


async def test_a_canary_notices_who_comes() -> None:
    async with canary() as bird:
        reader, writer = await asyncio.open_connection("127.0.0.1", bird.port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        writer.close()
        await writer.wait_closed()
        assert not await nobody_came(bird)


def test_every_parameter_listed_is_sent_by_somebody() -> None:
    asked = [request for caller in (MODERN, OLD, RESTCOMM) for request in requests_with("x", caller)]
    texts = [path.partition("?")[2] if method == "GET" else body.decode() for method, path, body in asked]
    told = {name for text in texts for name, _ in parse_qsl(text)}
    properties = " ".join(body.decode() for _, _, body in enveloped_requests_with("x"))
    assert len(LISTED) > 30
    assert [name for name in LISTED if name not in told and f'"{name}"' not in properties] == []


@IN_EVERY_PAIR
async def test_no_url_of_a_callers_is_fetched(caller: str, behind: str) -> None:
    async with canary() as bird, pair(caller, behind, reply_with(bird.url, behind)) as running:
        await send_all(running, bird)
        assert await nobody_came(bird)
        # They are passed on: with nothing to look at the test would prove nothing.
        passed_on = [request for request in running.backend.received if str(bird.port).encode() in request]
        assert len(passed_on) > 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@IN_EVERY_PAIR
async def test_no_redirect_to_another_host_is_followed(caller: str, behind: str, status: int) -> None:
    async with canary() as bird:
        for place in (f"http://{bird.host}/x", f"//{bird.host}/x", f"HTTP://user@{bird.host}"):
            fields = (
                f"Location: {place}",
                f"Content-Location: {place}",
                f"Refresh: 0; url={place}",
                f"Link: <{place}>; rel=next",
            )
            async with pair(caller, behind, answer({}, status, *fields)) as running:
                for method, path, body in redirected(caller):
                    await running.ask(method, path, body=body)
                assert 4 <= len(running.lines) <= len(redirected(caller))
        assert await nobody_came(bird)


def redirected(caller: str) -> tuple[tuple[str, str, bytes], ...]:
    """A recording, a list, a fetch, a create and a delete."""
    if caller == ENVELOPE:
        message = b'{"to": "+15555550100", "from": "+15555550101", "message": "x"}'
        return (
            ("GET", f"/recordings/{KEY}", b""),
            ("GET", "/calls", b""),
            ("GET", f"/calls/{KEY}", b""),
            ("POST", "/sms", message),
            ("DELETE", f"/recordings/{KEY}", b""),
        )
    return (
        ("GET", f"{RECORDING}.wav", b""),
        ("GET", "/Accounts/{account}/Calls", b""),
        ("GET", "/Accounts/{account}/Calls/CA00000000000000000000000000000001", b""),
        ("POST", "/Accounts/{account}/SMS/Messages", urlencode(MESSAGE).encode()),
        ("DELETE", RECORDING, b""),
    )


@pytest.mark.parametrize("behind", [MODERN, OLD, RESTCOMM])
@pytest.mark.parametrize("caller", [MODERN, OLD, RESTCOMM])
async def test_a_file_on_the_backends_host_that_leads_elsewhere_is_not_followed_there(caller: str, behind: str) -> None:
    async with canary() as bird:
        replies = answer({}, 302, "Location: /files/a.wav"), answer({}, 302, f"Location: {bird.url}")
        async with pair(caller, behind, *replies) as running:
            await running.ask("GET", f"{RECORDING}.wav")
            assert len(running.lines) == 2
        assert await nobody_came(bird)


@pytest.mark.parametrize("caller", all_dialects())
async def test_no_host_a_caller_names_is_connected_to(caller: str) -> None:
    method, path, body = redirected(caller)[1]
    async with canary() as bird, pair(caller, caller, reply_with(bird.url, caller)) as running:
        named = (f"X-Forwarded-Host: {bird.host}", f"Forwarded: host={bird.host}", f"X-Forwarded-Server: {bird.host}")
        await running.ask(method, path, *named, body=body)
        await running.ask("GET", path, f"X-Host: {bird.host}", f"X-Rewrite-URL: {bird.url}", f"Destination: {bird.url}")
        assert await nobody_came(bird)
