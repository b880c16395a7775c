"""SIDs and UUIDs: two ways to write the same 128 bits, and what is neither passes unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.sids import account_sid, is_uuid, sid_of, uuid_of


@given(st.uuids())
def test_a_uuid_comes_back(uuid: object) -> None:
    sid = sid_of(str(uuid), "SM")
    assert (sid[:2], len(sid), uuid_of(sid, "SM")) == ("SM", 34, str(uuid))


def test_capitals_of_a_uuid_are_small_in_its_sid() -> None:
    assert sid_of("707F5AD4-3D00-11E3-97D6-C1498FF4E3A9", "CA") == "CA707f5ad43d0011e397d6c1498ff4e3a9"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SM",
        "MM707f5ad43d0011e397d6c1498ff4e3a9",  # another prefix: the way back would not find it
        "SM707F5AD43D0011E397D6C1498FF4E3A9",  # capital digits: likewise
        "SM707f5ad43d0011e397d6c1498ff4e3a",
        "SM707f5ad43d0011e397d6c1498ff4e3a99",
        "ID707f5ad43d0011e397d6c1498ff4e3a9-CA707f5ad43d0011e397d6c1498ff4e3a9",
        "SM707f5ad43d0011e397d6c1498ff4e3a\u0669",
    ],
)
def test_what_is_no_sid_of_that_prefix_passes(text: str) -> None:
    assert uuid_of(text, "SM") == text


@pytest.mark.parametrize("text", ["", "me", "707f5ad43d0011e397d6c1498ff4e3a9", "707f5ad4-3d00-11e3-97d6-c1498ff4e3a9\n"])
def test_what_is_no_uuid_passes(text: str) -> None:
    assert not is_uuid(text)
    assert sid_of(text, "SM") == text


def test_an_api_key_is_the_account_of_the_same_digits() -> None:
    assert account_sid("01234567-89ab-cdef-0123-456789abcdef") == "AC0123456789abcdef0123456789abcdef"
    assert account_sid("AC0123456789abcdef0123456789abcdef") == "AC0123456789abcdef0123456789abcdef"
