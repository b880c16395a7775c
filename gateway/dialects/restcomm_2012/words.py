"""The words of the two statuses that are told in more than one way, as (a server's, everybody's): the first of each decides."""

from __future__ import annotations

from collections.abc import Mapping

_OF_A_CALL = ("queued", "ringing", "in-progress", "completed", "busy", "failed", "canceled", "no-answer")
CALL_WORDS = (
    *((word, word) for word in _OF_A_CALL),
    *((word.upper().replace("-", "_"), word) for word in _OF_A_CALL if word not in ("in-progress", "completed")),
    *(("queued", "initiated"), ("WAIT_FOR_ANSWER", "ringing"), ("wait-for-answer", "ringing")),
    *(("NOT_FOUND", "failed"), ("not-found", "failed")),
)
"""As documented; an outgoing leg's are in capitals on servers, but for the two that never are."""
CONFERENCE_WORDS = (
    ("RUNNING_INITIALIZING", "init"),
    ("RUNNING_MODERATOR_ABSENT", "init"),
    ("RUNNING_MODERATOR_PRESENT", "in-progress"),
    ("STOPPING", "in-progress"),
    ("COMPLETED", "completed"),
    ("FAILED", "completed"),
)


def read_by(words: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """A server's word → everybody's."""
    return dict(reversed(words))


def shown_by(words: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Everybody's word → a server's."""
    return {ours: theirs for theirs, ours in reversed(words)}
