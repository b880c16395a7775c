"""What a call is to do, in the words of either side: commands, or To, From, Timeout, SendDigits, Twiml and Url.

Decision 0014: what means the same is translated, all else is refused before anything is sent.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.codecs.json import JsonValue
from gateway.dialects.change import Lossy, Scene
from gateway.dialects.json_envelope.commands import (
    COMMANDS,
    DIAL,
    HANG_UP,
    SEND_DIGITS,
    Command,
    check_live,
    check_placing,
    from_text,
    to_text,
)
from gateway.dialects.json_envelope.twiml import number_or_text, read_twiml, write_twiml
from gateway.dialects.refusal import invalid, unsupported

_DIALLED = (("to", "To"), ("from", "From"), ("timeout", "Timeout"))
ENDED, CANCELED = "completed", "canceled"
_ENDINGS = (ENDED, CANCELED)
IGNORE = "ignore_call_instructions"
_NO_INSTRUCTIONS = 21205  # the number 2010 has for a call nobody said what to do with
_UNSAYABLE = "The backend's calls are made of commands, and this Twiml has no commands that mean the same."


def has_counterpart(commands: tuple[Command, ...], *, placing: bool) -> bool:
    """Whether other dialects can say these commands. Raises ProblemRaised (400) for commands that make no sense."""
    if not placing:
        check_live(commands)
        return write_twiml(commands, 0) is not None
    check_placing(commands)
    dial, rest = commands[0], _behind_digits(commands[1:])
    return dial.says_only(*(ours for ours, _ in _DIALLED)) and write_twiml(rest, 0) is not None


def _behind_digits(commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """The commands without the digits that go with the dialling."""
    return commands[1:] if commands and _sends_digits(commands[0]) else commands


def _sends_digits(command: Command) -> bool:
    return command.name == SEND_DIGITS and command.says_only("dtmf") and bool(command.text("dtmf"))


def read_placed_call(given: Mapping[str, str], scene: Scene) -> Mapping[str, str | Lossy]:
    """The parameters of a call placed by commands that `has_counterpart` has found sayable."""
    commands = from_text(given[COMMANDS])
    check_placing(commands)
    made: dict[str, str | Lossy] = {}
    for name, parameter in _DIALLED:
        value = commands[0].text(name)
        if value is not None:
            made[parameter] = value
    if len(commands) > 1 and _sends_digits(commands[1]):
        made["SendDigits"] = commands[1].text("dtmf") or ""
    rest = _behind_digits(commands[1:])
    if not rest and (url := scene.face.text("call_url")):
        made["Url"] = url
    else:
        made["Twiml"] = _say(rest, scene)
    return made


def show_placed_call(given: Mapping[str, str], scene: Scene) -> Mapping[str, str | Lossy]:
    """The commands of a call. Raises ProblemRaised (501) for instructions they can't say."""
    settings: dict[str, JsonValue] = {name: given[parameter] for name, parameter in _DIALLED if parameter in given}
    if "timeout" in settings:
        settings["timeout"] = number_or_text(given["Timeout"])
    commands = [Command(DIAL, settings)]
    if given.get("SendDigits"):
        commands.append(Command(SEND_DIGITS, {"dtmf": given["SendDigits"]}))
    if not given.get("Twiml") and not scene.face.switch(IGNORE):
        raise invalid("Url parameter is required.", _NO_INSTRUCTIONS)
    instructions = read_twiml(given["Twiml"]) if given.get("Twiml") else ()
    if instructions is None and not scene.face.switch(IGNORE):
        raise unsupported(_UNSAYABLE)
    text = to_text((*commands, *(instructions or ())))
    return {COMMANDS: Lossy(text, "the call is placed without its Twiml and waits") if instructions is None else text}


def read_commanded_call(given: Mapping[str, str], scene: Scene) -> Mapping[str, str | Lossy]:
    """What is asked of a live call by commands."""
    commands = from_text(given[COMMANDS])
    check_live(commands)
    if commands == (Command(HANG_UP, {}),):
        return {"Status": ENDED}
    return {"Twiml": _say(commands, scene)}


def show_commanded_call(given: Mapping[str, str], scene: Scene) -> Mapping[str, str | Lossy]:
    """The commands for a live call; none where it is ended, which is a DELETE. Raises ProblemRaised (501)."""
    del scene
    if given.get("Status"):
        if not ends_call(given) or given.get("Twiml"):
            raise unsupported("The backend can end a call, and can't give it another status.")
        return {}
    if not given.get("Twiml"):
        return {}
    commands = read_twiml(given["Twiml"])
    if not commands:
        raise unsupported(_UNSAYABLE)
    return {COMMANDS: to_text(commands)}


def ends_call(parameters: Mapping[str, str]) -> bool:
    """Whether an update of a call ends it."""
    return parameters.get("Status") in _ENDINGS


def _say(commands: tuple[Command, ...], scene: Scene) -> str:
    document = write_twiml(commands, scene.face.count("hold_seconds"))
    if document is None:
        raise unsupported("These commands have no counterpart on the backend.")
    return document
