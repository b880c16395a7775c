"""Drives `twilio` 6.0.0 through one whole session and prints what it saw as JSON.

Usage: python twilio_6_0_0.py BASE SID TOKEN. This version reads every field of an answer by name: one that is absent is a
KeyError in it.
"""

import json
import sys

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

BASE, SID, TOKEN = sys.argv[1:4]


def pointed_at(base, token):
    client = Client(SID, token)
    client.api.base_url = base
    return client


client = pointed_at(BASE, TOKEN)


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
    except TwilioException as error:  # of a list: the answer is told as it came, and nothing of it apart
        return {"error": {"status": None, "code": None, "message": str(error)}}


def failure(act):
    """The error of an act that must fail."""
    result = attempt(act)
    if isinstance(result, dict) and "error" in result:
        return result["error"]
    raise SystemExit(f"{result!r} where an error had to be")


def text_fields(message):
    return shown(message, "sid", "to", "from_", "body", "status", "num_segments", "direction", "account_sid")


def number_fields(number):
    return shown(number, "sid", "friendly_name", "phone_number", "account_sid")


def numbers():
    """Searches for a number and buys it, or any of an area code where there is no search; renames it and gives it back."""
    free = attempt(lambda: [number.phone_number for number in client.available_phone_numbers("US").local.list(area_code=415)])
    wanted = {"area_code": "415"} if "error" in free else {"phone_number": free[0]}
    bought = attempt(lambda: number_fields(client.incoming_phone_numbers.create(friendly_name="desk", **wanted)))
    seen = {"searched": free, "bought": bought}
    if "error" not in bought:
        sid = bought["sid"]
        renamed = client.incoming_phone_numbers(sid).update(friendly_name="Tom & Jerry <b>")
        seen["renamed"] = shown(renamed, "sid", "friendly_name", "voice_caller_id_lookup", "capabilities")
        seen["released"] = client.incoming_phone_numbers(sid).delete()
        seen["released_twice"] = failure(lambda: client.incoming_phone_numbers(sid).delete())
    return seen


def session():
    seen = {}
    seen["listed"] = [call.sid for call in client.calls.page(page_size=20)]
    seen["paged"] = [call.sid for call in client.calls.stream(page_size=20)]
    call = client.calls.create(to="+14155550142", from_="+14155550100", url="http://example.com/a?b=1&c=2")
    seen["called"] = call_fields(call)
    seen["hung_up"] = attempt(lambda: call_fields(client.calls(call.sid).update(status="completed")))
    seen["fetched"] = call_fields(client.calls(seen["listed"][19]).fetch())
    seen |= numbers()
    text = {"to": "+14155550142", "from_": "+14155550100", "body": "Café & <tea>"}
    seen["texted"] = text_fields(client.messages.create(**text))
    media = ["http://example.com/1", "http://example.com/2"]
    seen["texted_media"] = attempt(lambda: text_fields(client.messages.create(media_url=media, **text)))
    seen["texts"] = [message.sid for message in client.messages.page(page_size=5)]
    seen["not_found"] = failure(lambda: client.calls("CA00000000000000000000000000000bad").fetch())
    seen["refused"] = failure(lambda: pointed_at(BASE, "wrong").calls(seen["listed"][19]).fetch())
    seen["rejected"] = failure(lambda: client.calls.create(to="", from_="+14155550100", url="http://example.com/"))
    return seen


print(json.dumps(session(), default=str))
