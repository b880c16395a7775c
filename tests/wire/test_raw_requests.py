"""Every raw request that is known: forwarded with one meaning, once, or refused in the dialect of its path; never anything else.

The table is in `raw_requests/`, its verdicts written by hand. Each row is sent whole, byte by byte and in two pieces, to one
gateway, in front of a backend that takes nothing but perfectly framed HTTP/1.1.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.wire.raw_requests import (
    bodies,
    chunks,
    connections,
    content_lengths,
    header_fields,
    hosts,
    line_ends,
    other_protocols,
    request_lines,
    targets,
    transfer_encodings,
)
from tests.wire.raw_requests.playing import WAYS, Table, cut, table
from tests.wire.raw_requests.rows import SPY, Row

THEMES = (
    content_lengths,
    transfer_encodings,
    chunks,
    line_ends,
    request_lines,
    targets,
    hosts,
    header_fields,
    connections,
    bodies,
    other_protocols,
)
ROWS: tuple[Row, ...] = tuple(itertools.chain.from_iterable(theme.ROWS for theme in THEMES))
SILENT = tuple(row for row in ROWS if row.silent)
PROMPT = tuple(row for row in ROWS if not row.silent)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def usual() -> AsyncIterator[Table]:
    async with table() as made:
        yield made


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", PROMPT, ids=lambda row: row.name)
async def test_one_meaning_or_a_refusal(usual: Table, row: Row, way: str) -> None:
    await usual.play(row, way)


@pytest.mark.parametrize("row", SILENT, ids=lambda row: row.name)
async def test_silence_in_the_middle_of_a_request_is_not_waited_for(row: Row) -> None:
    async def play(way: str) -> None:
        async with table(", head_time: 200ms, body_time: 200ms") as impatient:
            await impatient.play(row, way)

    await asyncio.gather(*map(play, WAYS))


async def test_the_table_is_a_table() -> None:
    assert len(ROWS) >= 220
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert [row.name for row in ROWS if not row.source] == []
    refusals = [row for row in ROWS if any(answer.call is None for answer in row.answers)]
    assert [row.name for row in refusals if SPY.encode() not in row.raw] == []
    assert all(b"".join(cut(row.raw, row.name, way)) == row.raw for row in ROWS for way in WAYS)
