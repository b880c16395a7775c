"""Any text, any bytes and any mangled configuration give settings or faults with a position; nothing else, ever."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.settings import Settings, SettingsInvalid, load_settings, parse_settings
from tests.settings.samples import EXAMPLES, FILE, PAIR
from tests.settings.test_settings_values import FULL

SECRET = "zq9-secret-of-acme"
TOKENS = st.sampled_from(
    ["{", "}", "[", "]", ": ", ", ", "- ", "\n", "  ", "\t", '"', "'", "&a ", "*a", "!t ", "|\n", "? ", "#", "---\n", "%", "\0", "ö", "~", "secret: "]
)  # fmt: skip
WORDS = st.sampled_from(sorted(set(FULL.replace("{", " ").replace("}", " ").split())))
YAMLISH = st.lists(st.one_of(TOKENS, WORDS, st.text(max_size=4)), max_size=60).map("".join)
VALUES = st.recursive(
    st.one_of(st.text(max_size=8), WORDS, st.none(), st.integers(), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(WORDS.map(lambda word: word.rstrip(":")), inner, max_size=3)
    ),
    max_leaves=8,
)


def check(text: str) -> None:
    read = outcome(text)
    if isinstance(read, Settings):
        assert SECRET not in repr(read)
        return
    assert read.faults
    assert SECRET not in str(read)
    # YAML 1.1 has five line ends; each may begin a line.
    lines = sum(text.count(end) for end in "\n\r\x85\u2028\u2029") + 2
    for fault in read.faults:
        assert 1 <= fault.line <= lines
        assert fault.column >= 1
        assert fault.expected
        assert fault.found
        assert str(fault).isprintable()


def outcome(text: str) -> Settings | SettingsInvalid:
    try:
        return parse_settings(text, FILE, PAIR, {"ACME_TOKEN": SECRET}, base=EXAMPLES)
    except SettingsInvalid as invalid:
        return invalid


@given(st.text(st.characters(), max_size=200))
def test_any_text(text: str) -> None:
    check(text)


@given(YAMLISH)
@settings(max_examples=300)
def test_any_heap_of_tokens(text: str) -> None:
    check(text)


@given(st.data())
@settings(max_examples=300)
def test_a_configuration_with_a_piece_exchanged(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(FULL)))
    end = data.draw(st.integers(start, min(len(FULL), start + 40)))
    check(FULL[:start] + data.draw(YAMLISH) + FULL[end:])


@given(st.data())
@settings(max_examples=300)
def test_a_configuration_with_a_value_exchanged(data: st.DataObject) -> None:
    lines = FULL.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    key, colon, _ = lines[number].partition(": ")
    lines[number] = f"{key}{colon or ': '}{flow(data.draw(VALUES))}"
    check("\n".join(lines))


@given(st.binary(max_size=100))
def test_any_bytes(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "gateway.yaml"
        path.write_bytes(data)
        with pytest.raises(SettingsInvalid) as raised:  # no 100 bytes make a whole configuration but by a miracle
            load_settings(path, PAIR, {})
        assert raised.value.faults[0].file == str(path)


def flow(value: object) -> str:
    """The value in YAML's flow style, words as they are."""
    match value:
        case list():
            return f"[{', '.join(map(flow, value))}]"
        case dict():
            return f"{{{', '.join(f'{key}: {flow(inner)}' for key, inner in value.items())}}}"
        case None:
            return ""
        case _:
            return str(value)
