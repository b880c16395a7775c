"""What YAML would make of a telephony configuration, and what it stays here: the text that stands there."""

from __future__ import annotations

import pytest
import yaml

from tests.settings.samples import SMALL, faults, parsed

WITH_ACCOUNT = """\
backends: {{carrier: {{dialect: new-voice, endpoints: [https://carrier.example]}}}}
credentials: passthrough
accounts: [{{name: acme, caller: {{id: {id}}}}}]
routes: [{{caller: old-voice, backend: carrier}}]
"""


@pytest.mark.parametrize(
    "text",
    ["+15550100", "0123456", "0x1F", "1_000", "2008-08-01", "NO", "yes", "null", "1e3", ".5", "'0123456'", '"+15550100"'],
)
def test_an_account_id_keeps_its_text(text: str) -> None:
    assert parsed(WITH_ACCOUNT.format(id=text)).accounts[0].caller.id == text.strip("'\"")


def test_yaml_itself_would_have_changed_them() -> None:
    assert yaml.safe_load("[+15550100, 0123456, NO, 2008-08-01]")[:3] == [15550100, 42798, False]


def test_names_may_be_words_yaml_takes_for_others() -> None:
    settings = parsed("""\
backends: {NO: {dialect: new-voice, endpoints: [https://no.example]}, 46: {dialect: new-voice, endpoints: [https://se.example]}}
credentials: passthrough
routes: [{name: 2008-08-01, when: {header: {X-Version: 2008-08-01, X-Count: 010}}, caller: old-voice, backend: NO}]
""")
    assert set(settings.backends) == {"NO", "46"}
    assert settings.routes[0].name == "2008-08-01"
    assert settings.routes[0].when.header == {"x-version": "2008-08-01", "x-count": "010"}


def test_an_alias_stands_for_what_it_names() -> None:
    settings = parsed("""\
backends:
  carrier: &carrier {dialect: new-voice, endpoints: [https://carrier.example]}
  spare: *carrier
credentials: passthrough
routes: [{caller: old-voice, backend: spare}]
""")
    assert settings.backends["carrier"] == settings.backends["spare"]


def test_aliases_of_aliases_are_bounded() -> None:
    bomb = "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True):
        bomb += f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    [line] = faults(bomb)
    assert line == "gateway.yaml:6:12: f[1]: found too many values, aliases counted in, expected at most 200000"


def test_aliases_of_ever_deeper_lists_are_bounded() -> None:
    lines = ["a0: &a0 [1]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 400))]
    [line] = faults("\n".join(lines))
    assert line == "gateway.yaml:20:12: a19[0]: found too deep a nesting, expected at most 20 levels"


def test_a_very_deep_list_is_bounded() -> None:
    assert faults("a: " + "[" * 100_000) == ["gateway.yaml:1:24: a[0][0]: found too deep a nesting, expected at most 20 levels"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\0b", "gateway.yaml:1:2: found the control character U+0000, expected printable text"),
        ("a: b\nc: \x1b[0m", "gateway.yaml:2:4: found the control character U+001B, expected printable text"),
        ("é: \ud800", "gateway.yaml:1:4: found the control character U+D800, expected printable text"),
        ("#" * (1024 * 1024 + 1), "gateway.yaml:1:1: found more than 1 MiB, expected a configuration of at most 1 MiB"),
        ("", "gateway.yaml:1:1: found an empty file, expected a mapping with the keys backends and routes"),
    ],
)
def test_what_is_no_configuration_at_all(text: str, line: str) -> None:
    assert faults(text) == [line]


def test_columns_count_characters() -> None:
    text = SMALL.replace("backends:", "# ö\nbackends:").replace("routes: [{caller", 'routes: [{name: "ö", caller')
    [line] = faults(text)
    assert line.startswith('gateway.yaml:4:17: routes[0].name: found "ö", expected a name')


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(line_end: str) -> None:
    text = SMALL.replace("\n", line_end)
    assert parsed(text) == parsed(f"\ufeff{text}") == parsed(SMALL)
    [line] = faults("\ufeff" + text.replace("old-voice", "old"))
    assert line.startswith("gateway.yaml:3:19: routes[0].caller")


HUGE = {
    "one long word": 'routes: "{}"'.format("a" * 1_000_000),
    "a long word in every place": "routes: [{{when: {{path: &a {}, host: *a, account: *a}}, name: *a, caller: *a, backend: *a}}]".format(
        "/" * 900_000
    ),
    "two long words": "backends: {{{0}: {{}}}}\nroutes: [{{backend: b{0}}}]".format("a" * 400_000),
    "unknown keys": "\n".join(f"k{number}: 1" for number in range(20_000)),
    "routes": "routes:\n" + "\n".join(f"  - {{when: {{path: /{number}}}, backend: b{number}}}" for number in range(5_000)),
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE.keys())
def test_a_huge_file_has_faults_and_none_is_huge(text: str) -> None:
    assert max(map(len, faults(text))) < 500
