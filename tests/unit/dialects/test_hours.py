"""Moments written an hour at a time are those written one by one: in every zone, in every form, also where clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.dialects.convert import format_iso, format_moment, read_moment
from gateway.dialects.hours import Hours

ZONES = (
    "America/Los_Angeles",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",  # daylight saving of half an hour
    "Africa/Monrovia",  # seconds in its offset, up to 1972
    "UTC",
)
FORMS = {"rfc-2822": format_moment, "iso": format_iso}


def one_by_one(text: str, zone: str, form: str) -> str | None:
    moment = read_moment(text)
    return None if moment is None else FORMS[form](moment.astimezone(ZoneInfo(zone)))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("zone", ZONES)
def test_each_moment_is_the_one_written_by_itself(zone: str, form: str) -> None:
    hours = Hours(lambda text: one_by_one(text, zone, form))

    @given(st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 30)))  # noqa: DTZ001 -- made aware below, as Hypothesis asks
    @example(datetime(2010, 11, 7, 8, 59, 59))  # noqa: DTZ001 -- likewise
    @example(datetime(2010, 4, 3, 14, 59, 59))  # noqa: DTZ001 -- likewise
    @example(datetime(2010, 4, 3, 15, 30))  # noqa: DTZ001 -- likewise
    def write(moment: datetime) -> None:
        text = format_moment(moment.replace(microsecond=0, tzinfo=UTC))
        assert hours.write(text) in (None, one_by_one(text, zone, form))
        assert hours.write(text) in (None, one_by_one(text, zone, form)), "the second time it is known"

    write()


def test_an_hour_is_known_after_its_first_moment() -> None:
    asked: list[str] = []

    def convert(text: str) -> str | None:
        asked.append(text)
        return one_by_one(text, "America/Los_Angeles", "rfc-2822")

    hours = Hours(convert)
    assert hours.write("Tue, 31 Aug 2010 20:36:28 +0000") == "Tue, 31 Aug 2010 13:36:28 -0700"
    assert hours.write("Tue, 31 Aug 2010 20:00:00 +0000") == "Tue, 31 Aug 2010 13:00:00 -0700"
    assert len(asked) == len(("its first second", "its last"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tue, 31 Aug 2010 20:36:28 GMT",
        "Tue, 31 Aug 2010 20:36:60 +0000",
        "Tue, 31 Aug 2010 20:36:28 +0100",
        "Tue, 1 Aug 2010 20:36:28 +0000",
        "Xxx, 99 Yyy 2010 25:36:28 +0000",
        "2010-08-31T20:36:28Z",
    ],
)
def test_what_is_not_canonical_is_left_to_others(text: str) -> None:
    assert Hours(lambda one: one_by_one(one, "America/Los_Angeles", "rfc-2822")).write(text) is None
