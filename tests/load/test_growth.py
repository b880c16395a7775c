"""Growth is what stays, from the second third of a run to the last; a burst or a replacement under way is none."""

from __future__ import annotations

from collections.abc import Sequence

from tests.load.growth import Bounds, Sample, Size, growths

BOUNDS = Bounds(memory=100, files=10, threads=2)
_USUAL = Size(1000, 20, 5)


def too_much(*sizes: Size) -> list[str]:
    """What is said of one process that took so much, at one sample a second."""
    samples = [Sample(float(at), {7: size}) for at, size in enumerate(sizes)]
    return [str(growth).partition(":")[0] for growth in growths(samples, BOUNDS) if growth.too_much]


def test_what_stays_as_it_is_has_not_grown() -> None:
    assert too_much(*[_USUAL] * 9) == []


def test_warming_up_is_no_growth() -> None:
    assert too_much(*[Size(10, 1, 1)] * 3, *[_USUAL] * 6) == []


def test_a_burst_is_no_growth() -> None:
    assert too_much(*[_USUAL] * 7, Size(9000, 900, 90), _USUAL) == []


def test_what_becomes_more_has_grown() -> None:
    leaking: Sequence[Size] = [Size(1000 + 50 * at, 20 + 5 * at, 5 + at) for at in range(12)]
    names = ["memory", "files", "threads"]
    assert too_much(*leaking) == [f"{name} of {whose}" for whose in ("all processes", "process 7") for name in names]


def test_a_process_that_took_the_place_of_another_is_measured_by_its_own_life() -> None:
    samples = [Sample(float(at), {1: _USUAL} if at < 9 else {2: Size(1000 + 60 * at, 20, 5)}) for at in range(18)]
    assert [(growth.what, growth.process) for growth in growths(samples, BOUNDS) if growth.too_much] == [
        ("memory", None),
        ("memory", 2),
    ]
