"""A moment is shown as its clock time in UTC and its seconds, whatever zone and form a backend wrote it in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.convert import format_moment
from gateway.dialects.json_envelope.clock import show_moment


@given(moment=st.datetimes(datetime(101, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 -- as asked
def test_a_canonical_moment(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert show_moment(format_moment(moment)) == (moment.replace(tzinfo=None).isoformat(), int(moment.timestamp()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Tue, 31 Aug 2010 20:36:28 +0000", ("2010-08-31T20:36:28", 1283286988)),
        ("Tue, 31 Aug 2010 22:36:28 +0200", ("2010-08-31T20:36:28", 1283286988)),
        ("Wed, 1 Sep 2010 01:06:28 +0430", ("2010-08-31T20:36:28", 1283286988)),
        ("Tue, 31 Aug 2010 20:36:28 GMT", ("2010-08-31T20:36:28", 1283286988)),
        ("2010-08-31T20:36:28Z", ("2010-08-31T20:36:28", 1283286988)),
        ("2010-08-31T20:36:28.900Z", ("2010-08-31T20:36:28", 1283286988)),
        ("Thu, 01 Jan 1970 00:00:00 +0000", ("1970-01-01T00:00:00", 0)),
        ("Wed, 31 Dec 1969 23:59:59 +0000", ("1969-12-31T23:59:59", -1)),
        ("Thu, 29 Feb 2024 23:59:59 +0000", ("2024-02-29T23:59:59", 1709251199)),
    ],
)
def test_a_moment_in_any_form(text: str, shown: tuple[str, int]) -> None:
    assert show_moment(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "Fri, 29 Feb 2023 00:00:00 +0000",
        "Tue, 31 Aug 2010 24:00:00 +0000",
        "Tue, 31 Aug 2010 20:60:00 +0000",
        "Fri, 31 Dec 9999 23:59:59 +0000",
        "Tue, 31 Foo 2010 20:36:28 +0000",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    assert show_moment(text) is None
