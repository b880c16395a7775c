"""A secret compares, reveals where it can, and shows itself nowhere else."""

from __future__ import annotations

import copy
import hashlib
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.settings import Secret
from tests.settings.samples import faults, parsed

TEXT = "hunter2-token"
DIGEST = hashlib.sha256(TEXT.encode()).digest()
BOTH = pytest.mark.parametrize("secret", [Secret.of_text(TEXT), Secret.of_sha256(DIGEST)], ids=["text", "sha256"])

ACCOUNT = """\
backends: {{carrier: {{dialect: new-voice, endpoints: [https://carrier.example]}}}}
credentials: passthrough
accounts: [{{name: acme, caller: {{id: AC1, secret: {{file: {file}}}}}}}]
routes: [{{caller: old-voice, backend: carrier}}]
"""


@BOTH
def test_it_matches_itself_alone(secret: Secret) -> None:
    assert secret.matches(TEXT)
    for other in ("", TEXT[:-1], TEXT + " ", TEXT.upper(), DIGEST.hex(), "\udce9"):
        assert not secret.matches(other)


@given(st.text(), st.text())
def test_it_matches_what_equals_it(one: str, other: str) -> None:
    assert Secret.of_text(one).matches(other) is (one == other)


def test_only_a_text_can_be_revealed() -> None:
    assert Secret.of_text(TEXT).reveal() == TEXT
    assert Secret.of_text(TEXT).is_known
    assert not Secret.of_sha256(DIGEST).is_known
    with pytest.raises(ValueError, match="compared and not sent"):
        Secret.of_sha256(DIGEST).reveal()


@BOTH
@pytest.mark.parametrize("show", [repr, str, format, lambda secret: f"{secret:>5} {[secret]} {{{secret!r}: 1}}", ascii])
def test_it_shows_nothing(secret: Secret, show: Callable[[object], str]) -> None:
    shown = show(secret)
    assert "***" in shown
    assert not any(part in shown for part in (TEXT, DIGEST.hex(), "hunter", repr(DIGEST)))


@BOTH
def test_it_is_neither_pickled_nor_made_json(secret: Secret) -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        json.dumps(secret)
    with pytest.raises(TypeError):
        vars(secret)


@BOTH
def test_a_copy_is_the_same(secret: Secret) -> None:
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret


def test_equal_secrets_are_equal() -> None:
    assert Secret.of_text(TEXT) == Secret.of_text(TEXT)
    assert hash(Secret.of_text(TEXT)) == hash(Secret.of_text(TEXT))
    assert Secret.of_text(TEXT) != Secret.of_text("other")
    assert Secret.of_text(TEXT) != Secret.of_sha256(DIGEST)
    assert Secret.of_text(TEXT) != TEXT


@BOTH
def test_it_is_known_for_the_same_in_either_form(secret: Secret) -> None:
    assert secret.is_that_of(Secret.of_text(TEXT))
    assert secret.is_that_of(Secret.of_sha256(DIGEST))
    assert not secret.is_that_of(Secret.of_text(TEXT.upper()))


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        ("token", "token"),
        ("token\n", "token"),
        ("token\r\n", "token"),
        ("token\n\n", "token\n"),
        (" token\r", " token\r"),
        ("é", "é"),
    ],
)
def test_a_file_holds_the_secret_and_one_line_end(tmp_path: Path, content: str, secret: str) -> None:
    (tmp_path / "token").write_bytes(content.encode())
    [account] = parsed(ACCOUNT.format(file="token"), base=tmp_path).accounts
    assert account.caller.secret is not None
    assert account.caller.secret.reveal() == secret


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "which is empty"),
        (b"\n", "which is empty"),
        (b"\xff", "which is no UTF-8 text"),
        (b"x" * (1024 * 1024 + 1), "which is over 1 MiB"),
    ],
)
def test_a_file_that_holds_no_secret(tmp_path: Path, content: bytes, found: str) -> None:
    (tmp_path / "token").write_bytes(content)
    [line] = faults(ACCOUNT.format(file="./token"), base=tmp_path)
    assert line == (
        f'gateway.yaml:3:58: accounts[0].caller.secret.file: found the file "./token", {found}, '
        "expected a readable file with the secret in it"
    )


def test_a_hash_may_be_written_in_capitals() -> None:
    text = ACCOUNT.format(file="x").replace("{file: x}", f"{{sha256: {DIGEST.hex().upper()}}}")
    [account] = parsed(text).accounts
    assert account.caller.secret is not None
    assert account.caller.secret.matches(TEXT)
