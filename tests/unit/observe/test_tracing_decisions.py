"""What is decided of spans: which calls are recorded, and what becomes of those that can't be delivered."""

from __future__ import annotations

import pytest

from gateway.observe.tracing.context import Context
from gateway.observe.tracing.fate import Fate, Lost, Recovered
from gateway.observe.tracing.sampling import Sampling

SAMPLED, UNSAMPLED = Context(1, 2, sampled=True), Context(1, 2, sampled=False)


@pytest.mark.parametrize(
    ("caller", "trusts", "share", "chance", "recorded"),
    [
        (None, True, 0.1, 0.09, True),
        (None, True, 0.1, 0.1, False),
        (None, False, 0.0, 0.0, False),
        (None, False, 1.0, 0.999, True),
        (SAMPLED, True, 0.0, 0.5, True),
        (UNSAMPLED, True, 1.0, 0.5, False),
        (SAMPLED, False, 0.1, 0.5, False),
        (UNSAMPLED, False, 0.1, 0.05, True),
    ],
)
def test_a_trusted_caller_decides_and_else_the_lot(
    caller: Context | None, trusts: bool, share: float, chance: float, recorded: bool
) -> None:
    assert Sampling(share, trusts).records(caller, lambda: chance) is recorded


def test_there_is_room_for_so_many_and_no_more() -> None:
    fate = Fate(10)
    assert [fate.take(6), fate.take(4), fate.take(1)] == [True, True, False]
    assert fate.waiting == 10
    assert fate.deliver(6, 0.0) is None
    assert [fate.take(7), fate.take(6)] == [False, True]


def test_the_first_loss_is_told_and_the_end_of_it_once_it_has_been_quiet() -> None:
    fate = Fate(100)
    assert fate.take(50)
    assert fate.fail(10, "ConnectionError", 0.0) == Lost("ConnectionError")
    assert fate.fail(10, "ConnectionError", 5.0) is None
    assert fate.refuse(3, "more than it takes", 6.0) is None
    assert fate.deliver(10, 35.0) is None  # it was quiet for 29 s
    assert fate.deliver(10, 36.0) == Recovered(23)
    assert fate.deliver(10, 37.0) is None
    assert fate.waiting == 0
    assert fate.refuse(1, "more than it takes", 40.0) == Lost("more than it takes")
    assert fate.deliver(0, 80.0) == Recovered(1)
