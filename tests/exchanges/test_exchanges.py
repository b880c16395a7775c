"""Every golden exchange, through the whole pipeline in process, by generated plans and by the interpreters of the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange_format import Exchange, load_exchanges
from tests.exchange_runner import run

HERE = Path(__file__).parent
EXCHANGES = [
    exchange
    for folder in sorted(HERE.iterdir())
    if folder.is_dir() and any(folder.glob("*.yaml"))
    for exchange in load_exchanges(folder)
]


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda exchange: f"{exchange.caller}/{exchange.name}")
async def test_exchange(exchange: Exchange) -> None:
    assert await run(exchange) == [], exchange.where


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda exchange: f"{exchange.caller}/{exchange.name}")
async def test_exchange_by_the_interpreters(exchange: Exchange) -> None:
    """Without anything that was generated from the tables."""
    assert await run(exchange, plain=True) == [], exchange.where
