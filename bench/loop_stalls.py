"""How long a large translation keeps the event loop from everything else: python -m bench.loop_stalls [MIB…]

For each caller's dialect and representation before each backend's, a list of calls of about that size goes through the
pipeline, and a large form or document on the way in. A list in XML holds fewer where it would be refused for its many elements.
A ticker notes the longest time between two of its turns, in milliseconds, beside the time the whole call took and the size of
the answer or of the request. Time in which this process did nothing is not counted: then another one had the machine, and
nobody here was waited for.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gateway.codecs.basic import write_basic
from gateway.codecs.pieces import LONGEST
from gateway.delivery import Backend
from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.model import ApiResponse, Credentials, Page, Representation, Resource
from gateway.off_loop import settle_process
from gateway.pipeline import Gateway, handle
from gateway.policy.credentials import pass_through
from gateway.router import Condition, Route
from gateway.trail import Trail
from gateway.wire import Headers, WireRequest, WireResponse

MIB = 1024 * 1024
_TICK = 0.001
_MOST_ELEMENTS = 200_000  # that an XML document may hold (gateway.codecs.xml)
_ACCOUNT = "AC" + "a" * 32
_LOGIN = ("Authorization", write_basic(Credentials(_ACCOUNT, "secret-of-acme")))
_KEY = ("Authorization", write_basic(Credentials("aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa", "x")))
_HOST = ("Host", "v1.gateway.example")
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Side:
    """A dialect and a form it is spoken in."""

    dialect: str
    form: Representation
    calls: str
    login: tuple[str, str]
    create: tuple[str, str, str]  # target, type, and the body before and behind the text, divided by a vertical bar


_OLD, _NEW = f"/2008-08-01/Accounts/{_ACCOUNT}", f"/2010-04-01/Accounts/{_ACCOUNT}"
_OPEN = f"/restcomm/2012-04-24/Accounts/{_ACCOUNT}"
_MESSAGE = "From=%2B15555550100&To=%2B15555550101&Body=|"
SIDES = (
    Side("twilio-2008", Representation.XML, f"{_OLD}/Calls", _LOGIN, (f"{_OLD}/SMS/Messages", _FORM, _MESSAGE)),
    Side("twilio-2008", Representation.JSON, f"{_OLD}/Calls.json", _LOGIN, (f"{_OLD}/SMS/Messages.json", _FORM, _MESSAGE)),
    Side("twilio-2010", Representation.XML, f"{_NEW}/Calls", _LOGIN, (f"{_NEW}/Messages", _FORM, _MESSAGE)),
    Side("twilio-2010", Representation.JSON, f"{_NEW}/Calls.json", _LOGIN, (f"{_NEW}/Messages.json", _FORM, _MESSAGE)),
    Side("restcomm-2012", Representation.XML, f"{_OPEN}/Calls", _LOGIN, (f"{_OPEN}/SMS/Messages", _FORM, _MESSAGE)),
    Side("restcomm-2012", Representation.JSON, f"{_OPEN}/Calls.json", _LOGIN, (f"{_OPEN}/SMS/Messages.json", _FORM, _MESSAGE)),
    Side(
        "json-envelope",
        Representation.JSON,
        "/calls",
        _KEY,
        ("/sms", _JSON, '{"from": "+15555550100", "to": "+15555550101", "message": "|"}'),
    ),
)


class Ticker:
    """Notes the longest time between two turns of the loop, `_TICK` of it being its own sleep, in which the process worked."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def run(self) -> None:
        before, worked_before = time.perf_counter(), time.process_time()
        while True:
            await asyncio.sleep(_TICK)
            now, worked = time.perf_counter(), time.process_time()
            self.longest = max(self.longest, min(now - before - _TICK, worked - worked_before))
            before, worked_before = now, worked


def gateway_between(caller: Side, backend: Side, answer: WireResponse) -> Gateway:
    dialects = discover()
    front, behind = dialects[caller.dialect], dialects[backend.dialect]
    face = Face("http://gateway.example", base_path=front.root, options=complete_options(front.options, {}))
    back = Face(
        "http://backend.example",
        base_path=behind.root,
        representation=backend.form,
        options=complete_options(behind.options, {}),
    )

    async def send(request: WireRequest, **_how: object) -> WireResponse:
        del request
        return answer

    return Gateway(
        routes=(Route("one", Condition(), front, face, "behind"),),
        backends={"behind": Backend(behind, back, send)},
        dialects=dialects,
        admit=pass_through,
        public_url="http://gateway.example",
    )


