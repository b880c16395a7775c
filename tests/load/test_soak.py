"""The soak in its short form: a real gateway with two workers, everything disturbed once, and nothing to complain of."""

from __future__ import annotations

import sys

import pytest

from tests.load.soak import SHORT, soak_and_tell

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="which connections are a worker's is told by /proc alone")


async def test_callers_notice_nothing_that_they_need_not() -> None:
    report = await soak_and_tell(SHORT)
    assert report.is_well, f"\n{report}"
    assert report.told.total() > 100
    assert report.disturbed.keys() >= {"workers killed", "secrets rotated", "bad reloads refused", "reloads by signal"}
