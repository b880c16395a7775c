"""The golden exchanges themselves: each loads, stands in the folder of its caller, and holds XML that is well-formed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.wire import Headers, WireRequest
from tests.exchange_diff import parse_xml
from tests.exchange_format import Step, compare_upstream, load_exchanges

EXCHANGES = Path(__file__).parents[1] / "exchanges"
FOLDERS = sorted(folder for folder in EXCHANGES.iterdir() if any(folder.glob("*.yaml")))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_golden_exchange_is_well_formed(folder: Path) -> None:
    for exchange in load_exchanges(folder):
        assert exchange.caller == folder.name, exchange.where
        bodies = [exchange.response.body, *(step.response.body for step in exchange.upstream)]
        for body in bodies:
            if body.kind == "xml":
                assert parse_xml(body.text.encode()).name, exchange.where
        for step in exchange.upstream:
            assert compare_upstream(step.request, sent(step)) == [], exchange.where


def sent(step: Step) -> WireRequest:
    """The very request a step expects: what is compared with itself differs in nothing."""
    form = (("Content-Type", "application/x-www-form-urlencoded"),) if step.request.body.kind == "form" else ()
    headers = Headers((name, value) for name, value in (*step.request.headers, *form) if value is not None)
    return WireRequest(step.request.method, step.request.target, headers, step.request.body.to_bytes())