def page_of(size: int) -> Page:
    """Calls that make up about so many bytes of JSON."""
    one = {
        "sid": "CA00000000000000000000000000000001",
        "date_created": "Tue, 31 Aug 2010 20:36:28 +0000",
        "date_updated": "Tue, 31 Aug 2010 20:36:28 +0000",
        "account_sid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "to": "+15555550100",
        "from": "+15555550101",
        "status": "completed",
        "start_time": "Tue, 31 Aug 2010 20:36:28 +0000",
        "end_time": "Tue, 31 Aug 2010 20:36:28 +0000",
        "duration": "8",
        "price": None,
        "direction": "outbound-api",
        "api_version": "2010-04-01",
        "uri": "/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Calls/CA00000000000000000000000000000001.json",
    }
    count = size // len(json.dumps(one))
    body = json.dumps({"calls": [one] * count, "page": 0, "page_size": count, "start": 0, "end": count - 1}).encode()
    new = discover()["twilio-2010"]
    face = Face("http://backend.example", options=complete_options(new.options, {}))
    asked = new.read_request(WireRequest("GET", f"{_NEW}/Calls.json", Headers([_LOGIN, _HOST])), face)
    read = new.read_response(WireResponse(200, Headers([("Content-Type", _JSON)]), body), asked, face)
    assert isinstance(read.body, Page)
    return read.body


def answer_of(backend: Side, page: Page) -> WireResponse:
    """The page as a backend writes it, and in XML as much of it as may be read."""
    dialect = discover()[backend.dialect]
    face = Face("http://backend.example", base_path=dialect.root, options=complete_options(dialect.options, {}))
    asked = dialect.read_request(WireRequest("GET", backend.calls, Headers([backend.login, _HOST])), face)
    asked = replace(asked, representation=backend.form)

    def write(items: tuple[Resource, ...]) -> WireResponse:
        return dialect.write_response(ApiResponse(200, replace(page, items=items)), asked, face).wire

    if backend.form is not Representation.XML:
        return write(page.items)
    one = write(page.items[:1]).body
    return write(page.items[: _MOST_ELEMENTS // (one.count(b"</") + one.count(b"/>"))])


async def longest_stall(gateway: Gateway, wire: WireRequest) -> tuple[float, float, WireResponse]:
    """The longest time between two turns of the loop, the time of the whole call, both in ms, and the answer."""
    ticker = Ticker()
    ticking = asyncio.create_task(ticker.run())
    await asyncio.sleep(0.05)
    ticker.longest = 0.0
    began = time.perf_counter()
    response = await handle(wire, gateway, Trail())
    whole = time.perf_counter() - began
    await asyncio.sleep(0.01)
    ticking.cancel()
    return ticker.longest * 1000, whole * 1000, response


def questions(size: int, chosen: str) -> Iterator[tuple[str, Gateway, WireRequest]]:
    """What is asked: lists through every pair, then large requests through those that begin in another form."""
    page = page_of(size)
    gc.freeze()  # no gateway holds such a page all the time, and the collector need not go through it at each full pass
    for backend in SIDES:
        answer = answer_of(backend, page)
        for caller in SIDES:
            name = f"list {caller.dialect}.{caller.form} ← {backend.dialect}.{backend.form}"
            if chosen in name:
                head = Headers([caller.login, _HOST])
                yield name, gateway_between(caller, backend, answer), WireRequest("GET", caller.calls, head)
    for caller in SIDES:
        target, kind, frame = caller.create
        head = Headers([caller.login, _HOST, ("Content-Type", kind)])
        before, _, behind = frame.partition("|")
        for text, letter in (("plain", "x"), ("escaped", "%C3%A9+" if kind == _FORM else "\\u00e9 ")):
            body = (before + _texts(letter, size, "&Body=" if kind == _FORM else "") + behind).encode()
            for backend in SIDES:
                name = f"create ({text}) {caller.dialect}.{caller.form} → {backend.dialect}.{backend.form}"
                if chosen in name:
                    answer = WireResponse(500, Headers([("Content-Type", "text/plain")]), b"no")
                    yield name, gateway_between(caller, backend, answer), WireRequest("POST", target, head, body)


def _texts(letter: str, size: int, between: str) -> str:
    """About so many bytes of text: in several, each as long as one may be, where something can stand between them."""
    if not between:
        return letter * (size // len(letter))
    one = letter * ((LONGEST - len(between)) // len(letter))
    return between.join([one] * max(1, size // len(one))) if size > LONGEST else letter * (size // len(letter))


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", type=float, nargs="*", default=[0.25, 1, 4, 16], metavar="MIB")
    parser.add_argument("--only", default="", help="what the name of a question must hold")
    parser.add_argument(
        "--repeat", type=int, default=1, help="the least of so many is shown: the machine has unrest of its own"
    )
    arguments = parser.parse_args()
    settle_process()
    ticker = Ticker()
    ticking = asyncio.create_task(ticker.run())
    await asyncio.sleep(1)
    ticking.cancel()
    print(f"{ticker.longest * 1000:8.1f} ms between two turns with nothing to do")
    for size in arguments.sizes:
        for name, gateway, wire in questions(int(size * MIB), arguments.only):
            results = [await longest_stall(gateway, wire) for _ in range(arguments.repeat)]
            stall, whole, response = min(results, key=lambda result: result[0])
            length = max(len(wire.body), len(response.body)) / MIB
            print(f"{stall:8.1f} ms of {whole:8.0f} ms  {length:5.1f} MiB  {name}  {response.status}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
