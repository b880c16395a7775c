"""The lines of the log over calls of every kind hold what the table of its fields says: each field of it, and no other."""

from __future__ import annotations

import ast
import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from gateway.observe.log.fields import CALL, EVERY_LINE, NUMBER, OWN, REFUSED, Field
from tests.named_tests import ROOT
from tests.silence.backends import MODERN, OLD, RESTCOMM
from tests.silence.callers import FORM, Speaker, http
from tests.silence.hearing import overheard
from tests.silence.private import KNOWN, basic
from tests.silence.stage import LIMITS, Setting, Stage, staged

NUMBER_SHOWN, NUMBER_SAID = "+1********47", "+15555550147"
SOUND = "RE" + "0" * 31 + "1"
TRACED = f"{LIMITS}}}\ntracing: {{endpoint: http://127.0.0.1:9/v1/traces, sample: 0%"
TYPES: dict[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "number or text": lambda value: isinstance(value, int | str),
    "true or false": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list),
}


@dataclass
class Lines:
    """What was logged, read when the gateway had ended."""

    told: list[dict[str, object]] = field(default_factory=list)

    def of(self, event: str) -> list[dict[str, object]]:
        return [line for line in self.told if line["event"] == event]

    @property
    def call(self) -> dict[str, object]:
        (line,) = self.of("call")
        return line


@asynccontextmanager
async def logging_stage(setting: Setting) -> AsyncIterator[tuple[Stage, Lines]]:
    lines = Lines()
    with overheard() as heard:
        async with staged(KNOWN, setting) as stage:
            yield stage, lines
        lines.told = [json.loads(line) for line in heard.lines]


def sound(account: str) -> bytes:
    return http("GET", f"{account}/Recordings/{SOUND}.wav", basic(KNOWN.acme))


def numbers() -> Iterator[bytes]:
    """A call for each parameter that holds a number."""
    modern, restcomm = Speaker(MODERN, KNOWN).account, Speaker(RESTCOMM, KNOWN).account
    available = f"{modern}/AvailablePhoneNumbers/US/Local.json"
    for method, path, names in (
        ("POST", f"{modern}/Calls.json", ("To", "From", "CallerId")),
        ("POST", f"{modern}/Messages.json", ("To", "FallbackFrom")),
        ("POST", f"{modern}/IncomingPhoneNumbers.json", ("PhoneNumber",)),
        ("GET", available, ("NearNumber", "Contains")),
        ("GET", f"{modern}/SMS/ShortCodes.json", ("ShortCode",)),
        ("POST", f"{restcomm}/Geolocation/Immediate.json", ("DeviceIdentifier",)),
    ):
        said = urlencode(dict.fromkeys(names, NUMBER_SAID))
        if method == "GET":
            yield http("GET", f"{path}?{said}", basic(KNOWN.acme))
        else:
            yield http("POST", path, basic(KNOWN.acme), FORM, body=said.encode())


async def everything(stage: Stage) -> None:
    """Answered and refused, screened, cut off and left alone, understood and not."""
    for dialect in (OLD, MODERN):
        speaker = Speaker(dialect, KNOWN)
        for request in (speaker.create(), speaker.fetch(), *speaker.misplaced(), *speaker.strangers(), *speaker.malformed()):
            await stage.ask(request)
    for request in numbers():
        await stage.ask(request)
    stage.backend.manner = "hangs up"
    await stage.ask(Speaker(MODERN, KNOWN).fetch())
    stage.backend.manner = "answers a part"
    await stage.ask(sound(Speaker(MODERN, KNOWN).account))
    stage.backend.manner = "refuses it"
    await stage.leave_amid(Speaker(MODERN, KNOWN).create())


def differences(lines: list[dict[str, object]], always: tuple[Field, ...], at_times: tuple[Field, ...] = ()) -> list[object]:
    """What is wrong with lines that have these fields: one left out, one too many, one of another type, one always null."""
    needed = {one.name: one for one in always}
    known = needed | {one.name: one for one in (*at_times, *EVERY_LINE)}
    wrong: list[object] = [sorted(needed.keys() - line.keys()) for line in lines if needed.keys() - line.keys()]
    wrong += [(name, line) for line in lines for name in line if name not in known]
    wrong += [
        (name, value)
        for line in lines
        for name, value in line.items()
        if name in known and value is not None and not TYPES[known[name].type](value)
    ]
    seen = {name for line in lines for name, value in line.items() if value is not None}
    return wrong + sorted({one.name for one in (*always, *at_times)} - seen)


