"""Puts the rules to a server, one after another, and judges each: passed, failed, or skipped with the reason.

Reading comes first, then making, changing and deleting, so that what is deleted is what this run has made.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from gateway.codecs.basic import write_basic
from gateway.conformance.asking import Asker, Guest, drop_last
from gateway.conformance.client import Ask, NoAnswer
from gateway.conformance.comparison import Finding, compare_answer
from gateway.conformance.exchange import Exchange
from gateway.conformance.formats import ID, path_form
from gateway.conformance.learning import Learner, Unlearned
from gateway.conformance.promises import Promises
from gateway.conformance.reasons import LATER_PAGE
from gateway.conformance.selection import Rule, Selection
from gateway.model import Credentials
from gateway.wire import Headers, WireRequest, WireResponse


class Outcome(StrEnum):
    """How a rule came out."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one rule. `reason` says why it was skipped; `findings` why it failed."""

    rule: str
    source: str
    asked: str
    outcome: Outcome
    reason: str = ""
    findings: tuple[Finding, ...] = ()


async def run_rules(
    selection: Selection,
    exchanges: Sequence[Exchange],
    guest: Guest,
    ask: Ask,
    begin: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[Verdict]:
    """Ask everything the guest may ask; `begin` hears the name of each rule first. No failure of the server's ends the run."""
    promises = Promises(selection.answers, selection.unplaced)
    credentials = ("Authorization", write_basic(Credentials(guest.account, guest.secret)))
    learner = Learner(ask, Headers((*((("Host", guest.host),) if guest.host else ()), credentials)))
    asker = Asker(guest, selection.caller, exchanges, learner)
    for rule in sorted(selection.rules, key=_turn):
        begin(rule.name)
        yield await _judge(rule, guest, asker, learner, promises, ask)


def _turn(rule: Rule) -> int:
    if not rule.writes:
        return 0
    if rule.deletes:
        return 3
    return 2 if ID.fullmatch(drop_last(rule.exchange.request.target)[1]) else 1


async def _judge(rule: Rule, guest: Guest, asker: Asker, learner: Learner, promises: Promises, ask: Ask) -> Verdict:
    if rule.writes and not guest.writes:
        return _verdict(rule, Outcome.SKIP, "it may change something; --write runs it")
    if rule.deletes and not rule.names_an_item and not guest.deletes:
        return _verdict(rule, Outcome.SKIP, "it may delete what this run has not made; --delete runs it")
    try:
        request = await asker.prepare(rule)
    except Unlearned as unlearned:
        return _verdict(rule, Outcome.SKIP, str(unlearned))
    try:
        answer = await ask(request)
    except NoAnswer as nothing:
        return _verdict(rule, Outcome.FAIL, findings=(Finding("answer", f"status {rule.expected.status}", str(nothing)),))
    _note_change(rule, request, answer, learner)
    if _is_missing_page(rule, answer):
        return _verdict(rule, Outcome.SKIP, "the list of the server has no such page")
    comparison = compare_answer(rule.expected, answer, promises)
    if comparison.findings:
        return _verdict(rule, Outcome.FAIL, findings=comparison.findings)
    if comparison.unseen:
        return _verdict(rule, Outcome.SKIP, "the list of the server is empty: its items could not be looked at")
    return _verdict(rule, Outcome.PASS)


def _note_change(rule: Rule, request: WireRequest, answer: WireResponse, learner: Learner) -> None:
    if not rule.writes or answer.status >= HTTPStatus.BAD_REQUEST:
        return
    collection, item = drop_last(request.target)
    if rule.deletes:
        learner.forget(collection, item)
    elif not ID.fullmatch(item):
        learner.remember(request.target, answer.body, answer.headers.get("Content-Type") or "")


def _is_missing_page(rule: Rule, answer: WireResponse) -> bool:
    later = LATER_PAGE.search(rule.exchange.request.target.partition("?")[2])
    refused = answer.status in (HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST)
    return bool(later) and refused and rule.expected.status == HTTPStatus.OK


def _verdict(rule: Rule, outcome: Outcome, reason: str = "", findings: tuple[Finding, ...] = ()) -> Verdict:
    path, mark, query = rule.exchange.request.target.partition("?")
    return Verdict(rule.name, rule.exchange.source, f"{rule.method} {path_form(path)}{mark}{query}", outcome, reason, findings)
