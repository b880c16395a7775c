"""Drives the JSON-envelope API with `requests` 2.34.2 through one whole session and prints what it saw as JSON.

Usage: python requests_2_34_2.py BASE KEY SECRET. It reads answers as that API's own client does: it walks every key there is
at the top of one, and each has to hold data or an error.
"""

import json
import sys

import requests

BASE, KEY, SECRET = sys.argv[1:4]
UTF8, LATIN1 = "text/json; charset=utf-8", "text/json; charset=iso-8859-1"
NOBODY = "00000000-0000-0000-0000-000000000bad"


def ask(method, path, content=None, content_type=UTF8, secret=SECRET, **query):
    """Status, reply type, and what every top-level key of the answer holds: {"data": […]} or {"error": {…}}."""
    body = content
    if isinstance(content, dict):
        body = json.dumps(content, ensure_ascii=False).encode(content_type.rpartition("=")[2])
    answer = requests.request(
        method, BASE + path, params=query, data=body, headers={"Content-Type": content_type}, auth=(KEY, secret), timeout=60
    )
    if int(answer.headers["Content-Length"]) != len(answer.content):
        raise SystemExit(f"{method} {path}: Content-Length is not the body's")
    seen = {"status": answer.status_code, "type": answer.headers["Content-Type"]}
    for key, value in answer.json().items():
        if not ("data" in value or "error" in value):
            raise SystemExit(f"{method} {path}: {key} holds neither data nor an error: {value!r}")
        seen |= value
    return seen


def made(answer):
    """The id of what a POST made."""
    if answer["status"] != 200:
        raise SystemExit(f"{answer!r} where an id had to be")
    return answer["data"][0]["resource_id"]


def every_page(path):
    found = []
    for _ in range(1000):
        page = ask("GET", path, limit=50, offset=len(found))["data"]
        if not page:
            return found
        found += [item["resource_id"] for item in page]
    raise SystemExit("no end of pages")


def session():
    seen = {}
    seen["calls"] = every_page("/calls")
    text = {"to": "+14155550142", "from": "+14155550100", "message": "Café & <tea>"}
    for name, content_type in (("utf8", UTF8), ("latin1", LATIN1)):
        sid = made(ask("POST", "/sms", text, content_type))
        seen[name] = {"resource_id": sid} | ask("GET", f"/sms/{sid}", content_type=content_type)
    seen["texts"] = ask("GET", "/sms", limit=2)
    seen["sliced"] = ask("GET", "/sms", limit=2, offset=1)
    dial = {"dial": {"to": "+14155550142", "from": "+14155550100"}}
    called = made(ask("POST", "/calls", {"commands": [dial]}))
    seen["called"] = {"resource_id": called} | ask("GET", f"/calls/{called}")
    seen["commanded"] = ask("PUT", f"/calls/{called}", {"commands": [{"hangup": {}}]})
    seen["cancelled"] = ask("GET", f"/calls/{made(ask('POST', '/calls', {'commands': [dial]}))}", METHOD="delete")
    seen["talked"] = ask("POST", "/calls", {"commands": [dial, {"say": {"text": "Hello", "voice": "allison"}}, {"hangup": {}}]})
    for name in ("queues", "recordings", "phone_numbers", "accounts", "call_logs", "caller_ids"):
        seen[name] = ask("GET", f"/{name}", limit=5)
    seen["erased"] = ask("DELETE", f"/sms/{seen['utf8']['resource_id']}")
    seen["errors"] = errors(called, text)
    return seen


def errors(call, text):
    return {
        "not_found": ask("GET", f"/sms/{NOBODY}"),
        "no_such_thing": ask("GET", "/nothings"),
        "menus": ask("GET", "/menus"),
        "refused": ask("GET", "/sms", secret="wrong"),
        "rejected": ask("POST", "/sms", {name: text[name] for name in ("from", "message")}),
        "no_object": ask("POST", "/sms", b"[1]"),
        "no_json": ask("POST", "/sms", b'{"to": '),
        "wrong_charset": ask("POST", "/sms", '{"message": "Café"}'.encode("latin-1")),
        "empty": ask("POST", "/sms", b""),
        "put_on_list": ask("PUT", "/sms", text),
        "delete_all_unsaid": ask("DELETE", "/sms"),
        "delete_all": ask("DELETE", "/sms", delete_all="1"),
        "wrong_format": ask("GET", "/sms", format="xml"),
        "wrong_method": ask("GET", "/sms", METHOD="PATCH"),
        "played": ask("PUT", f"/calls/{call}", {"commands": [{"play": {"resource_id": NOBODY}}]}),
        "scheduled": ask("POST", "/sms", text | {"schedule_start": "2030-01-01T00:00:00+00:00"}),
    }


print(json.dumps(session()))