@pytest.mark.parametrize("credentials", ["mapped", "passthrough"])
async def test_lines_have_the_fields_of_the_table(credentials: str) -> None:
    setting = Setting(behind=MODERN, credentials=credentials, limits=TRACED)
    async with logging_stage(setting) as (stage, lines):
        await everything(stage)
    calls, refused = lines.of("call"), lines.of("refused")
    assert differences(calls, CALL, NUMBER) == []
    assert differences(refused, REFUSED) == []
    assert {line["whole"] for line in calls} == {True, False, None}
    assert {line["status"] for line in calls} >= {200, 401, 502, "gone"}
    shown = {line[one.name] for line in calls for one in NUMBER if one.name in line}
    assert shown >= {NUMBER_SHOWN}
    assert all("*" in str(one) for one in shown - {""})


async def test_a_call_is_told_with_both_sides_of_it() -> None:
    async with logging_stage(Setting(behind=MODERN)) as (stage, lines):
        answer = await stage.ask(Speaker(OLD, KNOWN).create())
        assert answer is not None
    sent = stage.backend.received[0].partition(b"\r\n\r\n")[2]
    line = lines.call
    assert {name: line[name] for name in ("account", "route", "dialect", "backend", "backend_dialect")} == {
        "account": "acme",
        "route": "old",
        "dialect": OLD,
        "backend": "behind",
        "backend_dialect": MODERN,
    }
    assert (line["status"], line["backend_statuses"], line["whole"]) == (answer.status, [200], True)
    assert (line["bytes_sent"], line["backend_bytes_sent"]) == (len(answer.body), len(sent))
    assert (line["resource"], line["to"], line["from"]) == ("SM" + "0" * 31 + "1", "+1********00", "+1********01")
    assert line["request_id"] == answer.get("X-Request-Id")


async def test_seconds_are_those_of_the_backend_the_queue_and_our_own() -> None:
    async with logging_stage(Setting()) as (stage, lines):
        assert await stage.ask(Speaker(OLD, KNOWN).fetch())
    line = lines.call
    parts = [line[f"{part}_seconds"] for part in ("upstream", "queue", "own")]
    assert all(isinstance(part, int | float) and part >= 0 for part in parts)
    assert sum(map(float, map(str, parts))) == pytest.approx(float(str(line["seconds"])), abs=1e-5)
    assert 0 < float(str(line["upstream_seconds"])) <= float(str(line["seconds"])) <= float(str(line["total_seconds"]))


async def test_what_passes_unread_is_told_too() -> None:
    """The same dialect on both sides and the credentials of the caller: its account by its SID, the thing by the path."""
    async with logging_stage(Setting(behind=MODERN, credentials="passthrough")) as (stage, lines):
        answer = await stage.ask(Speaker(MODERN, KNOWN).fetch())
        assert answer is not None
    line = lines.call
    assert (line["account"], line["resource"]) == (KNOWN.acme.id, "SM" + "0" * 31 + "1")
    assert (line["status"], line["bytes_sent"], line["whole"]) == (200, len(answer.body), True)


async def test_an_answer_that_was_cut_off_is_told_when_it_ended() -> None:
    async with logging_stage(Setting(behind=MODERN)) as (stage, lines):
        stage.backend.manner = "answers a part"
        assert await stage.ask(sound(Speaker(MODERN, KNOWN).account)) is None
    line = lines.call
    assert (line["status"], line["whole"], line["backend_statuses"], line["resource"]) == (200, False, [200], SOUND)
    assert isinstance(line["bytes_sent"], int)
    assert 0 < line["bytes_sent"] < 1_000_000


@pytest.mark.parametrize(
    ("calls", "expected"), [("all", ["call", "call", "refused"]), ("problems", ["call", "refused"]), ("none", [])]
)
async def test_the_configuration_says_which_calls_are_told(calls: str, expected: list[str]) -> None:
    limits = f"body: 1MiB}}\nlog: {{calls: {calls}"
    async with logging_stage(Setting(limits=limits)) as (stage, lines):
        for request in (Speaker(OLD, KNOWN).fetch(), http("GET", "/nowhere"), b"GARBAGE\r\n\r\n"):
            async with asyncio.timeout(30):
                assert await stage.ask(request)
    assert [line["event"] for line in lines.told if line["event"] in ("call", "refused")] == expected
    assert expected[-2:-1] == ["call"] * bool(expected)


def test_the_gateways_own_lines_have_the_fields_of_the_table() -> None:
    trees = (ast.parse(path.read_text("utf-8")) for path in (ROOT / "gateway").rglob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    logged = [call for call in calls if ast.unparse(call.func).startswith("_log.")]
    named = {keyword.arg for call in logged for keyword in call.keywords if keyword.arg} - {"exc_info"}
    assert named == {one.name for one in OWN}
