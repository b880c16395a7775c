"""One answer in three forms: XML and JSON hold the same data, CSV its columns; the bytes are those of the service."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.unit.sandbox.sandbox_caller import Caller

_ODD = {"sms_messages": "SMSMessages", "sms": "SMS", "mms": "MMS"}
_LISTS = [
    ("Calls", "calls", "Calls", "Call"),
    ("Messages", "messages", "Messages", "Message"),
    ("SMS/Messages", "sms_messages", "SMSMessages", "SMSMessage"),
    ("IncomingPhoneNumbers", "incoming_phone_numbers", "IncomingPhoneNumbers", "IncomingPhoneNumber"),
    ("AvailablePhoneNumbers/US/Local", "available_phone_numbers", "AvailablePhoneNumbers", "AvailablePhoneNumber"),
    ("AvailablePhoneNumbers", "countries", "Countries", "Country"),
    ("OutgoingCallerIds", "outgoing_caller_ids", "OutgoingCallerIds", "OutgoingCallerId"),
    ("Recordings", "recordings", "Recordings", "Recording"),
    ("Transcriptions", "transcriptions", "Transcriptions", "Transcription"),
    ("Notifications", "notifications", "Notifications", "Notification"),
    ("Conferences", "conferences", "Conferences", "Conference"),
    ("Queues", "queues", "Queues", "Queue"),
    ("Applications", "applications", "Applications", "Application"),
    ("Addresses", "addresses", "Addresses", "Address"),
    ("Keys", "keys", "Keys", "Key"),
    ("ConnectApps", "connect_apps", "ConnectApps", "ConnectApp"),
    ("AuthorizedConnectApps", "authorized_connect_apps", "AuthorizedConnectApps", "AuthorizedConnectApp"),
    ("SMS/ShortCodes", "short_codes", "ShortCodes", "ShortCode"),
    ("SIP/Domains", "domains", "SipDomains", "SipDomain"),
    ("SIP/CredentialLists", "credential_lists", "CredentialLists", "CredentialList"),
    ("SIP/IpAccessControlLists", "ip_access_control_lists", "IpAccessControlLists", "IpAccessControlList"),
    ("Usage/Records", "usage_records", "UsageRecords", "UsageRecord"),
    ("Usage/Triggers", "usage_triggers", "UsageTriggers", "UsageTrigger"),
]
# numbers for sale and counted usage have no path of their own, a key does not tell its own
_NO_INSTANCE = frozenset({"AvailablePhoneNumbers/US/Local", "Usage/Records", "Keys"})


def _name(key: str) -> str:
    return _ODD.get(key) or "".join(word[0].upper() + word[1:] for word in key.split("_"))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).replace(".json", "")


def _assert_same(element: ET.Element, value: Any) -> None:
    """An element holds what the JSON value does, under the names and in the order the rules give."""
    if isinstance(value, dict):
        assert [child.tag for child in element] == [_name(key) for key in value]
        for child, inner in zip(element, value.values(), strict=True):
            _assert_same(child, inner)
    elif isinstance(value, list):
        assert {child.tag for child in element} <= {element.tag.removesuffix("s")}
        for child, inner in zip(element, value, strict=True):
            _assert_same(child, inner)
    else:
        assert (element.text or "") == _text(value)


def _root(body: bytes) -> ET.Element:
    root = ET.fromstring(body)  # noqa: S314 - our own document
    assert root.tag == "TwilioResponse"
    [inner] = root
    return inner


@pytest.mark.parametrize(("path", "key", "elements", "element"), _LISTS)
@pytest.mark.parametrize("paging", ["modern", "early"])
def test_a_list_is_the_same_in_xml_and_json(paging: str, path: str, key: str, elements: str, element: str) -> None:
    api = Caller(paging=paging)
    listed = api.get(path)
    shown = _root(api.send("GET", path).body)
    assert shown.tag == elements
    items = listed.pop(key)
    assert items
    assert shown.attrib == {name.replace("_", ""): _text(value) for name, value in listed.items()}
    assert [child.tag for child in shown] == [element] * len(items)
    for child, item in zip(shown, items, strict=True):
        _assert_same(child, item)


@pytest.mark.parametrize(
    ("path", "key", "element"), [(path, key, one) for path, key, _, one in _LISTS if path not in _NO_INSTANCE]
)
def test_an_instance_is_the_same_in_xml_and_json(path: str, key: str, element: str) -> None:
    api = Caller()
    uri = api.get(path)[key][0]["uri"].removesuffix(".json")
    shown = _root(api.send("GET", f"{uri}.xml").body)
    assert shown.tag == element
    for node in shown.iter():
        node.text = node.text and node.text.replace(".xml", "")
    _assert_same(shown, api.get(uri))


@pytest.mark.parametrize(
    ("suffix", "content_type"), [("", "application/xml"), (".xml", "application/xml"), (".json", "application/json")]
)
def test_links_repeat_the_suffix_of_the_request(suffix: str, content_type: str) -> None:
    api = Caller()
    answer = api.send("GET", f"Calls{suffix}?PageSize=1")
    base = f"/2010-04-01/Accounts/{api.account.sid}/Calls"
    assert answer.headers.get("Content-Type") == content_type
    text = answer.body.decode()
    assert f"{base}{suffix}?PageSize=1" in text
    assert f"/Recordings{suffix}{'<' if 'xml' in content_type else chr(34)}" in text
    assert text.count(".json") == (0 if suffix != ".json" else text.count("/Accounts/"))


def test_the_bytes_of_a_new_message_are_those_of_the_service() -> None:
    api = Caller()
    form = {"To": "+14155550150", "From": "+14155550100", "Body": "Smith & Sons <open>\r\nnow"}
    answer = api.send("POST", "Messages", form)
    sid = _root(answer.body).findtext("Sid")
    base = f"/2010-04-01/Accounts/{api.account.sid}/Messages/{sid}"
    assert answer.body.decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        f"<TwilioResponse><Message><Sid>{sid}</Sid><DateCreated>Mon, 06 May 2024 07:08:09 +0000</DateCreated>"
        "<DateUpdated>Mon, 06 May 2024 07:08:09 +0000</DateUpdated><DateSent/>"
        f"<AccountSid>{api.account.sid}</AccountSid><To>+14155550150</To><From>+14155550100</From><MessagingServiceSid/>"
        "<Body>Smith &amp; Sons &lt;open&gt;&#13;\nnow</Body><Status>queued</Status><NumSegments>1</NumSegments>"
        "<NumMedia>0</NumMedia><Direction>outbound-api</Direction><ApiVersion>2010-04-01</ApiVersion><Price/>"
        f"<PriceUnit>USD</PriceUnit><ErrorCode/><ErrorMessage/><Uri>{base}</Uri>"
        f"<SubresourceUris><Media>{base}/Media</Media><Feedback>{base}/Feedback</Feedback></SubresourceUris>"
        "</Message></TwilioResponse>"
    )


def test_json_has_blanks_behind_commas_and_colons_and_letters_as_they_are() -> None:
    api = Caller()
    body = api.send("POST", "Messages.json", {"To": "+14155550150", "From": "+14155550100", "Body": "Grüße 👍"}).body
    assert body == json.dumps(json.loads(body), ensure_ascii=False).encode()
    assert '"body": "Grüße 👍", "status": "queued"'.encode() in body


def test_a_control_character_does_not_break_the_xml() -> None:
    form = {"To": "+14155550150", "From": "+14155550100", "Body": "a\x00b\x0bc"}
    assert _root(Caller().send("POST", "Messages", form).body).findtext("Body") == "a\ufffdb\ufffdc"


def test_csv_has_the_columns_of_the_xml_without_links_below() -> None:
    api = Caller()
    answer = api.send("GET", "Messages.csv?PageSize=1000")
    assert answer.headers.get("Content-Type") == "text/csv"
    header, *rows = csv.reader(io.StringIO(answer.body.decode(), newline=""))
    items = api.get("Messages?PageSize=1000")["messages"]
    assert header == [_name(key) for key in items[0] if key != "subresource_uris"]
    assert len(rows) == 120
    for row, item in zip(rows, items, strict=True):
        shown = [_text(value) for key, value in item.items() if key != "subresource_uris"]
        assert [cell.replace(".csv", "") for cell in row] == shown


def test_csv_quotes_what_holds_a_comma_or_a_blank_and_shows_arrays_in_brackets() -> None:
    api = Caller()
    text = api.send("GET", "ConnectApps.csv").body.decode()
    assert ',"Demo app",' in text
    assert ',"[get-all,post-all]",' in text
    assert api.send("GET", "Nope.csv").body.decode().startswith("Code,Message,MoreInfo,Status\n20404,")


def test_accept_decides_nothing() -> None:
    assert Caller().send("GET", "Calls").headers.get("Content-Type") == "application/xml"


def test_csv_shows_what_is_nested_as_json() -> None:
    text = Caller().send("GET", "IncomingPhoneNumbers.csv").body.decode()
    assert '"{""voice"": true, ""sms"": false, ""mms"": true, ""fax"": false}"' in text
