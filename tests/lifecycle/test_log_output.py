"""Where the log of a gateway goes, in which form, and that nobody has to read it: a gateway serves and ends as it should."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import re
import signal
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.lifecycle.living import ANSWER, PATIENCE, Config, Living, gone, lived, living
from tests.silence.backends import DIALECTS, MODERN, parrot
from tests.silence.callers import Speaker
from tests.silence.private import KNOWN, told_in
from tests.silence.test_process import PRIVATE_THINGS, Full, ask, call
from tests.unit.observe.recorded import told
from tests.unit.upstream.raw_backend import backend_with

SMALL_PIPE = 4096
TEXT = "log: {format: text}"


async def serve_and_end(gateway: Living, calls: int) -> None:
    for _ in range(calls):
        assert (await gateway.call()).status == 200
    gateway.tell(signal.SIGTERM)
    assert await gateway.end() == 0


async def test_a_reader_that_does_not_read_keeps_no_call_waiting(file: Path) -> None:
    reader, writer = os.pipe()
    room = fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, SMALL_PIPE)
    try:
        async with backend_with(ANSWER) as backend, living(Config(file, backend.endpoint, workers=2), stdout=writer) as gateway:
            await serve_and_end(gateway, 40)
        taken = os.read(reader, room)
    finally:
        os.close(reader)
        os.close(writer)
    assert len(taken) > room // 2
    assert {json.loads(line)["event"] for line in taken.splitlines()} >= {"call"}


async def lost_lines(gateway: Living) -> float:
    text = (await gateway.ask("GET", "/metrics")).body.decode()
    return told(text_string_to_metric_families(text), "gateway_log_lines_lost_total")[()]


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_reader_that_is_gone_is_told_on_standard_error_and_at_metrics_and_nothing_else_comes_of_it(
    file: Path, workers: int
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        async with backend_with(ANSWER) as backend, living(Config(file, backend.endpoint, workers), stdout=writer) as gateway:
            for _ in range(5):
                assert (await gateway.call()).status == 200
            async with asyncio.timeout(PATIENCE):
                while await lost_lines(gateway) < 5:
                    pass
            await serve_and_end(gateway, 5)
    finally:
        os.close(writer)
    complaint = "the log can't be written to standard output: Broken pipe; the gateway goes on without it\n"
    assert 1 <= gateway.said.count(complaint) <= 3  # of each process once
    assert not re.search("Traceback|Exception", "".join(gateway.said))


@pytest.mark.parametrize(("workers", "closed"), [(1, ">&-"), (2, "<&- >&-")])
async def test_it_needs_no_standard_output(file: Path, workers: int, closed: str) -> None:
    async with lived(file, workers=workers, by=("sh", "-c", f'exec "$@" {closed}', "sh")) as (gateway, _, _):
        await serve_and_end(gateway, 10)
    assert gateway.logged == []
    assert not re.search("Traceback|Exception|can't", "".join(gateway.said))


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_reload_changes_the_form(file: Path, workers: int) -> None:
    log = file.with_name("log")
    async with backend_with(ANSWER) as backend:
        config = Config(file, backend.endpoint, workers)
        with log.open("wb") as out:
            async with living(config, stdout=out.fileno()) as gateway:
                assert (await gateway.call()).status == 200
                before = gateway.workers()
                config.routes = TEXT
                config.write()
                assert (await gateway.ask("POST", "/reload")).status == 200
                for worker in before:  # which may take a call until they are gone
                    await gone(worker)
                await serve_and_end(gateway, 1)
    lines = log.read_text().splitlines()
    calls = [line for line in lines if '"event": "call"' in line or re.search(r"\] call +status=200 ", line)]
    assert [line[0] for line in calls] == ["{", "2"]
    assert all(json.loads(line) for line in lines if line[0] == "{")
    reloads = [line for line in lines if "the config is read anew and applied" in line]
    assert [line[0] for line in reloads] == ["2"]
    assert ("worker=" in calls[1]) is (workers > 1)


async def test_the_form_for_people_tells_nothing_private_either(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THE_SECRET", KNOWN.acme.secret)
    log = file.with_name("log")
    async with parrot(MODERN) as backend:
        config = Full(file, backend.endpoint, workers=2, more=TEXT)
        with log.open("wb") as out:
            async with living(config, stdout=out.fileno()) as gateway:
                await call(gateway)
                backend.manner = "refuses it"
                for dialect in DIALECTS:
                    await ask(gateway, Speaker(dialect, KNOWN).create())
                gateway.tell(signal.SIGTERM)
                assert await gateway.end() == 0
    logged = log.read_text()
    assert len(re.findall(r"\] call +status=", logged)) > 20
    assert " to=+1********00" in logged
    assert told_in(logged + "".join(gateway.said), PRIVATE_THINGS) == []
