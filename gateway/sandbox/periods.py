"""The spans of time usage is counted over: one for most periods, one a day, month or year for three of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

_DAY = timedelta(1)
_DAYS_SHOWN = timedelta(30)
_FIRST_DAY = date(2010, 4, 1)
_STEPS: Mapping[str, Callable[[date], date]] = {
    "Daily": lambda day: day,
    "Monthly": lambda day: day.replace(day=1),
    "Yearly": lambda day: day.replace(month=1, day=1),
}


def spans(period: str, first: date | None, last: date | None, today: date) -> Iterator[tuple[date, date]]:
    """First and last day of each span, the youngest span first. Nothing is counted before April 2010 or after today."""
    month = today.replace(day=1)
    fixed = {
        "Today": (today, today),
        "Yesterday": (today - _DAY, today - _DAY),
        "ThisMonth": (month, today),
        "LastMonth": ((month - _DAY).replace(day=1), month - _DAY),
    }
    end = min(last or today, today)
    if period in fixed:
        yield fixed[period]
    elif period in _STEPS:
        recent = today - _DAYS_SHOWN if period == "Daily" else today.replace(month=1, day=1)
        yield from _steps(_STEPS[period], max(first or recent, _FIRST_DAY), end)
    else:
        yield max(first or _FIRST_DAY, _FIRST_DAY), end


def _steps(begin_of: Callable[[date], date], start: date, end: date) -> Iterator[tuple[date, date]]:
    while end >= start:
        begin = max(begin_of(end), start)
        yield begin, end
        end = begin - _DAY
