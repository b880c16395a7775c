"""Commands as TwiML documents and back: what means the same comes back the same, and everything else is left to be refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.json import JsonValue
from gateway.dialects.json_envelope.commands import Command, read_commands, to_json
from gateway.dialects.json_envelope.twiml import read_twiml, write_twiml
from gateway.model import ProblemRaised

_SAID = {
    "say": ([{"say": {"text": "Hello"}}], "<Say>Hello</Say>"),
    "a voice": ([{"say": {"text": "Hello", "voice": "allison"}}], '<Say voice="allison">Hello</Say>'),
    "what XML escapes": ([{"say": {"text": "Fish & <chips>"}}], "<Say>Fish &amp; &lt;chips&gt;</Say>"),
    "nothing said": ([{"say": {"text": ""}}], "<Say/>"),
    "digits": ([{"send_dtmf": {"dtmf": "12w#"}}], '<Play digits="12w#"/>'),
    "hanging up": ([{"say": {"text": "Bye"}}, {"hangup": {}}], "<Say>Bye</Say><Hangup/>"),
    "asking": ([{"get_dtmf": {"timeout": 5, "commands": [{"say": {"text": "?"}}]}}], '<Gather timeout="5"><Say>?</Say></Gather>'),
    "asking in silence": ([{"get_dtmf": {}}], "<Gather/>"),
}  # fmt: skip


@pytest.mark.parametrize(("commands", "inside"), _SAID.values(), ids=_SAID)
def test_what_both_can_say(commands: JsonValue, inside: str) -> None:
    wait = "" if inside.endswith("<Hangup/>") else '<Pause length="60"/>'
    document = f"<Response>{inside}{wait}</Response>"
    assert write_twiml(read_commands(commands), 60) == document
    read = read_twiml(document)
    assert read is not None
    assert to_json(read) == commands


@pytest.mark.parametrize(
    "commands",
    [
        [{"play": {"resource_id": "x"}}],
        [{"hold": {}}],
        [{"answer": {}}],
        [{"sing": {"text": "la"}}],
        [{"dial": {"to": "+14155550117"}}],
        [{"hangup": {}}, {"say": {"text": "x"}}],
        [{"hangup": {"cause": "busy"}}],
        [{"say": {"text": "x", "language": "de"}}],
        [{"say": {"text": ["x"]}}],
        [{"say": {"text": True}}],
        [{"say": {}}],
        [{"send_dtmf": {}}],
        [{"send_dtmf": {"dtmf": ""}}],
        [{"send_dtmf": {"dtmf": "1", "duration": 2}}],
        [{"get_dtmf": {"digits": 4}}],
        [{"get_dtmf": {"commands": [{"hangup": {}}]}}],
        [{"get_dtmf": {"commands": [{"get_dtmf": {}}]}}],
        [{"get_dtmf": {"commands": "say"}}],
        [{"get_dtmf": {"timeout": 1.5}}],
    ],
    ids=str,
)
def test_commands_no_document_can_say(commands: JsonValue) -> None:
    assert write_twiml(read_commands(commands), 60) is None


@pytest.mark.parametrize(
    "inside",
    [
        '<Say language="de">x</Say>',
        '<Say loop="2">x</Say>',
        "<Play>http://app.example/x.wav</Play>",
        '<Play digits="1" loop="2"/>',
        "<Play/>",
        "<Dial>+14155550117</Dial>",
        "<Pause/><Say>x</Say>",
        "<Hangup/><Say>x</Say>",
        '<Gather numDigits="4"/>',
        '<Gather action="/x"/>',
        "<Gather><Play>http://app.example/x.wav</Play></Gather>",
        "<Gather><Pause/></Gather>",
        "<Redirect>/x</Redirect>",
    ],
)
def test_documents_no_command_can_say(inside: str) -> None:
    assert read_twiml(f"<Response>{inside}</Response>") is None


@pytest.mark.parametrize(
    "document",
    ["", "x", "<Response>", "<Reply/>", '<Response a="1"/>', "<!DOCTYPE a><Response/>", "\ud800", "<Response>x</Response>"],
)
def test_what_is_no_document(document: str) -> None:
    assert read_twiml(document) is None


def test_a_pause_alone_waits_and_nothing_at_all_hangs_up() -> None:
    pause = '<Response><Pause length="60"/></Response>'
    assert write_twiml((), 60) == pause
    assert read_twiml(pause) == read_twiml("<Response><Pause/></Response>") == ()
    assert read_twiml("<Response/>") == (Command("hangup", {}),)


def test_a_document_that_ends_hangs_up_and_one_that_waits_at_its_end_does_not() -> None:
    said = Command("say", {"text": "x"})
    assert read_twiml("<Response><Say>x</Say></Response>") == (said, Command("hangup", {}))
    assert read_twiml("<Response><Say>x</Say><Pause length='5'/></Response>") == (said,)
    assert read_twiml("<Response><Pause/><Say>x</Say></Response>") is None


def test_a_declaration_and_blanks_between_the_verbs_say_nothing() -> None:
    document = '<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n  <Say>x</Say>\n  <Hangup/>\n</Response>'
    assert read_twiml(document) == (Command("say", {"text": "x"}), Command("hangup", {}))


@pytest.mark.parametrize("value", [None, [], {}, "say", [1], [{}], [{"say": {}, "hangup": {}}], [{"say": "x"}], [{"say": []}]])
def test_what_is_no_list_of_commands(value: JsonValue) -> None:
    with pytest.raises(ProblemRaised) as raised:
        read_commands(value)
    assert raised.value.problem.status == 400


def test_a_command_may_be_given_nothing() -> None:
    assert read_commands([{"hangup": None}]) == (Command("hangup", {}),)


_TEXTS = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=20)
_SAY = st.builds(
    lambda text, voice: {"say": {"text": text} | voice}, _TEXTS, st.just({}) | st.builds(dict, voice=st.just("man"))
)
_ASK = st.builds(
    lambda seconds, inner: {"get_dtmf": {"timeout": seconds} | ({"commands": inner} if inner else {})},
    st.integers(0, 999),
    st.lists(_SAY, max_size=2),
)
_SEND = st.builds(lambda digits: {"send_dtmf": {"dtmf": digits}}, st.text("0123456789*#w", min_size=1, max_size=8))


@given(commands=st.lists(_SAY | _ASK | _SEND, min_size=1, max_size=4), ends=st.booleans())
def test_what_was_said_comes_back(commands: list[JsonValue], *, ends: bool) -> None:
    last: list[JsonValue] = [{"hangup": {}}]
    said = [*commands, *last] if ends else commands
    document = write_twiml(read_commands(said), 60)
    assert document is not None
    read = read_twiml(document)
    assert read is not None
    assert to_json(read) == said
