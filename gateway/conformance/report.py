"""The report a user keeps: one line per rule as text, or the same as JSON. No value of the server's stands in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypedDict

from gateway.conformance.run import Outcome, Verdict


class FindingData(TypedDict):
    """One difference in the JSON report."""

    where: str
    expected: str
    found: str


class VerdictData(TypedDict):
    """One rule in the JSON report."""

    rule: str
    source: str
    asked: str
    outcome: str
    reason: str
    findings: list[FindingData]


def write_verdict(verdict: Verdict) -> Iterator[str]:
    """The lines of one rule; further lines only where it failed."""
    reason = f": {verdict.reason}" if verdict.reason else ""
    yield f"{verdict.outcome.upper()}  {verdict.rule}  ({verdict.asked}) [{verdict.source}]{reason}"
    for finding in verdict.findings:
        yield f"      {finding.where}: expected {finding.expected}; found {finding.found}"


def write_summary(verdicts: Sequence[Verdict]) -> str:
    """The last lines of the text report: the counts, and where to look when next to nothing passed."""
    counts = count_outcomes(verdicts)
    told = ", ".join(f"{counts[outcome]} {word}" for outcome, word in _WORDS)
    return f"{told}\n{_WRONG_PLACE}" if counts[Outcome.FAIL] > counts[Outcome.PASS] else told


_WRONG_PLACE = (
    "Most of it failed. Does the URL end where the paths of the API begin, its base path included? Is the account right?"
)
_WORDS = ((Outcome.PASS, "passed"), (Outcome.FAIL, "failed"), (Outcome.SKIP, "skipped"))


def count_outcomes(verdicts: Sequence[Verdict]) -> dict[Outcome, int]:
    """How many rules came out how."""
    counts = Counter(verdict.outcome for verdict in verdicts)
    return {outcome: counts[outcome] for outcome in Outcome}


def has_passed(verdicts: Sequence[Verdict]) -> bool:
    """Whether the server keeps to the dialect as far as it was asked: something passed and nothing failed."""
    counts = count_outcomes(verdicts)
    return counts[Outcome.PASS] > 0 and counts[Outcome.FAIL] == 0


def report_json(dialect: str, url: str, verdicts: Sequence[Verdict]) -> str:
    """The whole report as JSON: `dialect`, `url`, `passed`, `counts` by outcome, `rules` in the order they were asked."""
    document = {
        "dialect": dialect,
        "url": url,
        "passed": has_passed(verdicts),
        "counts": {str(outcome): count for outcome, count in count_outcomes(verdicts).items()},
        "rules": [_data(verdict) for verdict in verdicts],
    }
    return json.dumps(document, indent=1, ensure_ascii=False)


def _data(verdict: Verdict) -> VerdictData:
    return {
        "rule": verdict.rule,
        "source": verdict.source,
        "asked": verdict.asked,
        "outcome": str(verdict.outcome),
        "reason": verdict.reason,
        "findings": [{"where": one.where, "expected": one.expected, "found": one.found} for one in verdict.findings],
    }
