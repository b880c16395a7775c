"""The elements of an item stand in the order of the captured XML, newer ones just before its link to itself."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.unit.sandbox.described_operations import DESCRIPTION, concrete
from tests.unit.sandbox.sandbox_caller import Caller

_ORDER = DESCRIPTION.with_name("twilio-2010-xml-order.json")
_SIP = "SIP/Domains/{DomainSid}"
# the path each item is read from
_PATHS = {
    "Account": "",
    "Address": "Addresses",
    "Application": "Applications",
    "AuthorizedConnectApp": "AuthorizedConnectApps",
    "AvailablePhoneNumber": "AvailablePhoneNumbers/US/Local",
    "Call": "Calls",
    "Conference": "Conferences",
    "ConnectApp": "ConnectApps",
    "Credential": "SIP/CredentialLists/{CredentialListSid}/Credentials",
    "CredentialList": "SIP/CredentialLists",
    "CredentialListMapping": f"{_SIP}/CredentialListMappings",
    "DependentPhoneNumber": "Addresses/{AddressSid}/DependentPhoneNumbers",
    "IncomingPhoneNumber": "IncomingPhoneNumbers",
    "IpAccessControlList": "SIP/IpAccessControlLists",
    "IpAccessControlListMapping": f"{_SIP}/IpAccessControlListMappings",
    "IpAddress": "SIP/IpAccessControlLists/{IpAccessControlListSid}/IpAddresses",
    "Key": "Keys",
    "Media": "Messages/{MessageSid}/Media",
    "Message": "Messages",
    "Notification": "Notifications/{Sid}",
    "OutgoingCallerId": "OutgoingCallerIds",
    "Participant": "Conferences/{ConferenceSid}/Participants",
    "Queue": "Queues",
    "QueueMember": "Queues/{QueueSid}/Members",
    "Recording": "Recordings",
    "SMSMessage": "SMS/Messages",
    "ShortCode": "SMS/ShortCodes",
    "SipDomain": "SIP/Domains",
    "Transcription": "Transcriptions",
    "UsageRecord": "Usage/Records",
    "UsageTrigger": "Usage/Triggers",
}


def _order() -> dict[str, Any]:
    described: dict[str, Any] = json.loads(_ORDER.read_text())
    return described


@pytest.mark.skipif(not _ORDER.exists(), reason="the captured order is not there: name its folder in GATEWAY_FACTS")
@pytest.mark.parametrize("element", sorted(_PATHS))
def test_elements_stand_in_the_captured_order(element: str) -> None:
    api = Caller()
    body = api.send("GET", concrete(api, _PATHS[element])).body
    item = next(ET.fromstring(body).iter(element))  # noqa: S314 - our own document
    shown = [child.tag for child in item]
    captured: list[str] = [name for name in _order()[element]["order"] if name in shown]
    newer = [name for name in shown if name not in (*captured, "SubresourceUris")]
    place = captured.index("Uri") if "Uri" in captured else len(captured)
    last = [name for name in shown if name == "SubresourceUris" and name not in captured]
    assert shown == captured[:place] + newer + captured[place:] + last
