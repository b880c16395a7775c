"""Drives `twilio` 5.7.0 through one whole session and prints what it saw as JSON.

Usage: python twilio_5_7_0.py BASE SID TOKEN. The library asks `import urlparse` on any Python that is not 3.0-3.3, so that
module name is given to it; its pages are generators that end by StopIteration, which Python 3.7 reports as RuntimeError.
"""

import json
import sys
import urllib.parse

sys.modules["urlparse"] = urllib.parse

from twilio import TwilioRestException  # noqa: E402
from twilio.rest import TwilioRestClient  # noqa: E402

BASE, SID, TOKEN = sys.argv[1:4]
client = TwilioRestClient(SID, TOKEN, base=BASE, version="2010-04-01")


def shown(instance, *names):
    return {name.strip("_"): getattr(instance, name) for name in names}


def call_fields(call):
    fields = shown(call, "sid", "account_sid", "to", "from_", "status", "duration", "price", "direction")
    return fields | {"date_created": call.date_created and call.date_created.strftime("%Y-%m-%dT%H:%M:%SZ")}


def attempt(act):
    """What came of an act the backend may lack: its result, or {"error": …} as the library understood it."""
    try:
        return act()
    except TwilioRestException as error:
        return {"error": {"status": error.status, "code": error.code, "message": error.msg}}


def failure(act):
    """The error of an act that must fail."""
    result = attempt(act)
    if isinstance(result, dict) and "error" in result:
        return result["error"]
    raise SystemExit(f"{result!r} where an error had to be")


def exhausted(pages):
    """Every sid of a paging generator."""
    found = []
    try:
        for item in pages:
            found.append(item.sid)
    except RuntimeError as ended:
        if not isinstance(ended.__cause__, StopIteration):
            raise
    return found


def text_fields(message):
    return shown(message, "sid", "to", "from_", "body", "status", "num_segments", "direction", "account_sid")


def number_fields(number):
    return shown(number, "sid", "friendly_name", "phone_number", "account_sid")


def numbers():
    """Searches for a number and buys it, or any of an area code where there is no search; renames it and gives it back."""
    free = attempt(lambda: [number.phone_number for number in client.phone_numbers.search(area_code="415", country="US")])
    wanted = {"area_code": "415"} if "error" in free else {"phone_number": free[0]}
    bought = attempt(lambda: number_fields(client.phone_numbers.purchase(friendly_name="desk", **wanted)))
    seen = {"searched": free, "bought": bought}
    if "error" not in bought:
        sid = bought["sid"]
        renamed = client.phone_numbers.update(sid, friendly_name="Tom & Jerry <b>")
        seen["renamed"] = shown(renamed, "sid", "friendly_name", "voice_caller_id_lookup", "capabilities")
        seen["released"] = client.phone_numbers.delete(sid)
        seen["released_twice"] = failure(lambda: client.phone_numbers.delete(sid))
    return seen


def session():
    seen = {}
    seen["listed"] = [call.sid for call in client.calls.list(page_size=20)]
    seen["paged"] = exhausted(client.calls.iter(page_size=20))
    call = client.calls.create(to="+14155550142", from_="+14155550100", url="http://example.com/a?b=1&c=2")
    seen["called"] = call_fields(call)
    seen["hung_up"] = attempt(lambda: call_fields(client.calls.update(call.sid, status="completed")))
    seen["fetched"] = call_fields(client.calls.get(seen["listed"][19]))
    seen |= numbers()
    text = {"to": "+14155550142", "from_": "+14155550100", "body": "Café & <tea>"}
    seen["texted"] = text_fields(client.messages.create(**text))
    media = ["http://example.com/1", "http://example.com/2"]
    seen["texted_media"] = attempt(lambda: text_fields(client.messages.create(media_url=media, **text)))
    seen["texts"] = [message.sid for message in client.messages.list(page_size=5)]
    seen["not_found"] = failure(lambda: client.calls.get("CA00000000000000000000000000000bad"))
    seen["refused"] = failure(lambda: TwilioRestClient(SID, "wrong", base=BASE).calls.get(seen["listed"][19]))
    seen["rejected"] = failure(lambda: client.calls.create(to="", from_="+14155550100", url="http://example.com/"))
    return seen


print(json.dumps(session()))
