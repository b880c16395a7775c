"""Values made to take long or to raise: a converter gives them back as they came, at once."""

from __future__ import annotations

import time

import pytest

from gateway.dialects.convert import normalise_number
from gateway.dialects.foreign_errors import read_foreign_error
from gateway.dialects.target import is_segment
from gateway.wire import Headers, WireResponse

MUCH = 1_000_000
AT_ONCE = 1.0  # seconds; a quadratic reading of these takes hours


@pytest.mark.parametrize(
    "text", [" " * MUCH + "x", " " * MUCH, "1" * MUCH, " " * MUCH + "+" + "1" * 10, "(" * MUCH + "x", "\t \n" * MUCH + "1"]
)
def test_a_long_number_is_no_number_and_told_so_at_once(text: str) -> None:
    began = time.process_time()
    assert normalise_number(text) == text
    assert time.process_time() - began < AT_ONCE


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("  (415) 555-0100 ", "+14155550100"),
        ("\t+44 20 7946 0100", "+442079460100"),
        (" ", " "),
        ("", ""),
        (" 12345", " 12345"),
    ],
)
def test_blanks_around_a_number_mean_nothing(text: str, number: str) -> None:
    assert normalise_number(text) == number


@pytest.mark.parametrize(
    "date", ["Mon, 01 Jan 2024 00:00:00 +99999999999999999", "Mon, 01 Jan 99999999999999999999 00:00:00 +0000"]
)
def test_a_retry_after_beyond_the_calendar_is_none(date: str) -> None:
    problem = read_foreign_error(WireResponse(429, Headers([("Retry-After", date), ("Date", date)]), b"{}"))
    assert (problem.status, problem.retry_after) == (429, None)


@pytest.mark.parametrize(
    ("field", "methods"),
    [
        ("GET, POST", ("GET", "POST")),
        ("GET,DELETE ,  PATCH", ("GET", "DELETE", "PATCH")),
        ("GET, http://behind.example", ("GET",)),
        ("get, M-SEARCH, \x01, GET\x01", ("M-SEARCH",)),
        ("", ()),
    ],
)
def test_only_methods_are_read_out_of_allow(field: str, methods: tuple[str, ...]) -> None:
    assert read_foreign_error(WireResponse(405, Headers([("Allow", field)]))).allow == methods


@pytest.mark.parametrize("text", ["..;", "..;x=1", ".;", ";x", " .. ", "..\u00a0", ".. ;"])
def test_what_some_servers_take_for_dots_is_no_segment(text: str) -> None:
    assert not is_segment(text)


@pytest.mark.parametrize("text", ["...", "..x", "a;..", "Calls", "+15555550100", ".hidden", "%2e%2e"])
def test_what_no_server_takes_for_dots_is_a_segment(text: str) -> None:
    assert is_segment(text)
