"""What a soak comes to, for people: what was asked and told, what was disturbed, what grew, and the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.load.growth import Growth
from tests.load.ledger import Outcome

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Report:
    """`told` counts by dialect, operation and outcome; `made` is the length of the backend's journal."""

    seconds: float
    told: Counter[tuple[str, str, str]]
    disturbed: Counter[str]
    made: int
    growths: Sequence[Growth]
    complaints: Sequence[str]

    @property
    def is_well(self) -> bool:
        return not self.complaints and not self.too_much

    @property
    def too_much(self) -> list[Growth]:
        return [growth for growth in self.growths if growth.too_much]

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        total = self.told.total()
        yield f"{total} requests in {self.seconds:.0f} s ({total / self.seconds:.0f}/s); {self.made} things made at the backend"
        yield ""
        yield from self._table()
        yield ""
        yield from (f"{count:6} × {name}" for name, count in sorted(self.disturbed.items()))
        yield ""
        yield from (
            str(growth) for growth in self.growths if growth.process is None or growth.too_much or self._is_most(growth)
        )
        yield ""
        yield from self.complaints[:_SHOWN]
        if len(self.complaints) > _SHOWN:
            yield f"… and {len(self.complaints) - _SHOWN} more"
        wrong = len(self.complaints) + len(self.too_much)
        yield (
            f"FAILED: {len(self.complaints)} complaints, {len(self.too_much)} growths"
            if wrong
            else "WELL: nothing to complain of"
        )

    def _is_most(self, growth: Growth) -> bool:
        """Whether no single process grew more in this."""
        return growth.by == max(one.by for one in self.growths if one.what == growth.what and one.process is not None)

    def _table(self) -> Iterator[str]:
        outcomes = [outcome for outcome in Outcome if any(key[2] == outcome for key in self.told)]
        yield " " * 24 + "".join(f"{outcome:>29}" for outcome in outcomes)
        for dialect, operation in sorted({key[:2] for key in self.told}):
            numbers = "".join(f"{self.told[dialect, operation, str(outcome)]:29}" for outcome in outcomes)
            yield f"{dialect:14}{operation:10}{numbers}"
