"""Maps that forget: by time, and by room where a flood comes."""

from __future__ import annotations

from gateway.policy.admission.expiring import Expiring
from tests.unit.admission.clocks import Clock


def test_an_entry_ends() -> None:
    clock = Clock()
    entries: Expiring[str] = Expiring(clock)
    entries.put("a", "first", clock.now + 2)
    clock.now += 1.9
    assert entries.get("a") == ("first", 1002.0)
    clock.now += 0.1
    assert entries.get("a") is None
    assert len(entries) == 0


def test_a_flood_takes_no_more_room() -> None:
    clock = Clock()
    entries: Expiring[int] = Expiring(clock, capacity=100)
    for number in range(10_000):
        entries.put(str(number), number, clock.now + 60)
        entries.get("0")
    assert len(entries) == 100
    assert entries.get("0") == (0, 1060.0)  # what is in use stays
    assert entries.get("9999") == (9999, 1060.0)
    assert entries.get("1") is None


def test_an_entry_put_again_is_new() -> None:
    clock = Clock()
    entries: Expiring[int] = Expiring(clock, capacity=2)
    entries.put("a", 1, 1010)
    entries.put("b", 1, 1010)
    entries.put("a", 2, 1020)
    entries.put("c", 1, 1010)
    assert entries.get("a") == (2, 1020)
    assert entries.get("b") is None
