"""The commands that a TwiML document can say, and the documents that commands can say: say, get_dtmf, send_dtmf, hangup.

Whatever has no exact counterpart is no part of this: None says that a translation would be another call. A document that ends
hangs up; commands that end leave the call waiting for more. So a wait is written behind commands, a hangup read behind verbs.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.codecs.errors import CodecError
from gateway.codecs.json import JsonValue
from gateway.codecs.tree import Element
from gateway.codecs.xml import read_xml, write_xml
from gateway.dialects.convert import read_whole
from gateway.dialects.json_envelope.commands import COMMANDS, HANG_UP, SEND_DIGITS, Command, read_commands, to_json
from gateway.model import ProblemRaised

SAY, GET_DIGITS = "say", "get_dtmf"
_ROOT, _PAUSE, _SAY, _GATHER, _PLAY, _HANG_UP = "Response", "Pause", "Say", "Gather", "Play", "Hangup"


def write_twiml(commands: Sequence[Command], hold: int) -> str | None:
    """The document for commands given to a call, which waits so many seconds for more; None where it can't say them."""
    elements = _elements(commands)
    if elements is None:
        return None
    ends = bool(commands) and commands[-1].name == HANG_UP
    wait = () if ends else (Element(_PAUSE, (("length", str(hold)),)),)
    # without a declaration: it travels in a form, where the charset is settled
    return write_xml(Element(_ROOT, children=(*elements, *wait))).decode().partition("\n")[2]


def _elements(commands: Sequence[Command], *, nested: bool = False) -> tuple[Element, ...] | None:
    made: list[Element] = []
    for place, command in enumerate(commands, start=1):
        if command.name == HANG_UP and (nested or place != len(commands)):
            return None
        element = _element(command, nested=nested)
        if element is None:
            return None
        made.append(element)
    return tuple(made)


def _element(command: Command, *, nested: bool) -> Element | None:
    if command.name == SAY and command.says_only("text", "voice"):
        voice = command.text("voice")
        text = command.text("text")
        return None if text is None else Element(_SAY, (("voice", voice),) if voice else (), text=text or None)
    digits = command.text("dtmf")
    if command.name == SEND_DIGITS and command.says_only("dtmf") and digits and not nested:
        return Element(_PLAY, (("digits", digits),))
    if command.name == GET_DIGITS and not nested:
        return _gather(command)
    return Element(_HANG_UP) if command.name == HANG_UP and not command.settings else None


def _gather(command: Command) -> Element | None:
    rest = {name: value for name, value in command.settings.items() if name != COMMANDS}
    if not Command(command.name, rest).says_only("timeout"):
        return None
    try:
        inner = read_commands(command.settings[COMMANDS]) if command.settings.get(COMMANDS) else ()
    except ProblemRaised:
        return None
    children = _elements(inner, nested=True)
    timeout = command.text("timeout")
    return None if children is None else Element(_GATHER, (("timeout", timeout),) if timeout else (), children)


def read_twiml(document: str) -> tuple[Command, ...] | None:
    """The commands a document means, the end of it included; none for one that only waits; None where they can't say it."""
    try:
        root = read_xml(document.encode())
    except (CodecError, UnicodeEncodeError):
        return None
    if root.name != _ROOT or root.attributes or (root.text or "").strip():
        return None
    waits = bool(root.children) and _is_bare(root.children[-1], _PAUSE, "length")
    commands = _commands(root.children[:-1] if waits else root.children)
    if commands is None or waits or (commands and commands[-1].name == HANG_UP):
        return commands
    return (*commands, Command(HANG_UP, {}))


def _commands(elements: Sequence[Element], *, nested: bool = False) -> tuple[Command, ...] | None:
    made: list[Command] = []
    for place, element in enumerate(elements, start=1):
        command = _command(element, nested=nested)
        if command is None or (command.name == HANG_UP and place != len(elements)):
            return None
        made.append(command)
    return tuple(made)


def _command(element: Element, *, nested: bool) -> Command | None:
    said = dict(element.attributes)
    if element.name == _SAY and not element.children and said.keys() <= {"voice"}:
        return Command(SAY, {"text": element.text or "", **said})
    if nested:
        return None
    if _is_bare(element, _PLAY, "digits") and said:
        return Command(SEND_DIGITS, {"dtmf": said["digits"]})
    if element.name == _GATHER and said.keys() <= {"timeout"} and not (element.text or "").strip():
        return _get_digits(element, said.get("timeout"))
    return Command(HANG_UP, {}) if _is_bare(element, _HANG_UP) else None


def _get_digits(element: Element, timeout: str | None) -> Command | None:
    inner = _commands(element.children, nested=True)
    if inner is None:
        return None
    settings: dict[str, JsonValue] = {} if timeout is None else {"timeout": number_or_text(timeout)}
    if inner:
        settings[COMMANDS] = to_json(inner)
    return Command(GET_DIGITS, settings)


def _is_bare(element: Element, name: str, *attributes: str) -> bool:
    """Whether it is that verb, empty, with nothing but those attributes."""
    known = {attribute for attribute, _ in element.attributes} <= set(attributes)
    return element.name == name and known and not element.children and not (element.text or "").strip()


def number_or_text(text: str) -> JsonValue:
    """A number of seconds as this API writes it; what is none stays a text for the backend to judge."""
    number = read_whole(text)
    return text if number is None or str(number) != text else number
