"""Calls full of private things, good ones and bad ones, before a backend that repeats all it hears: nothing of it is told.

Not in any line of the log at any level, a metric, a warning or what is printed. Not in an answer either, but for what its own
caller is told again for a reason, which each test here names.
"""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.basic import write_basic
from gateway.observe.personal import NUMBERS
from tests.silence.backends import DIALECTS, MANNERS
from tests.silence.callers import Speaker
from tests.silence.effort import WHOLE_GATEWAYS
from tests.silence.hearing import Overheard, overheard
from tests.silence.private import Private, privates, told_in
from tests.silence.stage import Setting, Stage, staged
from tests.wire.listening import RawResponse

_EACH_DIALECT = pytest.mark.parametrize("dialect", DIALECTS)
_BOTH_POLICIES = pytest.mark.parametrize("credentials", ["mapped", "passthrough"])
_MASKED = re.compile(r"(sip:)?(\*\*\*|\+?[0-9]{0,3}\*{3,15}([0-9]{2})?)?")
_NAMED = re.compile(r"acme|globex|[A-Z]{2}[0-9a-f]{32}")
_POLICIES = st.sampled_from(["on_loss: reject, unknown_parameters: reject", "on_loss: warn", "unknown_parameters: drop"])


def text_of(answer: RawResponse | None) -> str:
    return (answer.head + answer.body).decode("utf-8", "replace") if answer else ""


def assert_silent(heard: Overheard, stage: Stage) -> None:
    """Nothing but what tables and settings name. Every line of the log is one, and can be read."""
    private = {**stage.private.everything, **stage.private.accounts_behind}
    assert told_in(heard.everything, private) == []
    assert told_in(stage.running.metrics_text().decode(), {**private, **stage.private.accounts}) == []
    assert_known_by_fields([json.loads(line) for line in heard.lines], stage.private)
    assert all("event" in json.loads(line) for line in heard.lines)
    assert len(heard.people.getvalue().splitlines()) >= len(heard.lines) > 0
    assert [warning for warning in heard.warned if issubclass(warning.category, ResourceWarning)] == []


def assert_known_by_fields(lines: list[dict[str, object]], private: Private) -> None:
    """The id of an account stands where one belongs and nowhere else; of numbers there is so much as may be seen."""
    numbers = [line.pop(name) for line in lines for name in NUMBERS.values() if name in line]
    assert [number for number in numbers if not _MASKED.fullmatch(str(number))] == []
    for line in lines:
        named = {line.pop("account", None), line.pop("resource", None)} - {None}
        assert [one for one in named if not _NAMED.fullmatch(str(one))] == []
    assert told_in(json.dumps(lines), private.accounts) == []


@_BOTH_POLICIES
@_EACH_DIALECT
def test_nothing_a_caller_says_is_told(dialect: str, credentials: str) -> None:
    @WHOLE_GATEWAYS
    @given(privates(), st.sampled_from(DIALECTS), _POLICIES)
    def tell(private: Private, behind: str, policy: str) -> None:
        asyncio.run(play(private, Setting(behind, credentials, policy=policy)))

    async def play(private: Private, setting: Setting) -> None:
        speaker = Speaker(dialect, private)
        with overheard() as heard:
            async with staged(private, setting) as stage:
                answers = [(request, await stage.ask(request)) for request in speaker.everything()]
                await stage.leave_amid(speaker.create())
        assert {answer.status for _, answer in answers if answer} >= {400, 401}
        for request, answer in answers:
            said_it_itself = write_basic(private.globex).encode() in request
            assert told_in(text_of(answer), {} if said_it_itself else private.others) == [], request
            if answer and answer.status >= 400:
                assert told_in(text_of(answer), _not_repeated(private, request)) == [], request
        assert_silent(heard, stage)

    tell()


def _not_repeated(private: Private, request: bytes) -> dict[str, str]:
    """What a refusal may not hold.

    It may hold the path of the request, which the sentence of a 404 is made of, and the name of a parameter that is wrong.
    """
    path = request.partition(b" HTTP/")[0].partition(b"?")[0].decode("latin-1")
    return {name: word for name, word in private.sayings.items() if word not in path}


@_BOTH_POLICIES
@_EACH_DIALECT
def test_nothing_a_backend_says_is_told(dialect: str, credentials: str) -> None:
    @WHOLE_GATEWAYS
    @given(privates(), st.sampled_from(DIALECTS))
    def tell(private: Private, behind: str) -> None:
        asyncio.run(play(private, Setting(behind, credentials, patience="50ms")))

    async def play(private: Private, setting: Setting) -> None:
        speaker = Speaker(dialect, private)
        with overheard() as heard:
            async with staged(private, setting) as stage:
                for manner in MANNERS:
                    stage.backend.manner = manner
                    for request in (speaker.create(), speaker.fetch()):
                        answer = await stage.ask(request)
                        # A caller hears again what it said itself; where credentials are passed on, they are its own.
                        hidden = private.others | (private.behind if credentials == "mapped" else {})
                        assert told_in(text_of(answer), hidden) == [], (manner, answer)
        assert_silent(heard, stage)

    tell()
