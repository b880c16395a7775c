"""Nobody learns which accounts there are: whatever is wrong with credentials, the answer is the same, byte for byte.

Alike but for when it was given and its own number. So is the work: as many secrets are compared for an id nobody has.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model import ApiRequest, Credentials, ProblemRaised
from gateway.policy.credentials import Account, Accounts
from tests.silence.backends import DIALECTS, ENVELOPE
from tests.silence.callers import FORM, JSON, Speaker, http
from tests.silence.effort import PIECES
from tests.silence.private import KNOWN, basic
from tests.silence.stage import Setting, Stage, staged
from tests.wire.listening import RawResponse

_EACH_DIALECT = pytest.mark.parametrize("dialect", DIALECTS)
ACME, GLOBEX = KNOWN.acme, KNOWN.globex
NOBODY = "AC" + "e" * 32


def encoded(text: str) -> str:
    return f"Authorization: Basic {base64.b64encode(text.encode()).decode()}"


WRONG = {
    "an unknown id": basic(Credentials(NOBODY, "wrong")),
    "an unknown id with a right secret": basic(Credentials(NOBODY, ACME.secret)),
    "a wrong secret": basic(Credentials(ACME.id, "wrong")),
    "the secret of another account": basic(Credentials(ACME.id, GLOBEX.secret)),
    "the secret of the backend": basic(Credentials(ACME.id, KNOWN.acme_behind.secret)),
    "the account of the backend": basic(KNOWN.acme_behind),
    "an empty secret": encoded(f"{ACME.id}:"),
    "an empty secret of nobody": encoded(f"{NOBODY}:"),
    "almost the secret": basic(Credentials(ACME.id, ACME.secret[:-1])),
    "a secret and more": basic(Credentials(ACME.id, ACME.secret + ":")),
    "an id in capitals": basic(Credentials(ACME.id.upper(), ACME.secret)),
}
NO_ID = {"an empty id": encoded(f":{ACME.secret}")}
"""Credentials to some dialects, and none to others."""
UNREADABLE = {
    "no colon": encoded(ACME.id),
    "another scheme": f"Authorization: Bearer {ACME.secret}",
    "no base64": f"Authorization: Basic {ACME.id}:{ACME.secret}",
    "nothing behind the scheme": "Authorization: Basic",
    "nothing": "Authorization:",
    "no field": "X-Nothing: 1",
}
_VARYING = re.compile(rb"(?mi)^(date|x-request-id): .*\r?\n?")
_SECONDS = re.compile(rb"(?i)(retry-after: |again in )\d+( second)s?")
_AFTER = re.compile(rb"(?i)(retry-after: )\d+")


def comparable(answer: RawResponse | None) -> bytes:
    assert answer is not None
    return _VARYING.sub(b"", answer.head + b"\r\n\r\n" + answer.body)


def requests(dialect: str, authorization: str) -> dict[str, bytes]:
    """A call that reads, one that makes something, and one whose body is not read before its head was looked at."""
    speaker = Speaker(dialect, KNOWN)
    content_type = JSON if dialect == ENVELOPE else FORM
    body = speaker.body()[1]
    return {
        "read": http("GET", speaker.messages, authorization),
        "make": http("POST", speaker.messages, authorization, content_type, body=body),
        "wait": http("POST", speaker.messages, authorization, content_type, "Expect: 100-continue", "Content-Length: 70000"),
    }


async def answers(stage: Stage, dialect: str, what: str, presented: dict[str, str]) -> dict[str, RawResponse | None]:
    return {name: await stage.ask(requests(dialect, field)[what]) for name, field in presented.items()}


@pytest.mark.parametrize("what", ["read", "make", "wait"])
@_EACH_DIALECT
async def test_whatever_is_wrong_the_answer_is_the_same(dialect: str, what: str) -> None:
    presented = {**WRONG, **NO_ID, **UNREADABLE}
    if dialect != ENVELOPE and what != "wait":  # there a path names the account, and here a body may not come
        presented["the right credentials of another account"] = basic(GLOBEX)
    async with staged(KNOWN) as stage:
        told = await answers(stage, dialect, what, presented)
        assert stage.backend.received == []
    assert {answer.status for answer in told.values() if answer} == {401}
    assert len({comparable(answer) for answer in told.values()}) == 1


@_EACH_DIALECT
async def test_whoever_guessed_too_often_is_told_the_same_for_every_id(dialect: str) -> None:
    """Also for the right credentials, which are not looked at; what can't be credentials is told as before."""
    async with staged(KNOWN, Setting(limits="failed_logins: {attempts: 2, within: 1h}")) as stage:
        for _ in range(2):
            before = await stage.ask(requests(dialect, WRONG["a wrong secret"])["read"])
        told = await answers(
            stage, dialect, "read", {**WRONG, "the right credentials": basic(ACME), "of another": basic(GLOBEX)}
        )
        unreadable = await answers(stage, dialect, "read", UNREADABLE)
        assert stage.backend.received == []
    assert {answer.status for answer in told.values() if answer} == {409 if dialect == ENVELOPE else 429}
    alike = {_AFTER.sub(rb"\1", _SECONDS.sub(rb"\1\2", comparable(answer))) for answer in told.values()}
    assert len(alike) == 1
    assert {comparable(answer) for answer in unreadable.values()} == {comparable(before)}


