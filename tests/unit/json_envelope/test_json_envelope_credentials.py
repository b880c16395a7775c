"""Who is calling: HTTP Basic in `Authorization`, or in what the documentation calls `Authentication` (rules 22 to 26, A3, A4)."""

from __future__ import annotations

import pytest

from gateway.model import Credentials
from gateway.wire import Headers, WireRequest
from tests.unit.json_envelope.asking import ACCOUNT, BASIC, HOST, KEY, basic, read, refusal

REAL, ALIAS = "Authorization", "Authentication"
GOOD = BASIC[1]
WRONG = basic(f"{KEY}:wrong")


def wire(*fields: tuple[str, str]) -> WireRequest:
    return WireRequest("GET", "/sms", Headers((HOST, *fields)))


@pytest.mark.parametrize("name", [REAL, ALIAS, "authorization", "AUTHENTICATION"])
@pytest.mark.parametrize("value", [GOOD, GOOD.replace("Basic", "bAsIc"), GOOD.replace(" ", "   "), f" {GOOD}  "])
def test_the_key_is_the_account(name: str, value: str) -> None:
    asked = read(wire((name, value)))
    assert (asked.account, asked.credentials) == (ACCOUNT, Credentials(ACCOUNT, "secret"))


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("a:b", "a:b"),
        ("", ""),
        (" secret ", " secret "),
        ("sécret", "sécret"),
        ("secret\n", "secret"),
        ("secret\r\n", "secret"),
        ("secret\n\n", "secret\n"),
        ("secret\r", "secret\r"),
        ("\nsecret", "\nsecret"),
        ("\n", ""),
    ],
)
def test_a_password_is_what_was_said_but_for_one_line_end(said: str, known: str) -> None:
    credentials = read(wire((REAL, basic(f"{KEY}:{said}")))).credentials
    assert credentials is not None
    assert credentials.secret == known


@pytest.mark.parametrize(
    ("key", "account"),
    [(KEY.upper(), ACCOUNT), (ACCOUNT, ACCOUNT), (KEY.replace("-", ""), KEY.replace("-", "")), ("acme", "acme")],
)
def test_a_key_that_is_no_uuid_is_an_account_of_that_name(key: str, account: str) -> None:
    assert read(wire((REAL, basic(f"{key}:secret")))).account == account


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Basic",
        "Basic ",
        "Basic *",
        GOOD.replace(" ", ""),
        GOOD.replace(" ", "\t"),
        GOOD.rstrip("="),
        f"{GOOD}==",
        f"{GOOD}, {GOOD}",
        f"{GOOD[:12]} {GOOD[12:]}",
        GOOD.replace("Basic", "Bearer"),
        basic(KEY),
        basic(":secret"),
        basic(KEY.encode() + b":\xe9"),
    ],
)
def test_credentials_that_are_none(value: str) -> None:
    for name in (REAL, ALIAS):
        answer = refusal(wire((name, value)))
        assert answer is not None
        assert (answer.status, answer.headers.get("WWW-Authenticate")) == (401, 'Basic realm="API"')


@pytest.mark.parametrize(
    ("fields", "secret"),
    [
        (((REAL, GOOD), (ALIAS, WRONG)), "secret"),
        (((ALIAS, WRONG), (REAL, GOOD)), "secret"),
        (((REAL, WRONG), (ALIAS, GOOD)), "wrong"),
        (((REAL, ""), (ALIAS, GOOD)), None),
        (((REAL, "Bearer x"), (ALIAS, GOOD)), None),
        (((REAL, GOOD), (REAL, GOOD)), "secret"),
        (((REAL, GOOD), (REAL, WRONG)), None),
        (((ALIAS, GOOD), (ALIAS, WRONG)), None),
        ((), None),
    ],
    ids=str,
)
def test_authorization_alone_decides_where_it_is_there_and_may_not_contradict_itself(
    fields: tuple[tuple[str, str], ...], secret: str | None
) -> None:
    answer = refusal(wire(*fields))
    if secret is None:
        assert answer is not None
        assert answer.status == 401
    else:
        assert answer is None
        credentials = read(wire(*fields)).credentials
        assert credentials is not None
        assert credentials.secret == secret
