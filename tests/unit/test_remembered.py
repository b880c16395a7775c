"""What is remembered of what others send: few things, and none that is long."""

from __future__ import annotations

from gateway.carried_headers import carry_headers
from gateway.remembered import LONG_NAMES, Remembered
from gateway.wire import Headers


def test_each_key_is_looked_at_once() -> None:
    looked_at: list[str] = []

    def find(key: str) -> int:
        looked_at.append(key)
        return len(key)

    remembered = Remembered(find, most=2)
    assert [remembered[key] for key in ("a", "bb", "a", "bb", "ccc")] == [1, 2, 1, 2, 3]
    assert looked_at == ["a", "bb", "ccc"]
    assert list(remembered) == ["ccc"]  # there was no place for a third


def test_what_is_long_is_found_and_not_kept() -> None:
    names = Remembered(str.lower, most=9)
    assert [names["A" * 64], names["B" * 65]] == ["a" * 64, "b" * 65]
    assert list(names) == ["A" * 64]
    of_messages: Remembered[tuple[str, ...], int] = Remembered(len, most=9, longest=LONG_NAMES)
    long = ("A" * 1000, "B" * 25)
    assert [of_messages[long], of_messages[("A",)]] == [2, 1]
    assert list(of_messages) == [("A",)]


def test_a_long_name_of_a_callers_is_judged_like_a_short_one() -> None:
    long = "X" * 200
    sent = Headers([(f"X-Forwarded-{long}", "1"), (long, "2"), ("Range", "3"), (f"Content_{long}", "4")])
    for _ in range(2):
        assert carry_headers(sent, media=False) == ((long, "2"),)
