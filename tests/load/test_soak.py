"""The soak in its short form: a real gateway with two workers, everything disturbed once, and nothing to complain of."""

from __future__ import annotations

import re
import sys

import pytest

from gateway.commands.progress import Progress
from tests.load.soak import SHORT, soak_and_tell
from tests.unit.commands.pseudo_terminal import screen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="which connections are a worker's is told by /proc alone")


async def test_callers_notice_nothing_that_they_need_not() -> None:
    with screen(60) as (stream, shown):
        report = await soak_and_tell(SHORT, Progress(stream))
    assert report.is_well, f"\n{report}"
    assert report.told.total() > 100
    assert re.search(r"0\.\d minutes left, \d+ requests, 0 complaints so far", shown[0])
    assert report.disturbed.keys() >= {"workers killed", "secrets rotated", "bad reloads refused", "reloads by signal"}
