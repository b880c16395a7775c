"""Large translations leave the event loop free, small ones do without a thread, and both end alike."""

from __future__ import annotations

import threading

import pytest

from gateway.model import Problem, ProblemKind, ProblemRaised, Source
from gateway.off_loop import ON_LOOP, translate


@pytest.mark.parametrize(("size", "beside"), [(0, False), (ON_LOOP, False), (ON_LOOP + 1, True), (10**9, True)])
async def test_what_is_large_runs_beside_the_loop(size: int, beside: bool) -> None:
    thread = await translate(size, threading.current_thread)
    assert (thread is not threading.current_thread()) is beside


@pytest.mark.parametrize("size", [0, 10**9])
async def test_a_problem_is_raised_from_either(size: int) -> None:
    problem = Problem(ProblemKind.MALFORMED, Source.CALLER, 400)

    def refuse() -> None:
        raise ProblemRaised(problem)

    with pytest.raises(ProblemRaised) as raised:
        await translate(size, refuse)
    assert raised.value.problem is problem
