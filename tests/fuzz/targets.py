"""Every target there is."""

from __future__ import annotations

from tests.fuzz import codec_targets, dialect_targets, line_targets, socket_targets
from tests.fuzz.target import Target

TARGETS: tuple[Target, ...] = (
    *codec_targets.TARGETS,
    *line_targets.TARGETS,
    *dialect_targets.TARGETS,
    *socket_targets.TARGETS,
)


def choose(words: str) -> tuple[Target, ...]:
    """The targets whose name holds one of the words, which commas part; all without any."""
    wanted = [word for word in words.replace(",", " ").split() if word]
    return tuple(target for target in TARGETS if not wanted or any(word in target.name for word in wanted))
