"""List filters: equality on a field, and dates with the three operators `X`, `X<` (on or before), `X>` (on or after).

In a URL `StartTime>=2009-07-06` parses as name `StartTime>` and value `2009-07-06`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from gateway.sandbox.errors import invalid
from gateway.sandbox.exchange import Exchange
from gateway.sandbox.forms import snake
from gateway.sandbox.kinds import Kind, represent
from gateway.sandbox.store import Record
from gateway.sandbox.values import Value, date_of

_DAY = 10


def matching(
    rows: Iterable[Record],
    kind: Kind,
    exchange: Exchange,
    *,
    equal: Sequence[str] = (),
    dates: Sequence[str] = (),
) -> list[Record]:
    """The rows whose fields, as shown, meet every filter in the query. An empty value is no filter."""
    wanted = [(snake(name), exchange.query.text(name)) for name in equal if exchange.query.text(name)]
    spans = [(snake(name), low, high) for name in dates for low, high in [_span(exchange, name)] if low or high]
    if not wanted and not spans:
        return list(rows)
    kept = []
    for row in rows:
        fields = represent(kind, row, exchange.scene)
        if all(_same(fields[name], value) for name, value in wanted) and all(
            _within(date_of(fields, name), low, high) for name, low, high in spans
        ):
            kept.append(row)
    return kept


def _same(value: Value, wanted: str) -> bool:
    if isinstance(value, bool):
        return str(value).lower() == wanted.lower()
    return value == wanted


def _span(exchange: Exchange, name: str) -> tuple[str, str]:
    """The bounds a filter sets, as texts that compare in time order; the empty text where there is none."""
    on = _moment(name, exchange.query.text(name))
    low = _moment(f"{name}>", exchange.query.text(f"{name}>"))
    high = _moment(f"{name}<", exchange.query.text(f"{name}<"))
    return max(on, low), min(on or high, high or on)


def _moment(name: str, text: str) -> str:
    """`2009-07-06` for a day, `2009-07-06T10:00:00` for a time (in UTC)."""
    if not text:
        return ""
    try:
        if len(text) == _DAY:
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid(name, text) from error
    utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S")


def _within(value: datetime | None, low: str, high: str) -> bool:
    if value is None:
        return False
    text = value.strftime("%Y-%m-%dT%H:%M:%S")
    # a bound that is a day alone is compared with the day alone: the whole day is inside
    return (not low or text[: len(low)] >= low) and (not high or text[: len(high)] <= high)
