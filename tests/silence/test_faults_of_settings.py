"""A configuration with secrets where they belong and where they do not: no fault shows one, in either form of `gateway check`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gateway.__main__ import main
from tests.silence.effort import PIECES
from tests.silence.private import WORD

_GOOD = """\
listen: [{{bind: "127.0.0.1:0", public_url: {public_url}}}]
admin: {{bind: "127.0.0.1:0", token: {token}}}
backends: {{behind: {{dialect: twilio-2010, endpoints: [{endpoint}]}}}}
accounts:
  - name: acme
    caller: {caller}
    backend: {backend}
routes: [{{when: {when}, caller: twilio-2008, backend: behind}}]
limits: {limits}
{more}
"""
_USUAL = {
    "public_url": "http://gateway.example",
    "endpoint": "http://127.0.0.1:1",
    "token": "{sha256: " + "0" * 64 + "}",
    "caller": "{id: AC1, secret: {sha256: " + "0" * 64 + "}}",
    "backend": "{id: AC2, secret: {env: PATH}}",
    "when": "{path: /x}",
    "limits": "{}",
    "more": "",
}
SECRETS = [  # in place of a secret
    "WORD",
    '"WORD"',
    "{env: WORD}",
    "{env: -WORD}",
    "{env: [WORD]}",
    "{file: WORD}",
    "{file: {WORD: WORD}}",
    "{sha256: WORD}",
    "{WORD: x}",
    "{env: PATH, WORD: x}",
    "{envv: WORD}",
    "{text: WORD}",
    "[WORD]",
    "[WORD, {env: PATH}, WORD]",
    "[[WORD]]",
    "[{WORD: x}, {env: WORD}]",
    "!WORD x",
    "!!WORD x",
    "&WORD {env: WORD}",
    "*WORD",
    "{env: PATH, env: WORD}",
    "{? [WORD] : x}",
    '"WORD',
    "'WORD' x",
    "{env: WORD",
    "[WORD",
    "WORD: WORD",
    "@WORD",
    "`WORD",
    "%WORD",
    "\tWORD",
    '"WORD\\q"',
    "|\n WORD\nWORD",
    "- WORD",
    "WORD\nWORD",
]
PLACES = {
    "caller's": ("caller", "{id: AC1, secret: %s}"),
    "backend's": ("backend", "{id: AC2, secret: %s}"),
    "operators'": ("token", "%s"),
    "store's": ("limits", "{store: 'redis://localhost', store_password: %s}"),
}
URLS = [
    "https://user:WORD@api.example",
    "https://WORD@api.example",
    "https://user:WORD@",
    "user:WORD@api.example",
    "https://api.example/?token=WORD",
    "https://api.example/#WORD",
    "redis://:WORD@localhost:6379/0",
    "redis://user:WORD@localhost",
    "redis://:WORD",
    "redis://localhost?password=WORD",
    "redis://localhost:WORD",
    "unix://:WORD@/run/redis.sock",
]
URL_PLACES = {
    "endpoint": ("endpoint", '"%s"'),
    "public URL": ("public_url", '"%s"'),
    "store": ("limits", '{store: "%s"}'),
    "bind": ("more", 'via: "%s"'),
}
ELSEWHERE = {  # something faulty, a secret within it or beside it
    "an account of text": ("caller", "WORD"),
    "an account in a list": ("caller", "[WORD]"),
    "a secret without a colon": ("caller", "{id: AC1, secret WORD}"),
    "a secret with an equals sign": ("caller", "{id: AC1, secret=WORD}"),
    "a secret with a colon alone": ("caller", "{id: AC1, secret:WORD}"),
    "a secret behind a comma": ("caller", "{id: AC1, secret: ,WORD,}"),
    "a secret of another name": ("caller", "{id: AC1, token: WORD}"),
    "a secret beside its account": ("more", "secret: WORD"),
    "a field's value": ("when", '{header: {Authorization: "Bearer WORD\\x01"}}'),
    "a field's values": ("when", "{header: {X-Key: [WORD]}}"),
    "a field without a name": ("when", '{header: {"": WORD}}'),
    "an id with a secret": ("caller", '{id: "AC1:WORD", secret: {env: PATH}}'),
    "operators of text": ("more", "admin: WORD"),
    "limits of text": ("limits", "WORD"),
    "a key pasted": ("more", "x: {tls: {key: '-----BEGIN WORD'}}"),
}
CASES = [
    *(pytest.param(key, form % secret, id=f"{name} {secret!r}") for name, (key, form) in PLACES.items() for secret in SECRETS),
    *(pytest.param(key, form % url, id=f"{name} {url}") for name, (key, form) in URL_PLACES.items() for url in URLS),
    *(pytest.param(key, text, id=name) for name, (key, text) in ELSEWHERE.items()),
]


def checked(file: Path, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["check", *arguments, str(file)])
    assert result.exit_code in (0, 1), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


@pytest.mark.parametrize(("key", "text"), CASES)
def test_no_fault_shows_a_secret(key: str, text: str, tmp_path: Path) -> None:
    word = "qhunterhunterq"
    file = tmp_path / "gateway.yaml"
    file.write_text(_GOOD.format(**{**_USUAL, key: text.replace("WORD", word)}))
    told = [checked(file, *arguments) for arguments in ((), ("--format", "json"))]
    assert all(word not in one.lower() for one in told), told


@PIECES
@given(
    WORD, st.sampled_from(SECRETS), st.sampled_from(list(PLACES.values())), st.text("\"'{}[]:,#&*!|>%@`\\ \t\n-?", max_size=4)
)
def test_no_fault_shows_what_stands_in_the_place_of_a_secret(word: str, secret: str, place: tuple[str, str], odd: str) -> None:
    key, form = place
    text = _GOOD.format(**{**_USUAL, key: (form % secret).replace("WORD", f"{odd}{word}{odd}")})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "gateway.yaml"
        file.write_text(text)
        assert word not in checked(file).lower()
