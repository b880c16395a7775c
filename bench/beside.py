"""What it costs that large bodies are translated beside the event loop and not in one go: python -m bench.beside [MIB]

The questions are those of `bench.loop_stalls`. Each is asked both ways in turns, in one process, and what counts is the CPU
time the whole process took for a call, the median of the turns: milliseconds in one go, beside the loop, and how much more that
is. Where both sides are of one dialect nothing is translated, and a hundredth of the time is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bench.loop_stalls import MIB, Question, questions
from gateway.off_loop import already_beside, settle_process
from gateway.pipeline import Gateway, handle
from gateway.trail import Trail
from gateway.wire import WireRequest

_ROUNDS = 9


async def _cost(gateway: Gateway, wire: WireRequest, *, in_one_go: bool) -> float:
    """CPU milliseconds of one call, the freeing of what it was read into among them."""
    already_beside.set(in_one_go)
    before = time.process_time()
    await handle(wire, gateway, Trail())
    return (time.process_time() - before) * 1000


def compare(question: Question, size: int) -> tuple[float, float]:
    """Milliseconds in one go, and beside the loop."""
    gateway, wire = question.pose(size)
    settle_process()
    costs: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for in_one_go, found in zip((True, False), costs, strict=True):
            found.append(asyncio.run(_cost(gateway, wire, in_one_go=in_one_go)))
    return statistics.median(costs[0]), statistics.median(costs[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("size", type=float, nargs="?", default=1, metavar="MIB")
    parser.add_argument("--only", default="list", help="what the name of a question must hold")
    arguments = parser.parse_args()
    more = []
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        for question in questions():
            if arguments.only in question.name:
                whole, beside = processes.submit(compare, question, int(arguments.size * MIB)).result()
                more.append(beside / whole - 1)
                print(f"{whole:8.1f} ms {beside:8.1f} ms {more[-1]:+7.1%}  {question.name}", flush=True)
    if more:
        print(f"median {statistics.median(more):+.1%}, most {max(more):+.1%}")


if __name__ == "__main__":
    main()
