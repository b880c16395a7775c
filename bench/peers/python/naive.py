"""The gateway most would write in Python first: an aiohttp app, a ClientSession, json.loads and xmltodict."""

from __future__ import annotations

import json
import math
import os
import sys
from email.utils import parsedate_to_datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

import xmltodict
from aiohttp import ClientSession, TCPConnector, web

Told: TypeAlias = dict[str, str | None]
CALLER, BACKEND = os.environ["CALLER"], os.environ["BACKEND"]
STATUS = {
    "queued": "0",
    "ringing": "0",
    "in-progress": "1",
    "completed": "2",
    "busy": "3",
    "failed": "4",
    "no-answer": "5",
    "canceled": "5",
}
FLAGS = {"inbound": "1", "outbound-api": "2", "outbound-dial": "4"}
PARAMETERS = {"Caller": "From", "Called": "To"}
PACIFIC = ZoneInfo("America/Los_Angeles")
SESSION: web.AppKey[ClientSession] = web.AppKey("session", ClientSession)


def pacific(text: str | None) -> str | None:
    return parsedate_to_datetime(text).astimezone(PACIFIC).strftime("%a, %d %b %Y %H:%M:%S %z") if text else None


def number(text: str | None) -> str | None:
    """Numbers of North America were shown without their country code."""
    return text[2:] if text and text.startswith("+1") and len(text) == len("+15555550100") else text


def call(told: Told) -> Told:
    return {
        "Sid": told["sid"],
        "DateCreated": pacific(told["date_created"]),
        "DateUpdated": pacific(told["date_updated"]),
        "CallSegmentSid": None,
        "AccountSid": CALLER if told["account_sid"] == BACKEND else told["account_sid"],
        "Called": number(told["to"]),
        "Caller": number(told["from"]),
        "PhoneNumberSid": told["phone_number_sid"],
        "Status": STATUS.get(told["status"] or ""),
        "StartTime": pacific(told["start_time"]),
        "EndTime": pacific(told["end_time"]),
        "Duration": told["duration"],
        "Price": told["price"],
        "Flags": FLAGS.get(told["direction"] or ""),
        "Annotation": None,
    }


def page(told: dict[str, int | None], calls: list[Told]) -> dict[str, object]:
    number, size, end = told["page"] or 0, told["page_size"] or 50, told["end"] or 0
    more = told["next_page_uri"] is not None
    total = (number + 2) * size if more else end + 1
    return {
        "@page": number,
        "@numpages": number + 2 if more else math.ceil(total / size),
        "@pagesize": size,
        "@total": total,
        "@start": told["start"],
        "@end": end,
        "Call": [call(one) for one in calls],
    }


async def answer(request: web.Request) -> web.Response:
    rest = request.match_info["rest"]
    url = f"{os.environ['BACKEND_URL']}/2010-04-01/Accounts/{BACKEND}/Calls{rest}.json"
    headers = {"Authorization": os.environ["TO_BACKEND"], "Accept": "application/json"}
    query = {"PageSize": request.query["num"]} if "num" in request.query else None
    form = {PARAMETERS.get(name, name): str(value) for name, value in (await request.post()).items()} or None
    async with request.app[SESSION].request(request.method, url, headers=headers, params=query, data=form) as asked:
        status, told = asked.status, json.loads(await asked.text())
    if status >= 300:  # noqa: PLR2004 -- everything from here on is an error
        message = "The requested resource was not found" if status == 404 else told["message"]  # noqa: PLR2004 -- not found
        tree: dict[str, object] = {"RestException": {"Status": status, "Message": message}}
    elif "calls" in told:
        tree = {"Calls": page(told, told["calls"])}
    else:
        tree = {"Call": call(told)}
    body = xmltodict.unparse({"TwilioResponse": tree}, short_empty_elements=True)
    return web.Response(status=status, text=body, content_type="application/xml", charset="utf-8")


async def make_app() -> web.Application:
    app = web.Application()
    app.router.add_route("*", f"/2008-08-01/Accounts/{CALLER}/Calls{{rest:.*}}", answer)

    async def session(app: web.Application) -> None:
        app[SESSION] = ClientSession(connector=TCPConnector(limit=1100))

    async def end(app: web.Application) -> None:
        await app[SESSION].close()

    app.on_startup.append(session)
    app.on_cleanup.append(end)
    return app


def main() -> int:
    for _ in range(int(os.environ["WORKERS"]) - 1):
        if os.fork() == 0:
            break
    web.run_app(
        make_app(), host="127.0.0.1", port=int(os.environ["PORT"]), reuse_port=True, access_log=None, print=None, backlog=4096
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
