"""Drives `twilio` 5.7.0 through one whole session with a Restcomm server and prints what it saw as JSON.

Usage: python twilio_5_7_0_restcomm.py BASE SID TOKEN. The library takes the version as a setting; the list keys and the place
of the text messages, which Restcomm has otherwise than Twilio, are attributes of its resources. It follows next_page_uri until
that is false, and Restcomm says "null" there, so pages are asked for by number until the server has no more.
"""

import json
import sys
import urllib.parse

sys.modules["urlparse"] = urllib.parse

from twilio import TwilioRestException  # noqa: E402
from twilio.rest import TwilioRestClient  # noqa: E402
from twilio.rest.resources import Messages  # noqa: E402

BASE, SID, TOKEN = sys.argv[1:4]


def pointed_at(token):
    return TwilioRestClient(SID, token, base=f"{BASE}/restcomm", version="2012-04-24")


client = pointed_at(TOKEN)
texts = Messages(f"{client.account_uri}/SMS", client.auth)
client.phone_numbers.key = "incomingPhoneNumbers"


def shown(instance, *names):
    return {name.strip("_"): getattr(instance, name, "absent") for name in names}


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


def every_page():
    """All calls, and the status that said there are no more."""
    found = []
    for number in range(1000):
        page = attempt(lambda: client.calls.list(page_size=50, page=number))
        if "error" in page:
            return found, page["error"]["status"]
        if not page:
            return found, 200
        found += [call.sid for call in page]
    raise SystemExit("no end of pages")


def call_fields(call):
    return shown(call, "sid", "account_sid", "to", "from_", "status", "duration", "direction", "api_version")


def numbers():
    seen = {"bought": attempt(lambda: number_fields(client.phone_numbers.purchase(area_code="415", friendly_name="desk")))}
    if "error" in seen["bought"]:
        return seen
    sid = seen["bought"]["sid"]
    seen["numbers"] = [number.sid for number in client.phone_numbers.list(page_size=1000)]
    seen["renamed"] = number_fields(client.phone_numbers.update(sid, friendly_name="Tom & Jerry <b>"))
    seen["released"] = client.phone_numbers.delete(sid)
    seen["released_twice"] = failure(lambda: client.phone_numbers.delete(sid))
    return seen


def number_fields(number):
    return shown(number, "sid", "friendly_name", "phone_number", "account_sid", "capabilities")


def session():
    seen = {}
    seen["account"] = shown(client.accounts.get(SID), "sid", "status", "auth_token")
    seen["listed"] = [call.sid for call in client.calls.list(page_size=20)]
    seen["paged"], seen["past_the_end"] = every_page()
    seen["fetched"] = call_fields(client.calls.get(seen["listed"][19]))
    call = client.calls.create(to="+14155550142", from_="+14155550100", url="http://example.com/a?b=1&c=2")
    seen["called"] = call_fields(call)
    seen["hung_up"] = attempt(lambda: call_fields(client.calls.update(call.sid, status="completed")))
    text = texts.create(to="+14155550142", from_="+14155550100", body="Café & <tea>")
    seen["texted"] = shown(text, "sid", "to", "from_", "body", "status", "direction", "account_sid")
    seen["texts"] = [text.sid for text in texts.list(page_size=5)]
    seen |= numbers()
    recordings = client.recordings.list(page_size=50)
    seen["recordings"] = [recording.sid for recording in recordings]
    seen["recording"] = shown(client.recordings.get(recordings[0].sid), "sid", "duration", "file_uri")
    seen["erased"] = client.recordings.delete(recordings[-1].sid)  # True is for 204; a Restcomm server says 200
    seen["erased_twice"] = failure(lambda: client.recordings.get(recordings[-1].sid))
    seen["not_found"] = failure(lambda: client.calls.get("CA00000000000000000000000000000bad"))
    seen["modified_missing"] = failure(lambda: client.calls.update("CA00000000000000000000000000000bad", status="completed"))
    seen["refused"] = failure(lambda: pointed_at("wrong").calls.get(seen["listed"][19]))
    seen["rejected"] = failure(lambda: client.calls.create(to="", from_="+14155550100", url="http://example.com/"))
    return seen


print(json.dumps(session()))