@dataclass
class Counted:
    """Something that compares a secret, and how often it was asked to."""

    secret: str
    asked: list[str] = field(default_factory=list)

    def __call__(self, presented: str) -> bool:
        self.asked.append(presented)
        return presented == self.secret


def accounts_of(*secrets: str) -> tuple[Accounts, list[Counted]]:
    """Accounts AC0, AC1 … with these secrets; and what compares them, the decoy's last."""
    compare = [Counted(secret) for secret in secrets]
    decoy = Counted("never-presented")
    made = {
        f"AC{index}": Account(f"account-{index}", ((f"AC{index}", f"ACbehind{index}"),), one, Credentials("AC", "behind"))
        for index, one in enumerate(compare)
    }
    return Accounts(made, decoy), [*compare, decoy]


_SECRETS = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4, unique=True)
_IDS = st.sampled_from(["AC0", "AC1", "AC9", "", "ac0", "AC0 ", "\ud800"]) | st.text(max_size=5)


def admit(asked: ApiRequest, accounts: Accounts, presented: Credentials) -> object:
    assert asked.credentials == presented
    return accounts.admit(asked)


def work_for(check: Callable[[Accounts, Credentials], object], secrets: list[str], presented: Credentials) -> int:
    """How many secrets are compared."""
    accounts, compared = accounts_of(*secrets)
    with suppress(ProblemRaised):
        check(accounts, presented)
    return sum(len(one.asked) for one in compared)


@PIECES
@given(_SECRETS, _IDS, st.text(max_size=8))
def test_as_much_is_compared_for_an_id_nobody_has(secrets: list[str], who: str, secret: str) -> None:
    presented = Credentials(who, secret)
    assert work_for(Accounts.recognises, secrets, presented) == 1
    for account in (None, "AC0", who):
        asked = ApiRequest("calls.list", account=account, credentials=presented)
        assert work_for(partial(admit, asked), secrets, presented) == 1


@PIECES
@given(_SECRETS, _IDS, st.text(max_size=8))
def test_who_is_recognised_has_an_id_and_its_secret(secrets: list[str], who: str, secret: str) -> None:
    accounts, compared = accounts_of(*secrets)
    right = dict(zip((f"AC{index}" for index in range(len(secrets))), secrets, strict=True)).get(who) == secret
    assert accounts.recognises(Credentials(who, secret)) is right
    assert [one.asked for one in compared if one.asked] == [[secret]]
    assert not accounts.recognises(Credentials("AC-nobody", "never-presented"))  # not even what the decoy is
