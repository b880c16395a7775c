"""What a dialect declares of one operation: which canonical names a recorded loss or note speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from gateway.dialects.change import Born, Convert, ConvertParameter, Gone, Move, Refused, Rename, Rule
from gateway.dialects.twilio_2010.names import key_name
from gateway.model import Loss, Note
from tests.properties.speakers import DIALECTS


def lost_names(losses: Iterable[Loss], dialects: Sequence[str]) -> frozenset[str]:
    """The canonical names, in snake_case, that the losses recorded by those dialects tell of."""
    return frozenset(name for loss in losses for name in _told(loss.change, loss.where, tuple(dialects)))


@cache
def _told(change: str, where: str, dialects: tuple[str, ...]) -> frozenset[str]:
    """A loss names a field by the dialect's own name or by the canonical one; then all that a rule makes of it is told."""
    found = {key_name(where)}
    for declared, rule in _rules(dialects):
        ours, theirs = _names(rule)
        if where in theirs and (declared == change or isinstance(rule, Rename)):
            found |= ours
    return frozenset(found)


COARSER = {
    ("a-live-call-is-commanded", "status"): "a call is ended, whether it is canceled or completed by that",
    ("call-flags-became-direction", "direction"): "bits tell less than words",
    ("call-status-became-words", "status"): "2008 had six statuses for nine",
    ("capabilities-became-more", "capabilities"): "2008 told of voice and SMS alone",
    ("message-flags-became-direction", "direction"): "bits tell less than words",
    ("messages-tell-when-they-were-made-twice", "date_updated"): "one moment is told, and this is made from it",
    ("messages-tell-when-they-were-made-twice", "date_sent"): "one moment is told, and this is made from it",
}
"""What a change makes coarser without recording a loss: (change, canonical name), with the reason its own sentence gives."""


def derived_names(notes: Iterable[Note], dialects: Sequence[str]) -> frozenset[str]:
    """The canonical names of what a rule that fired has declared to be no loss: it can be made from others, or is told coarser."""
    return frozenset(name for note in notes for name in _derived(note.change, note.where, tuple(dialects)))


@cache
def _derived(change: str, where: str, dialects: tuple[str, ...]) -> frozenset[str]:
    fired = [rule for declared, rule in _rules(dialects) if declared == change]
    made = {key_name(name) for rule in fired if isinstance(rule, Gone) and (rule.remake or not rule.loss) for name in rule.ours}
    coarser = {name for rule in fired for name in _names(rule)[0] if (change, name) in COARSER}
    return frozenset(made & {key_name(where)}) | coarser


def _rules(dialects: tuple[str, ...]) -> Iterator[tuple[str, Rule]]:
    return ((change.name, rule) for name in dialects for change in DIALECTS[name].changes for rule in change.rules)


def _names(rule: Rule) -> tuple[set[str], set[str]]:
    """(canonical names in snake_case, the dialect's own) that a rule is about."""
    if isinstance(rule, Move | Born):
        return set(), set()
    if isinstance(rule, Rename):
        return {key_name(rule.ours)}, {rule.theirs}
    if isinstance(rule, Convert | ConvertParameter):
        return {key_name(name) for name in rule.ours}, set(rule.theirs)
    ours = rule.ours if isinstance(rule, Gone | Refused) else rule.fields
    return {key_name(name) for name in ours}, set()
