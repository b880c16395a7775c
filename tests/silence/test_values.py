"""Values of ours as text: whatever is alive while calls are carried out, and after them, shows nothing of what it holds."""

from __future__ import annotations

import asyncio
import gc
import pickle
import sys
import threading
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from types import FrameType
from typing import Any

import pytest
from hypothesis import given

from gateway.codecs.basic import read_basic
from gateway.dialects import discover
from gateway.model import Problem, ProblemKind, ProblemRaised, Source
from tests.silence.backends import DIALECTS, MANNERS, MODERN
from tests.silence.callers import Speaker
from tests.silence.effort import ONE_GATEWAY
from tests.silence.private import Private, all_texts, privates, told_in
from tests.silence.stage import Setting, Stage, staged
from tests.wire.listening import PATIENCE

_BOTH_POLICIES = pytest.mark.parametrize("credentials", ["mapped", "passthrough"])


@contextmanager
def old_ones_forgotten() -> Iterator[None]:
    """What was alive before is not looked at: the tables of the dialects, and whatever other tests left."""
    discover()
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def ours_alive() -> list[object]:
    """Everything whose class is the gateway's own: what the collector watches, and the values it does not that stand in that."""
    watched = gc.get_objects()
    held = gc.get_referents(*watched)
    within = gc.get_referents(*(one for one in held if _is_ours(one)))
    return list({id(one): one for one in (*watched, *held, *within) if _is_ours(one)}.values())


def _is_ours(one: object) -> bool:
    return type(one).__module__.partition(".")[0] == "gateway"


async def in_progress(stage: Stage, held: AsyncExitStack) -> None:
    """A call of each dialect under way, sent to the backend and not answered."""
    stage.backend.held = asyncio.Event()
    held.callback(stage.backend.held.set)
    for dialect in DIALECTS:
        speaker = Speaker(dialect, stage.private)
        more = {"StatusCallback": stage.private.url, stage.private.name: stage.private.mail} if dialect == MODERN else {}
        for request in (speaker.create(None, **more), speaker.fetch()):
            client = await held.enter_async_context(stage.connected())
            stage.backend.asked.clear()
            await client.send(request)
            async with asyncio.timeout(PATIENCE):
                await stage.backend.asked.wait()


@_BOTH_POLICIES
def test_no_value_shows_what_it_holds(credentials: str) -> None:
    @ONE_GATEWAY
    @given(privates())
    def show(private: Private) -> None:
        asyncio.run(play(private))

    async def play(private: Private) -> None:
        with old_ones_forgotten():
            async with staged(private, Setting(credentials=credentials)) as stage, AsyncExitStack() as held:
                await in_progress(stage, held)
                ours = ours_alive()
                assert {"WireRequest", "ApiRequest", "Outgoing", "Settings"} <= {type(one).__name__ for one in ours}
                telling = {type(one).__qualname__: told for one in ours if (told := _told_by(one, private.everything))}
                assert telling == {}

    show()


def _told_by(value: object, private: dict[str, str]) -> list[str]:
    return told_in("".join(all_texts([value])), private)


@_BOTH_POLICIES
def test_no_pickle_holds_a_secret_of_the_configuration(credentials: str) -> None:
    """Nothing of ours is ever pickled. What would be, by some library, is refused where it holds a secret."""

    @ONE_GATEWAY
    @given(privates())
    def put_away(private: Private) -> None:
        asyncio.run(play(private))

    async def play(private: Private) -> None:
        with old_ones_forgotten():
            async with staged(private, Setting(credentials=credentials)) as stage:
                await stage.ask(Speaker(DIALECTS[0], private).create())
                pickled = [data for one in ours_alive() if (data := _pickled(one)) is not None]
        assert told_in("".join(data.decode("latin-1") for data in pickled), private.settled) == []

    put_away()


def _pickled(value: object) -> bytes | None:
    try:
        return pickle.dumps(value)
    except (TypeError, AttributeError, pickle.PicklingError):
        return None


def test_credentials_are_not_pickled() -> None:
    credentials = read_basic("Basic QUMxOmR1bW15")
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(credentials)


def test_what_is_raised_for_a_problem_leaves_its_sentence_out() -> None:
    problem = Problem(ProblemKind.INVALID, Source.BACKEND, 400, "+15555550147 is no number", detail="x +15555550147")
    assert "5550147" not in "".join(all_texts([problem, ProblemRaised(problem)]))


@_BOTH_POLICIES
def test_no_exception_of_ours_says_anything_private(credentials: str) -> None:
    """Of those raised or passed on anywhere in the gateway, whether or not anybody looks at their text."""

    @ONE_GATEWAY
    @given(privates())
    def fail(private: Private) -> None:
        with exceptions_of_ours() as texts:
            asyncio.run(play(private))
        assert texts
        assert told_in("\n".join(texts), private.everything) == []

    async def play(private: Private) -> None:
        async with staged(private, Setting(credentials=credentials, patience="50ms")) as stage:
            for dialect in DIALECTS:
                for request in Speaker(dialect, private).misplaced():
                    await stage.ask(request)
            for manner in MANNERS:
                stage.backend.manner = manner
                await stage.ask(Speaker(MODERN, private).create())

    fail()


@contextmanager
def exceptions_of_ours() -> Iterator[set[str]]:
    """The texts of all exceptions of the gateway's own classes that pass through a function of the gateway."""
    texts: set[str] = set()

    def look(frame: FrameType, event: str, argument: object) -> Any:
        del frame
        if event == "exception" and isinstance(argument, tuple):
            error = argument[1]
            if isinstance(error, BaseException) and type(error).__module__.startswith("gateway."):
                texts.update(all_texts([error]))
        return look

    def enter(frame: FrameType, event: str, argument: object) -> Any:
        del event, argument
        frame.f_trace_lines = False
        return look if "/gateway/" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(enter)
    threading.settrace(enter)
    try:
        yield texts
    finally:
        sys.settrace(before)
        threading.settrace(before)
