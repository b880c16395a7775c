"""Moments in the forms nearly all backends write are read by their hours, with the same result as one by one."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.convert import format_moment, read_moment, read_plainly

_TIME = r"([01][0-9]|2[0-5]):[0-6][0-9]:[0-6][0-9]"
_RFC = rf"(Mon|Tue|Xyz), [0-3]?[0-9] (Jan|Feb|Dec|Foo) (0000|0001|0050|1999|2010|2024|9998|9999) {_TIME} [+-]([01][0-9]|2[3-5]|99)(00|30)"
_ISO = (
    rf"(0000|0001|0002|2018|2024|9998|9999)-(0[0-9]|1[0-3])-[0-3][0-9]T{_TIME}(\.000|\.123|)(Z|[+-]([01][0-9]|2[3-5]):(00|30)|)"
)


@given(text=st.from_regex(_RFC, fullmatch=True) | st.from_regex(_ISO, fullmatch=True))
def test_a_moment_read_by_its_hour_is_that_read_whole(text: str) -> None:
    plain = read_plainly(text)
    if plain is not None:
        moment = read_moment(text)
        assert moment is not None
        assert not moment.microsecond
        assert plain == format_moment(moment.astimezone(UTC))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Tue, 31 Aug 2010 20:36:28 -0700", "Wed, 01 Sep 2010 03:36:28 +0000"),
        ("Thu, 5 Jul 2018 10:46:45 +0300", "Thu, 05 Jul 2018 07:46:45 +0000"),
        ("2018-07-05T10:46:45.000Z", "Thu, 05 Jul 2018 10:46:45 +0000"),
        ("2018-07-05T00:46:45+01:00", "Wed, 04 Jul 2018 23:46:45 +0000"),
        ("Tue, 31 Aug 2010 20:36:28 +0530", None),
        ("2018-07-05T10:46:45.123Z", None),
        ("Tue, 31 Aug 2010 20:36:60 +0000", None),
        ("Fri, 31 Dec 9999 23:00:00 -0100", None),
    ],
)
def test_what_is_read_by_its_hour(text: str, canonical: str | None) -> None:
    assert read_plainly(text) == canonical
