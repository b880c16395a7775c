"""Counts and times as they are kept while calls come in. They are written down in the metrics when those are asked for.

The library takes a lock for each number and, where there are several workers, writes it to a file: a call counts in ten places.
"""

from __future__ import annotations

from bisect import bisect_left

from prometheus_client import Counter, Histogram


class TalliedHistogram(Histogram):
    """A histogram that is told many times at once. Its parts are the library's; `test_tallies.py` holds that they are there."""

    @property
    def bounds(self) -> tuple[float, ...]:
        """The upper bound of each bucket, the last one infinite."""
        return tuple(self._upper_bounds)

    def add(self, counts: list[int], total: float) -> None:
        """So many observations in each bucket, and their sum."""
        for bucket, count in zip(self._buckets, counts, strict=True):
            if count:
                bucket.inc(count)
        self._sum.inc(total)


class Count:
    """How often something happened. Kept by one thread; `write_down` is for any, one at a time."""

    __slots__ = ("_told", "_where", "times")

    def __init__(self, where: Counter) -> None:
        self.times = 0
        self._told = 0
        self._where = where

    def write_down(self) -> None:
        times = self.times
        if times != self._told:
            self._where.inc(times - self._told)
            self._told = times


class Times:
    """How long something took each time, in seconds. Kept and written down likewise."""

    __slots__ = ("_bounds", "_counts", "_seconds", "_told", "_told_seconds", "_where")

    def __init__(self, where: TalliedHistogram) -> None:
        self._where = where
        self._bounds = where.bounds
        self._counts = [0] * len(self._bounds)
        self._told = list(self._counts)
        self._seconds = self._told_seconds = 0.0

    def take(self, seconds: float) -> None:
        self._counts[bisect_left(self._bounds, seconds)] += 1
        self._seconds += seconds

    def write_down(self) -> None:
        counts, seconds = list(self._counts), self._seconds
        if counts != self._told:
            news = [now - before for now, before in zip(counts, self._told, strict=True)]
            self._where.add(news, seconds - self._told_seconds)
            self._told, self._told_seconds = counts, seconds
