"""Of a number the log shows the country code and the last two digits, of anything else nothing: whatever was written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects import discover
from gateway.observe.country_codes import country_code
from gateway.observe.personal import NUMBERS, mask_number, mask_numbers
from tests.properties.effort import EFFORT

SCHEMES = ("client", "messenger", "rcs", "sim", "sip", "sips", "tel", "whatsapp")
NO_NUMBERS = {
    "CallerDisplayName": "a name",
    "EmergencyCallerSid": "an id",
    "Extension": "digits dialled behind a number: of an office, and no number",
    "SendDigits": "what is dialled in a call, a PIN perhaps: never shown",
    "VoiceCallerIdLookup": "yes or no",
    "includeNumbers": "yes or no",
}
"""Parameters that sound like a number and hold none."""
_SOUNDS = re.compile(
    r"number|digit|caller|called|phone|(?:^|[a-z])(?:to|from)$|^Device|^ShortCode|^Contains$|Extension", re.IGNORECASE
)

NUMBER = st.text("0123456789", min_size=1, max_size=18)
WRITTEN = st.one_of(
    NUMBER,
    NUMBER.map("+{}".format),
    st.builds("{}:{}{}".format, st.sampled_from(SCHEMES), st.sampled_from(["", "+", "00"]), NUMBER),
    st.builds("sip:{}@{}.example;x={}".format, NUMBER, NUMBER, NUMBER),
    st.builds(" +{} ({}) {}-{}.{}".format, NUMBER, NUMBER, NUMBER, NUMBER, NUMBER),
    st.builds("{}{}{}".format, st.text(max_size=5), NUMBER, st.text(max_size=5)),
    st.text("+0123456789-(). x,;@\u0661\u0662\uff11\u00b2", max_size=30),
    st.text(max_size=40),
)


@EFFORT
@given(WRITTEN)
def test_no_more_than_the_country_code_and_two_digits_are_shown(text: str) -> None:
    shown = mask_number(text)
    match = re.fullmatch(
        rf"(?:(?P<kind>{'|'.join(SCHEMES)}):)?(?P<head>\+?)(?P<code>[0-9]{{0,3}})(?P<hidden>\**)(?P<last>[0-9]{{0,2}})", shown
    )
    assert match is not None, shown
    digits = "".join(one for one in text if one in "0123456789")
    assert match["code"] == ("" if not match["code"] else country_code(digits))
    assert digits.endswith(match["last"])
    assert not match["last"] or len(match["hidden"]) >= 3
    assert not match["code"] or "+" in text
    assert len(shown) <= len("messenger:+") + 15


@EFFORT
@given(st.text(max_size=40))
def test_nothing_is_shown_of_a_text_that_is_no_number(text: str) -> None:
    named = f"x{text}"
    assert mask_number(named) == "***"
    assert [mask_number(f"{scheme}:{named}") for scheme in SCHEMES] == [f"{scheme}:***" for scheme in SCHEMES]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("+15555550147", "+1********47"),
        ("+1 (555) 555-0147", "+1********47"),
        ("+44 20 7946 0147", "+44********47"),
        ("+3725550147", "+372*****47"),
        ("+88235550147", "+882******47"),
        ("5555550147", "********47"),
        ("0015555550147", "***********47"),
        ("15555550147", "*********47"),
        (" 15555550147", "*********47"),
        ("+9995550147", "+********47"),
        ("+0205550147", "+********47"),
        ("12345", "***45"),
        ("1234", "****"),
        ("911", "***"),
        ("+1", "+1"),
        ("+1470", "+1***"),
        ("+4412345", "+44***45"),
        ("", ""),
        ("ACME", "***"),
        ("anonymous", "***"),
        ("+1-800-FLOWERS", "***"),
        ("+15555550147x123", "***"),
        ("+15555550147,+15555550100", "***"),
        ("++15555550147", "***"),
        ("+", "***"),
        ("1234567890123456", "***"),
        ("sip:alice@example.com", "sip:***"),
        ("sip:+15555550147@example.com", "sip:***"),
        ("SIP:alice", "sip:***"),
        ("client:alice", "client:***"),
        ("client:", "client:"),
        ("whatsapp:+15555550147", "whatsapp:+1********47"),
        ("tel:+15555550147", "tel:+1********47"),
        ("alice:+15555550147", "***"),
        ("mailto:alice@example.com", "***"),
    ],
)
def test_what_is_shown_of_each_kind(written: str, shown: str) -> None:
    assert mask_number(written) == shown


def test_of_parameters_those_that_hold_numbers_are_shown() -> None:
    said = (("Body", "+15555550100"), ("To", "+15555550147"), ("To", "+15555550148"), ("to", "+15555550149"), ("From", "x"))
    assert mask_numbers(said) == (("to", "+1********47"), ("from", "***"))


def test_every_parameter_that_may_hold_a_number_is_known() -> None:
    """In the canonical names: a dialect's own names are gone once a request is understood."""
    tables = [dialect.operations for name, dialect in discover().items() if name in ("twilio-2010", "restcomm-2012")]
    named = {parameter.name for table in tables for operation in table.values() for parameter in operation.parameters}
    sounding = {name for name in named if _SOUNDS.search(name)}
    assert sounding == NUMBERS.keys() | NO_NUMBERS.keys()


@pytest.mark.parametrize(
    ("digits", "code"),
    [
        *(("1555", "1"), ("7955", "7"), ("20555", "20"), ("27555", "27"), ("33555", "33"), ("39066", "39"), ("49305", "49")),
        *(("86555", "86"), ("98555", "98"), ("21155", "211"), ("25855", "258"), ("29955", "299"), ("35355", "353")),
        *(("37955", "379"), ("38355", "383"), ("42155", "421"), ("50055", "500"), ("59955", "599"), ("69255", "692")),
        *(("80055", "800"), ("87855", "878"), ("88855", "888"), ("97955", "979"), ("99855", "998")),
        *(
            ("21055", ""),
            ("28555", ""),
            ("38455", ""),
            ("42255", ""),
            ("67155", ""),
            ("83555", ""),
            ("89555", ""),
            ("99955", ""),
        ),
        *(("0", ""), ("", ""), ("2", ""), ("35", "")),
    ],
)
def test_a_number_begins_with_its_country_code(digits: str, code: str) -> None:
    assert country_code(digits) == code


def test_no_country_code_begins_with_another() -> None:
    codes = {country_code(f"{number:03}") for number in range(1000)} - {""}
    assert len(codes) > 200
    assert [(one, other) for one in codes for other in codes if one != other and other.startswith(one)] == []
