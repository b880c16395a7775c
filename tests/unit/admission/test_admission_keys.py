"""What is counted as the same address, caller and login."""

from __future__ import annotations

import pytest

from gateway.policy.admission.keys import Attempt, key_of, neighbourhood


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("unix:", "unix:"),
        ("192.0.2.7:80", "192.0.2.7:80"),
    ],
)
def test_an_address_counts_as_its_neighbourhood(client: str, counted: str) -> None:
    assert neighbourhood(client) == counted


def test_a_key_holds_nothing_of_what_it_is_for() -> None:
    key = key_of("caller", "AC00000000000000000000000000000001")
    assert len(key) == 32
    assert set(key) <= set("0123456789abcdef")


def test_keys_of_different_things_differ() -> None:
    assert key_of("a", "bc") != key_of("ab", "c")
    attempt = Attempt.of("login", "login")
    assert len({attempt.address, attempt.login, attempt.pair, key_of("caller", "login")}) == 4


def test_any_text_has_a_key() -> None:
    assert key_of("\udcff" * 10_000) == key_of("\udcff" * 10_000)
