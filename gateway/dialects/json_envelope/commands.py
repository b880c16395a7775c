"""The commands of a call: `[{"dial": {"to": …, "from": …}}, {"say": {"text": …}}, {"hangup": {}}]`, read and written.

Source: the call commands page of the reference: dial comes first and once when a call is placed, and never later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from gateway.codecs.errors import CodecError
from gateway.codecs.json import JsonValue, read_json, write_json
from gateway.dialects.json_envelope.refusals import invalid

COMMANDS = "commands"
"""The one property of a call's description."""
DIAL, HANG_UP, SEND_DIGITS = "dial", "hangup", "send_dtmf"
_ALIASES: Mapping[str, Mapping[str, str]] = {DIAL: {"schedule_end": "schedule_expire"}}
"""The page on scheduled calls says `schedule_expire`, and writes the other in its sample."""


class Command(Struct, frozen=True):
    """One command: its name and what it was told."""

    name: str
    settings: Mapping[str, JsonValue]

    def text(self, name: str) -> str | None:
        """A setting that is a text, or a number written as one; None for anything else."""
        value = self.settings.get(name)
        if isinstance(value, str):
            return value
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else None

    def says_only(self, *names: str) -> bool:
        """Whether nothing else was told, and all of it in texts and numbers."""
        return self.settings.keys() <= set(names) and all(self.text(name) is not None for name in self.settings)


def read_commands(value: JsonValue) -> tuple[Command, ...]:
    """The commands of a description. Raises ProblemRaised (400) for what is no list of them."""
    if not isinstance(value, list) or not value:
        raise invalid('`commands` must be a list of commands, such as [{"dial": {"to": …, "from": …}}].')
    return tuple(_read_command(one) for one in value)


def _read_command(value: JsonValue) -> Command:
    if not isinstance(value, dict) or len(value) != 1:
        raise invalid("A command must be an object with one member: its name, and what it needs.")
    ((name, settings),) = value.items()
    if not isinstance(settings, dict | None):
        raise invalid(f"The command {name!r} must be given an object." if name.isidentifier() else "A command has no name.")
    aliases = _ALIASES.get(name, {})
    return Command(name, {aliases.get(key, key): setting for key, setting in (settings or {}).items()})


def check_placing(commands: Sequence[Command]) -> None:
    """Raises ProblemRaised (400) where these can't place a call."""
    if commands[0].name != DIAL or any(command.name == DIAL for command in commands[1:]):
        raise invalid("A call is placed with `dial` as its first command, given once.")


def check_live(commands: Sequence[Command]) -> None:
    """Raises ProblemRaised (400) where these can't be given to a live call."""
    if any(command.name == DIAL for command in commands):
        raise invalid("`dial` places a call; it can't be given to one.")


def to_text(commands: Sequence[Command]) -> str:
    """The commands as one JSON text, as a parameter carries them."""
    return write_json(to_json(commands)).decode()


def from_text(text: str) -> tuple[Command, ...]:
    """The commands in a JSON text. Raises ProblemRaised (400) where there are none."""
    try:
        return read_commands(read_json(text.encode()))
    except CodecError as error:
        raise invalid(f"`commands` can't be read: {error.message}") from error


def to_json(commands: Sequence[Command]) -> list[JsonValue]:
    """The commands as a description holds them."""
    return [{command.name: dict(command.settings)} for command in commands]
