"""What the 2008 documents say a resource looks like: the elements each has, in their order, and none more."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo


def _names(text: str) -> list[str]:
    return text.split()


CALL_2008 = _names(
    "Sid DateCreated DateUpdated CallSegmentSid AccountSid Called Caller PhoneNumberSid Status StartTime EndTime Duration Price "
    "Flags Annotation"
)
NUMBER_2008 = _names(
    "Sid AccountSid FriendlyName PhoneNumber Url Method SmsUrl SmsMethod VoiceFallbackUrl VoiceFallbackMethod SmsFallbackUrl "
    "SmsFallbackMethod VoiceCallerIdLookup DateCreated DateUpdated"
)
SMS_2008 = _names("Sid DateCreated DateUpdated DateSent AccountSid To From Body Status Flags")
PAGING_2008 = _names("page numpages pagesize total start end")


def ten_digits(number: str) -> str:
    """A number of the North American plan as 2008 shows it; any other as it is."""
    return number[2:] if number.startswith("+1") and len(number) == len("+15555550100") else number


def pacific(date: str) -> datetime:
    """An RFC 2822 date in the time of the place 2008 reckons in, daylight saving time kept."""
    return parsedate_to_datetime(date).astimezone(ZoneInfo("America/Los_Angeles"))


def sid_2008(call: dict[str, Any]) -> str:
    """The id 2008 shows a call of the backend by: all segments of a call share that of the first."""
    sid: str = call["parent_call_sid"] or call["sid"]
    return sid
