"""The gate under any order of coming, ending, leaving and waiting: as a model of it says, and nobody is forgotten."""

from __future__ import annotations

import asyncio

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gateway.model import ProblemRaised
from gateway.policy.admission.gate import Gate, GateLimits
from tests.unit.admission.clocks import StillLoop

_QUEUE, _PATIENCE = 3, 10


class GateMachine(RuleBasedStateMachine):
    """`inside` and `queue` are the model: who should be in, and who should wait, in order, with its time left."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = StillLoop()
        self.limit = 2
        self.gate = Gate(GateLimits(self.limit, _QUEUE, _PATIENCE))
        self.ends: dict[asyncio.Task[None], asyncio.Event] = {}
        self.leaves_next: dict[asyncio.Task[None], asyncio.Task[None]] = {}
        self.is_in: set[asyncio.Task[None]] = set()
        self.inside: list[asyncio.Task[None]] = []
        self.queue: list[tuple[asyncio.Task[None], int]] = []
        self.shed: list[asyncio.Task[None]] = []

    async def _call(self, end: asyncio.Event) -> None:
        task = asyncio.current_task()
        assert task
        async with self.gate.hold():
            self.is_in.add(task)
            try:
                await end.wait()
            finally:
                self.is_in.discard(task)
        if task in self.leaves_next:
            self.leaves_next[task].cancel()

    def _call_up(self) -> None:
        while self.queue and len(self.inside) < self.limit:
            self.inside.append(self.queue.pop(0)[0])

    @rule()
    def come(self) -> None:
        end = asyncio.Event()
        task = self.loop.create_task(self._call(end))
        self.ends[task] = end
        self.loop.settle()
        if len(self.inside) < self.limit:
            self.inside.append(task)
        elif len(self.queue) < _QUEUE:
            self.queue.append((task, _PATIENCE))
        else:
            self.shed.append(task)

    @precondition(lambda self: self.inside)
    @rule(data=st.data(), leaver=st.booleans())
    def end(self, data: st.DataObject, *, leaver: bool) -> None:
        """A call ends; `leaver` makes the one that its place goes to leave just then."""
        task = self.inside.pop(data.draw(st.integers(0, len(self.inside) - 1)))
        self.ends[task].set()
        if leaver and self.queue and len(self.inside) < self.limit:
            self.leaves_next[task] = self.queue.pop(0)[0]
        self._call_up()
        self.loop.settle()

    @precondition(lambda self: self.inside or self.queue)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        """A call is cancelled, in progress or waiting."""
        index = data.draw(st.integers(0, len(self.inside) + len(self.queue) - 1))
        here = index < len(self.inside)
        task = self.inside.pop(index) if here else self.queue.pop(index - len(self.inside))[0]
        task.cancel()
        self._call_up()
        self.loop.settle()

    @rule(seconds=st.integers(1, 6))
    def wait(self, seconds: int) -> None:
        self.loop.pass_time(seconds)
        left = [(task, patience - seconds) for task, patience in self.queue]
        self.shed += [task for task, patience in left if patience <= 0]
        self.queue = [(task, patience) for task, patience in left if patience > 0]

    @rule(limit=st.integers(1, 4))
    def change(self, limit: int) -> None:
        self.limit = limit
        self.gate.change(GateLimits(limit, _QUEUE, _PATIENCE))
        self._call_up()
        self.loop.settle()

    @invariant()
    def is_as_the_model_says(self) -> None:
        assert self.is_in == set(self.inside)
        assert (self.gate.busy, self.gate.waiting) == (len(self.inside), len(self.queue))
        assert not any(task.done() for task, _ in self.queue)
        for task in self.shed:
            assert isinstance(task.exception(), ProblemRaised)

    def teardown(self) -> None:
        for end in self.ends.values():
            end.set()
        for _ in self.ends:
            self.loop.settle()
        assert all(task.done() for task in self.ends)
        assert (self.gate.busy, self.gate.waiting) == (0, 0)
        self.loop.close()


GateMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestGate = GateMachine.TestCase
