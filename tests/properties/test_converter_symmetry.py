"""The converters of single values are inverse where they say so, and pass on what they cannot read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.change import DateForm, Enum, Lossy, Scene
from gateway.dialects.convert import (
    coercion,
    date_steps,
    enum_steps,
    format_moment,
    normalise_number,
    number_steps,
    read_moment,
)
from gateway.dialects.tables import FieldType
from gateway.model import ApiRequest
from tests.properties.canonical_values import moments, phone_numbers
from tests.properties.effort import MORE_EFFORT
from tests.properties.speakers import ACCOUNT, DIALECTS, speaker

_ZONES = ("America/Los_Angeles", "UTC", "Asia/Kathmandu", "Pacific/Apia")
_ENUMS = tuple(
    rule for dialect in DIALECTS.values() for change in dialect.changes for rule in change.rules if isinstance(rule, Enum)
)


def _scene(zone: str = "America/Los_Angeles") -> Scene:
    return Scene(speaker("twilio-2008", timezone=zone).face, ApiRequest("calls.list", account=ACCOUNT), {})


@pytest.mark.parametrize("zone", _ZONES)
@MORE_EFFORT
@given(text=moments)
def test_a_moment_comes_back_from_any_zone(zone: str, text: str) -> None:
    to_theirs, to_ours = date_steps(DateForm.LOCAL)
    local = to_theirs(text, _scene(zone))
    assert to_ours(local if not isinstance(local, Lossy) else local.value, _scene(zone)) == text


@MORE_EFFORT
@given(text=moments)
def test_a_moment_comes_back_from_seconds(text: str) -> None:
    to_theirs, to_ours = date_steps(DateForm.EPOCH)
    seconds = to_theirs(text, _scene())
    assert isinstance(seconds, str)
    assert seconds.isdigit()
    assert to_ours(seconds, _scene()) == text


@pytest.mark.parametrize("form", DateForm)
@MORE_EFFORT
@given(
    text=st.text() | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} [+-][0-9]{4}", fullmatch=True)
)
def test_any_text_goes_through_a_date(form: DateForm, text: str) -> None:
    for step in date_steps(form):
        assert isinstance(step(text, _scene()), str)


@pytest.mark.parametrize("form", DateForm)
@pytest.mark.parametrize(
    "text",
    [
        "Fri, 31 Dec 9999 23:59:59 -1000",
        "0001-01-01T00:00:00+14:00",
        "0001-01-01",
        "Mon, 01 Jan 2001 00:00:00 +9999",
        "99999999999",
        "9" * 5000,
        "",
        " ",
    ],
)
def test_a_moment_no_calendar_holds_passes_unchanged_or_read(form: DateForm, text: str) -> None:
    for step in date_steps(form):
        assert isinstance(step(text, _scene()), str)


@MORE_EFFORT
@given(number=phone_numbers)
def test_a_number_comes_back(number: str) -> None:
    to_theirs, to_ours = number_steps()
    shown = to_theirs(number, _scene())
    assert shown == number.removeprefix("+1")
    assert to_ours(shown if isinstance(shown, str) else "", _scene()) == number


@MORE_EFFORT
@given(text=st.text() | st.text("+0123456789 ().-"))
def test_a_number_is_normal_once_normalised(text: str) -> None:
    once = normalise_number(text)
    assert normalise_number(once) == once


@pytest.mark.parametrize("rule", _ENUMS, ids=lambda rule: "-".join(rule.fields))
def test_an_enum_leads_back_to_a_word_of_the_same_meaning(rule: Enum) -> None:
    to_theirs, to_ours = enum_steps(rule)
    for _, ours in rule.pairs:
        theirs = to_theirs(ours, _scene())
        assert theirs in [word for word, one in rule.pairs if one == ours]
        assert isinstance(theirs, str)
        back = to_ours(theirs, _scene())
        assert isinstance(back, str)
        assert to_theirs(back, _scene()) == theirs


@pytest.mark.parametrize("kind", [FieldType.BOOLEAN, FieldType.INTEGER])
@MORE_EFFORT
@given(value=st.text() | st.integers() | st.booleans() | st.floats() | st.text("0123456789-"))
def test_coercion_takes_any_value_and_is_done_once(kind: FieldType, value: str | float) -> None:
    turn = coercion(kind)
    assert turn is not None
    once = turn(value)
    assert turn(once) == once or once != once  # noqa: PLR0124 -- NaN


@MORE_EFFORT
@given(text=moments)
def test_what_is_written_as_a_moment_is_read_as_one(text: str) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert format_moment(moment) == text


@pytest.mark.parametrize("form", [DateForm.UNPADDED, DateForm.ISO])
@pytest.mark.parametrize("zone", _ZONES)
@MORE_EFFORT
@given(text=moments)
def test_a_moment_comes_back_from_every_form(form: DateForm, zone: str, text: str) -> None:
    to_theirs, to_ours = date_steps(form)
    theirs = to_theirs(text, _scene(zone))
    assert to_ours(theirs if not isinstance(theirs, Lossy) else theirs.value, _scene(zone)) == text


def test_the_forms_of_a_moment() -> None:
    text = "Thu, 05 Jul 2018 07:46:45 +0000"
    assert date_steps(DateForm.UNPADDED)[0](text, _scene("Europe/Helsinki")) == "Thu, 5 Jul 2018 10:46:45 +0300"
    assert date_steps(DateForm.ISO)[0](text, _scene("Europe/Helsinki")) == "2018-07-05T10:46:45.000+03:00"
    assert date_steps(DateForm.ISO)[0](text, _scene("UTC")) == "2018-07-05T07:46:45.000Z"
    assert date_steps(DateForm.ISO)[1]("2018-07-05T10:46:45.000+03:00", _scene()) == text


def test_a_fraction_of_a_second_is_a_loss() -> None:
    lossy = date_steps(DateForm.ISO)[1]("2018-07-05T07:46:45.123Z", _scene())
    assert lossy == Lossy("Thu, 05 Jul 2018 07:46:45 +0000", "the fraction of the second is cut off")
