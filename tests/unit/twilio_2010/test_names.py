"""Names travel between JSON and XML by one rule and its exceptions, and a name nobody knows never raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.dialects.twilio_2010.names import capability_element, capability_key, element_name, key_name, singular


@pytest.mark.parametrize(
    ("key", "element"),
    [
        ("phone_number_sid", "PhoneNumberSid"),
        ("api_version", "ApiVersion"),
        ("uri", "Uri"),
        ("sms_url", "SmsUrl"),
        ("num_media", "NumMedia"),
        ("ip_address", "IpAddress"),
        ("sms_messages", "SMSMessages"),
        ("sms_message", "SMSMessage"),
    ],
)
def test_a_key_and_its_element(key: str, element: str) -> None:
    assert element_name(key) == element
    assert key_name(element) == key


def test_every_field_of_the_tables_comes_back_from_its_element() -> None:
    names = {field.name for row in KINDS.values() for field in row.fields}
    assert {key_name(element_name(name)) for name in names} == names
    assert len({element_name(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("element", "key"),
    [("RequestURL", "request_url"), ("SMS", "sms"), ("HTTPMethod", "http_method"), ("Mp3Url", "mp3_url"), ("", "")],
)
def test_a_run_of_capitals_is_one_word(element: str, key: str) -> None:
    assert key_name(element) == key


@pytest.mark.parametrize(
    ("key", "element", "back"),
    [
        ("voice", "Voice", "voice"),
        ("sms", "SMS", "sms"),
        ("SMS", "SMS", "sms"),
        ("MMS", "MMS", "mms"),
        ("Voice", "Voice", "voice"),
        ("fax", "Fax", "fax"),
        ("video_call", "VideoCall", "video_call"),
    ],
)
def test_capabilities_have_names_of_their_own(key: str, element: str, back: str) -> None:
    assert capability_element(key) == element
    assert capability_key(element) == back


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("FooBars", "FooBar"),
        ("Addresses", "Address"),
        ("Countries", "Country"),
        ("MediaList", "Media"),
        ("Media", "Media"),
        ("Permissions", "Permission"),
        ("IceServers", "IceServer"),
        ("Issues", "Issue"),
        ("Messages", "Message"),
        ("Responses", "Response"),
        ("Statuses", "Status"),
        ("Causes", "Cause"),
        ("Switches", "Switch"),
        ("Caches", "Cache"),
        ("Prefixes", "Prefix"),
        ("Uris", "Uri"),
        ("Address", "Address"),
        ("Status", "Status"),
        ("Analysis", "Analysis"),
        ("List", "List"),
        ("s", "s"),
        ("", ""),
    ],
)
def test_one_of_many(many: str, one: str) -> None:
    assert singular(many) == one


def test_the_lists_of_the_tables_hold_what_the_rule_says() -> None:
    assert [
        (row.elements, row.element) for row in KINDS.values() if row.elements and singular(row.elements) != row.element
    ] == []


@given(st.text(max_size=200))
def test_any_text_is_a_name(text: str) -> None:
    for convert in (element_name, key_name, capability_element, capability_key, singular):
        assert convert(text) == convert(text)


@given(st.from_regex(r"[a-z][a-z]*(_[a-z][a-z]+)*", fullmatch=True))
def test_an_unknown_key_of_plain_words_comes_back(key: str) -> None:
    assert key_name(element_name(key)) == key
