"""Nothing may be skipped where GATEWAY_NO_SKIP is set: there every tool and every corpus a test needs must be at hand. And no
property is timed: a busy machine is no fault of the code.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=(HealthCheck.too_slow,))
settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    del item, call
    report = yield
    if report.skipped and os.environ.get("GATEWAY_NO_SKIP"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and GATEWAY_NO_SKIP forbids that: {report.longrepr}"
    return report
