"""What a defect raises is told by its kind and its place: its sentence holds whatever happened to be at hand."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

import pytest
import structlog
from hypothesis import given
from prometheus_client import Metric

from gateway.admin import Standing, start_admin
from gateway.model import ApiRequest
from gateway.settings import Secret
from tests.silence.backends import DIALECTS
from tests.silence.callers import Speaker
from tests.silence.effort import PIECES, WHOLE_GATEWAYS
from tests.silence.hearing import overheard
from tests.silence.private import Private, privates, told_in
from tests.silence.stage import staged
from tests.wire.listening import PATIENCE, RawClient


@WHOLE_GATEWAYS
@given(privates())
def test_a_defect_within_a_call_is_told_without_its_sentence(private: Private) -> None:
    def fail(asked: ApiRequest) -> NoReturn:
        raise KeyError(asked.parameters, asked.credentials and asked.credentials.secret)

    async def play() -> list[int]:
        async with staged(private) as stage:
            for place in stage.running._places.values():
                place.front.gateway = replace(place.front.gateway, admit=fail)
            answers = [await stage.ask(Speaker(dialect, private).create()) for dialect in DIALECTS]
            assert [told_in((answer.head + answer.body).decode(), private.everything) for answer in answers if answer] == [
                []
            ] * 4
            return [answer.status for answer in answers if answer]

    with overheard() as heard:
        assert asyncio.run(play()) == [500] * 4
    assert "KeyError" in heard.everything
    assert told_in(heard.everything, private.everything) == []


@PIECES
@given(privates())
def test_whatever_is_logged_of_an_exception_leaves_its_sentence_out(private: Private) -> None:
    """Also of what it came of, of several at once, by libraries, and by the event loop of a task nobody waits for."""

    async def forgotten() -> NoReturn:
        raise ValueError(private.body)

    async def play() -> None:
        task = asyncio.ensure_future(forgotten())
        await asyncio.wait({task})
        del task

    with overheard() as heard:
        asyncio.run(play())
        try:
            try:
                private.body.encode("ascii") + bytes.fromhex(private.words["body"])
            except ValueError as cause:
                raise ExceptionGroup(private.mail, [KeyError(private.number), OSError(private.key)]) from cause
        except ExceptionGroup:
            structlog.get_logger("gateway.life").exception("a change failed")
            logging.getLogger("some.library").exception("it failed")
            logging.getLogger("some.library").debug("it failed", exc_info=True)
    assert told_in(heard.everything, private.everything) == []
    told = [json.loads(line) for line in heard.lines if "failed" in line]
    assert len(told) == 3
    for line in told:
        assert "in test_whatever_is_logged" in line["exception"]
        assert [kind for kind in ("ExceptionGroup", "KeyError", "OSError", "Error\n") if kind not in line["exception"]] == []
        assert "exc_info" not in line
    assert "Task exception was never retrieved" in heard.everything


class _Nothing:
    """Operations of a gateway that fails at all of them."""

    def __init__(self, private: Private) -> None:
        self._private = private

    def not_ready(self) -> tuple[str, ...]:
        return ()

    def standing(self) -> Standing:
        raise ValueError(self._private.mail)

    def metrics(self) -> bytes:
        raise ValueError(self._private.body)

    def families(self) -> Iterable[Metric]:
        raise ValueError(self._private.body)

    async def reload(self) -> tuple[str, ...]:
        raise OSError(self._private.mail)

    async def drain(self) -> None:
        raise KeyError(self._private.number)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Basic"])
def test_the_operators_token_is_never_told(scheme: str) -> None:
    @WHOLE_GATEWAYS
    @given(privates())
    def tell(private: Private) -> None:
        with overheard() as heard:
            answers = asyncio.run(play(private))
        assert ("HTTP/1.1 500" in answers) is (scheme.lower() == "bearer")
        assert "HTTP/1.1 400" in answers or "HTTP/1.0 400" in answers
        assert told_in(heard.everything, private.everything) == []
        # What is no HTTP the library answers with the line it stumbled over, to who sent it and nobody else.
        assert set(told_in(answers, private.everything)) <= {"acme", "key"}

    async def play(private: Private) -> str:
        token = private.words["acme"]
        listener = await start_admin("127.0.0.1", 0, _Nothing(private), Secret.of_text(token))
        try:
            requests = list(_operators_requests(f"Authorization: {scheme} {token}", private))
            return "".join([await _exchange(listener.port, request) for request in requests])
        finally:
            await listener.cleanup()

    tell()


_OPERATORS_PATHS = ("metrics", "reload", "drain", "", "status", "config", "backends", "translate")


def _operators_requests(authorization: str, private: Private) -> list[bytes]:
    key = private.key
    right = f"Host: admin\r\n{authorization}\r\nConnection: close\r\nCookie: {private.cookie}\r\n"
    heads = [f"{method} /{path} HTTP/1.1\r\n{right}\r\n" for method in ("GET", "POST") for path in _OPERATORS_PATHS]
    heads += [
        f"GET /metrics HTTP/1.1\r\n{right}X: {key}\0\r\n\r\n",
        f"GET /metrics HTTP/1.1\r\nHost: admin\r\n{authorization}\0\r\n\r\n",
        f"GET /metrics HTTP/1.1\r\nHost: admin\r\n{authorization} \x01 {authorization}\r\n{authorization}\r\n\r\n",
        f"GET /{key} HTTP/1.1\r\n{right}\r\n",
        f"{key} /metrics HTTP/1.1\r\n{right}\r\n",
        f"GET /metrics?{key} HTTP/9.1\r\n{right}\r\n",
        f"GET /metrics HTTP/1.1\r\n{right}{key}\r\n\r\n",
        f"POST /reload HTTP/1.1\r\n{right}Content-Length: {key}\r\n\r\n",
        f"POST /reload HTTP/1.1\r\n{right}Expect: {key}\r\n\r\n",
        f"POST /reload HTTP/1.1\r\n{right}Transfer-Encoding: chunked\r\n\r\n{key}\r\n",
    ]
    return [head.encode() for head in heads]


async def _exchange(port: int, request: bytes) -> str:
    client = RawClient(*await asyncio.open_connection("127.0.0.1", port))
    try:
        await client.send(request)
        async with asyncio.timeout(PATIENCE):
            return (await client.reader.read()).decode("latin-1")
    except ConnectionError:
        return ""
    finally:
        await client.close()
