"""How long a large translation keeps the event loop from everything else: python -m bench.loop_stalls [MIB…]

For each caller's dialect and representation before each backend's, a list of calls of about that size goes through the
pipeline, and a large form or document on the way in. A list in XML holds fewer where it would be refused for its many elements.
A ticker notes the longest time between two of its turns, in milliseconds, beside the time the whole call took and the size of
the answer or of the request. Each question has a process of its own, which holds nothing of the others. Time in which it did
nothing is not counted: then another one had the machine, and nobody here was waited for.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from msgspec.structs import replace

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
_PLAIN = "x"


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


def answer_of(backend: Side, page: Page, size: int) -> WireResponse:
    """So many bytes of the page as a backend writes it, and in XML as much of it as may be read."""
    dialect = discover()[backend.dialect]
    face = Face("http://backend.example", base_path=dialect.root, options=complete_options(dialect.options, {}))
    asked = dialect.read_request(WireRequest("GET", backend.calls, Headers([backend.login, _HOST])), face)
    asked = replace(asked, representation=backend.form)

    def write(items: Sequence[Resource]) -> WireResponse:
        return dialect.write_response(ApiResponse(200, replace(page, items=items)), asked, face).wire

    one, two = write(page.items[:1]).body, write(page.items[:2]).body
    most = size // (len(two) - len(one))
    if backend.form is Representation.XML:
        most = min(most, _MOST_ELEMENTS // (one.count(b"</") + one.count(b"/>")))
    return write(page.items[:most])


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


@dataclass(frozen=True)
class Question:
    """What is asked: a list, or a create with a text of so many `letter`s, by a caller's side of a backend's."""

    caller: Side
    backend: Side
    letter: str = ""

    @property
    def name(self) -> str:
        caller, backend = f"{self.caller.dialect}.{self.caller.form}", f"{self.backend.dialect}.{self.backend.form}"
        if not self.letter:
            return f"list {caller} ← {backend}"
        return f"create ({'plain' if self.letter == _PLAIN else 'escaped'}) {caller} → {backend}"

    def pose(self, size: int) -> tuple[Gateway, WireRequest]:
        """The gateway to ask, and the request."""
        if not self.letter:
            answer = answer_of(self.backend, page_of(size), size)
            head = Headers([self.caller.login, _HOST])
            return gateway_between(self.caller, self.backend, answer), WireRequest("GET", self.caller.calls, head)
        target, kind, frame = self.caller.create
        before, _, behind = frame.partition("|")
        body = (before + _texts(self.letter, size, "&Body=" if kind == _FORM else "") + behind).encode()
        answer = WireResponse(500, Headers([("Content-Type", "text/plain")]), b"no")
        head = Headers([self.caller.login, _HOST, ("Content-Type", kind)])
        return gateway_between(self.caller, self.backend, answer), WireRequest("POST", target, head, body)


def questions() -> Iterator[Question]:
    """Lists through every pair, then large requests."""
    pairs = [(caller, backend) for backend in SIDES for caller in SIDES]
    yield from (Question(caller, backend) for caller, backend in pairs)
    for caller, backend in pairs:
        yield Question(caller, backend, _PLAIN)
        yield Question(caller, backend, "%C3%A9+" if caller.create[1] == _FORM else "\\u00e9 ")


def _texts(letter: str, size: int, between: str) -> str:
    """About so many bytes of text: in several, each as long as one may be, where something can stand between them."""
    if not between:
        return letter * (size // len(letter))
    one = letter * ((LONGEST - len(between)) // len(letter))
    return between.join([one] * max(1, size // len(one))) if size > LONGEST else letter * (size // len(letter))


async def _ask(question: Question, size: int, times: int) -> str:
    gateway, wire = question.pose(size)
    settle_process()  # nothing that was made to ask is looked at by the collector
    results = [await longest_stall(gateway, wire) for _ in range(times)]
    stall, whole, response = min(results, key=lambda result: result[0])
    length = max(len(wire.body), len(response.body)) / MIB
    return f"{stall:8.1f} ms of {whole:8.0f} ms  {length:5.1f} MiB  {question.name}  {response.status}"


def ask(question: Question, size: int, times: int) -> str:
    """One line of what was measured, in this process."""
    return asyncio.run(_ask(question, size, times))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", type=float, nargs="*", default=[0.25, 1, 4, 16], metavar="MIB")
    parser.add_argument("--only", default="", help="what the name of a question must hold")
    parser.add_argument(
        "--repeat", type=int, default=1, help="the least of so many is shown: the machine has unrest of its own"
    )
    arguments = parser.parse_args()
    chosen = [question for question in questions() if arguments.only in question.name]
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        for size in arguments.sizes:
            for question in chosen:
                print(processes.submit(ask, question, int(size * MIB), arguments.repeat).result(), flush=True)


if __name__ == "__main__":
    main()
