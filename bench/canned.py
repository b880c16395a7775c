"""The backend's answers, written out here and served by the stub: one call, lists of calls, a call made, an error.

Each of 2010 JSON, 2010 XML and 2008 XML tells of the same calls. A call of 2010 is about 1 KB, as the vendor's are today. No
two calls of a list have a time or a SID in common, so that nobody's answer is made of the one before.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

CALLER = "ACca11ca11ca11ca11ca11ca11ca11ca11"
"""The account as its callers name it; the backend knows it as BACKEND, and the gateway turns one into the other."""
BACKEND = "ACbacebacebacebacebacebacebacebace"
SAME = "AC5a3e5a3e5a3e5a3e5a3e5a3e5a3e5a3e"
"""An account that is the same on both sides: what its callers ask in the backend's own dialect passes unread."""

_BEGIN = datetime(2010, 8, 31, 0, 0, 11, tzinfo=UTC)
_APART = timedelta(seconds=613)
_STATUSES = ("completed", "completed", "completed", "busy", "no-answer")
_STATUSES_2008 = {"completed": "2", "busy": "3", "no-answer": "5"}
_PACIFIC = ZoneInfo("America/Los_Angeles")


def call_sid(number: int) -> str:
    return f"CA{number:032x}"


def _when(number: int, seconds: int) -> datetime:
    return _BEGIN + number * _APART + timedelta(seconds=seconds)


def call_2010(number: int, account: str = BACKEND) -> dict[str, object]:
    """A call by its number as 2010 JSON tells it."""
    path = f"/2010-04-01/Accounts/{account}/Calls/{call_sid(number)}"
    begun, ended = (f"{_when(number, seconds):%a, %d %b %Y %H:%M:%S +0000}" for seconds in (1, 17))
    return {
        "sid": call_sid(number),
        "date_created": f"{_when(number, 0):%a, %d %b %Y %H:%M:%S +0000}",
        "date_updated": ended,
        "parent_call_sid": None,
        "account_sid": account,
        "to": f"+15555550{100 + number % 50}",
        "to_formatted": f"(555) 555-0{100 + number % 50}",
        "from": f"+15555550{150 + number % 50}",
        "from_formatted": f"(555) 555-0{150 + number % 50}",
        "phone_number_sid": f"PN{number % 50:032x}",
        "status": _STATUSES[number % 5],
        "start_time": begun,
        "end_time": ended,
        "duration": "16",
        "price": "-0.03000",
        "price_unit": "USD",
        "direction": "inbound" if number % 3 else "outbound-api",
        "answered_by": None,
        "api_version": "2010-04-01",
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{path}.json",
        "subresource_uris": {"recordings": f"{path}/Recordings.json"},
    }


def page_2010(count: int, account: str = BACKEND) -> dict[str, object]:
    """A whole list of so many calls, as a backend of today tells it: without totals."""
    first = f"/2010-04-01/Accounts/{account}/Calls.json?PageSize={count}&Page=0"
    return {
        "calls": [call_2010(number, account) for number in range(count)],
        "page": 0,
        "page_size": count,
        "start": 0,
        "end": count - 1,
        "uri": first,
        "first_page_uri": first,
        "previous_page_uri": None,
        "next_page_uri": None,
    }


def call_2008(number: int) -> str:
    """A call by its number as a `Call` element of 2008."""
    of = call_2010(number)
    times = [f"{_when(number, seconds).astimezone(_PACIFIC):%a, %d %b %Y %H:%M:%S %z}" for seconds in (0, 17, 1, 17)]
    fields = {
        "Sid": of["sid"],
        "DateCreated": times[0],
        "DateUpdated": times[1],
        "CallSegmentSid": "",
        "AccountSid": of["account_sid"],
        "Called": str(of["to"])[2:],
        "Caller": str(of["from"])[2:],
        "PhoneNumberSid": of["phone_number_sid"],
        "Status": _STATUSES_2008[str(of["status"])],
        "StartTime": times[2],
        "EndTime": times[3],
        "Duration": of["duration"],
        "Price": of["price"],
        "Flags": "1" if of["direction"] == "inbound" else "2",
    }
    return f"<Call>{_elements(fields)}</Call>"


def page_2008(count: int) -> bytes:
    calls = "".join(map(call_2008, range(count)))
    attributes = f'page="0" numpages="1" pagesize="{count}" total="{count}" start="0" end="{count - 1}"'
    return f"<TwilioResponse><Calls {attributes}>{calls}</Calls></TwilioResponse>".encode()


def as_xml_2010(fields: Mapping[str, object]) -> str:
    """A resource of 2010 JSON as its elements: names in CamelCase, null an empty element, no suffix in links."""
    named = {_camel(name): value for name, value in fields.items()}
    return _elements(named).replace(".json", "")


def _camel(name: str) -> str:
    return "".join(part.title() for part in name.split("_"))


def _elements(fields: Mapping[str, object]) -> str:
    return "".join(
        f"<{name}>{_text(value)}</{name}>" if value not in (None, "") else f"<{name}/>" for name, value in fields.items()
    )


def _text(value: object) -> str:
    if isinstance(value, dict):
        return _elements({_camel(name): inner for name, inner in value.items()})
    return escape(str(value))


def error(form: str) -> bytes:
    """What a backend answers where there is no such call (404)."""
    message = f"The requested resource /2010-04-01/Accounts/{BACKEND}/Calls/{call_sid(404)}.json was not found"
    told = {"code": 20404, "message": message, "more_info": "https://www.twilio.com/docs/errors/20404", "status": 404}
    if form == "json":
        return json.dumps(told).encode()
    return f"<TwilioResponse><RestException>{as_xml_2010(told)}</RestException></TwilioResponse>".encode()


def one_2010(number: int, account: str = BACKEND) -> bytes:
    return json.dumps(call_2010(number, account)).encode()


def list_2010(count: int, account: str = BACKEND) -> bytes:
    return json.dumps(page_2010(count, account)).encode()


def one_2010_xml(number: int, account: str = BACKEND) -> bytes:
    return f"<TwilioResponse><Call>{as_xml_2010(call_2010(number, account))}</Call></TwilioResponse>".encode()


def list_2010_xml(count: int, account: str = BACKEND) -> bytes:
    page = page_2010(count, account)
    items = "".join(f"<Call>{as_xml_2010(call_2010(number, account))}</Call>" for number in range(count))
    attributes = " ".join(
        f'{name.replace("_", "")}="{escape(str(value if value is not None else ""))}"'.replace(".json", "")
        for name, value in page.items()
        if name != "calls"
    )
    return f"<TwilioResponse><Calls {attributes}>{items}</Calls></TwilioResponse>".encode()


def one_2008(number: int) -> bytes:
    return f"<TwilioResponse>{call_2008(number)}</TwilioResponse>".encode()
