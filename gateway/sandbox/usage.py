"""Usage records: counted from what the sandbox holds, never stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from gateway.sandbox.calls import CALL
from gateway.sandbox.errors import invalid
from gateway.sandbox.exchange import Answer, Exchange, Listing, Route, route
from gateway.sandbox.forms import write_query
from gateway.sandbox.kinds import Kind, names, represent
from gateway.sandbox.messages import MESSAGE
from gateway.sandbox.periods import spans
from gateway.sandbox.recordings import RECORDING
from gateway.sandbox.store import Record, Scene
from gateway.sandbox.values import Fields, Uri, text_of


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of usage: which records of which folder count."""

    name: str
    description: str
    unit: str
    folder: str
    kind: Kind
    counts: Callable[[Record], bool]
    usage_unit: str = ""


def _inbound(record: Record) -> bool:
    return record.fields.get("direction") == "inbound"


def _outbound(record: Record) -> bool:
    return not _inbound(record)


def _any(_record: Record) -> bool:
    return True


_ALL = (
    Category("calls", "Voice Minutes", "calls", "Calls", CALL, _any, "minutes"),
    Category("calls-inbound", "Inbound Voice Minutes", "calls", "Calls", CALL, _inbound, "minutes"),
    Category("calls-outbound", "Outbound Voice Minutes", "calls", "Calls", CALL, _outbound, "minutes"),
    Category("sms", "SMS", "messages", "Messages", MESSAGE, _any),
    Category("sms-inbound", "Inbound SMS", "messages", "Messages", MESSAGE, _inbound),
    Category("sms-outbound", "Outbound SMS", "messages", "Messages", MESSAGE, _outbound),
    Category("recordings", "Recordings", "recordings", "Recordings", RECORDING, _any, "minutes"),
)
_DAYS_AGO = re.compile(r"-(\d{1,5})days", re.ASCII)
_CATEGORIES = {category.name: category for category in _ALL}
_PERIODS = {
    "all_time": "AllTime",
    "daily": "Daily",
    "last_month": "LastMonth",
    "monthly": "Monthly",
    "this_month": "ThisMonth",
    "today": "Today",
    "yearly": "Yearly",
    "yesterday": "Yesterday",
}


def _count(record: Record, scene: Scene) -> Fields:
    """What happened in one span, counted when it is shown and not before."""
    category = _CATEGORIES[text_of(record.fields, "category")]
    start, end = text_of(record.fields, "start_date"), text_of(record.fields, "end_date")
    held = scene.store.newest_first(record.account, category.folder)
    counted = [one for one in held if category.counts(one) and start <= one.created.date().isoformat() <= end]
    shown = [represent(category.kind, one, scene) for one in counted]
    minutes = sum(-(-int(text_of(fields, "duration") or "0") // 60) for fields in shown)
    price = sum(float(text_of(fields, "price") or "0") for fields in shown)
    base = f"/Accounts/{record.account}/Usage/Records"
    query = write_query((("Category", category.name), ("StartDate", start), ("EndDate", end)))
    return {
        "description": category.description,
        "as_of": scene.now.isoformat(timespec="seconds"),
        "count": str(len(shown)),
        "count_unit": category.unit,
        "usage": str(minutes if category.usage_unit else len(shown)),
        "usage_unit": category.usage_unit or category.unit,
        "price": f"{abs(price):.5f}",
        "price_unit": "usd",
        "uri": Uri(f"/Accounts/{record.account}/{record.folder}", query),
        "subresource_uris": {key: Uri(f"{base}/{path}", f"Category={category.name}") for key, path in _PERIODS.items()},
    }


# `start_date` and `end_date` are days and `as_of` is ISO 8601: the exceptions to the date format of this API
USAGE_RECORD = Kind(
    "UsageRecord",
    "UsageRecords",
    "usage_records",
    names(
        "category description account_sid start_date end_date count count_unit usage usage_unit price price_unit as_of "
        "api_version uri subresource_uris"
    ),
    derive=_count,
)


def _list(period: str, exchange: Exchange) -> Answer:
    wanted, now = exchange.query.text("Category"), exchange.scene.now
    if wanted and wanted not in _CATEGORIES:
        raise invalid("Category", wanted)
    first, last = _day(exchange, "StartDate"), _day(exchange, "EndDate")
    rows: list[Record] = []
    for start, end in spans(period, first, last, now.date()):
        for name in (wanted,) if wanted else _CATEGORIES:
            fields: Fields = {"category": name, "start_date": start.isoformat(), "end_date": end.isoformat()}
            rows.append(Record(exchange.account, exchange.folder, f"{name}.{start}", -len(rows), now, now, fields))
    return Listing(USAGE_RECORD, rows)


def _day(exchange: Exchange, name: str) -> date | None:
    """The day a parameter names: `2012-09-01`, or `-30days` counted from today."""
    text = exchange.query.text(name)
    if days := _DAYS_AGO.fullmatch(text):
        return exchange.scene.now.date() - timedelta(int(days[1]))
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise invalid(name, text) from error


USAGE_ROUTES: tuple[Route, ...] = (
    route("Usage/Records", GET=partial(_list, "")),
    *(route(f"Usage/Records/{period}", GET=partial(_list, period)) for period in _PERIODS.values()),
)
