"""A client of the sandbox without a socket: credentials, a clock that stands still, answers as data."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from gateway.sandbox import MAIN, DemoAccount, Sandbox
from gateway.wire import Headers, WireRequest, WireResponse

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
Form = dict[str, str] | list[tuple[str, str]]


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Caller:
    """Speaks to one sandbox as one account. Paths are below that account unless they start with the version."""

    def __init__(self, account: DemoAccount = MAIN, *, paging: str = "modern", seeded: bool = True) -> None:
        self.clock = Clock()
        self.sandbox = Sandbox(clock=self.clock, seed=7, paging=paging, seeded=seeded)
        self.account = account

    def send(self, method: str, path: str, form: Form | None = None, *, by: DemoAccount | None = None) -> WireResponse:
        headers = [("Host", "sandbox.example"), ("Authorization", basic(by or self.account))]
        if form is not None:
            headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        body = urlencode(form).encode() if form is not None else b""
        return self.sandbox.answer(WireRequest(method, self.target(path), Headers(headers), body))

    def target(self, path: str) -> str:
        return path if path.startswith("/2010-04-01") else f"/2010-04-01/Accounts/{self.account.sid}{path and f'/{path}'}"

    def get(self, path: str) -> dict[str, Any]:
        """The JSON of a 200."""
        return read_json(self.send("GET", with_suffix(path)), 200)

    def post(self, path: str, form: Form | None = None, status: int = 201) -> dict[str, Any]:
        """The JSON of an answer with the given status."""
        return read_json(self.send("POST", with_suffix(path), form or {}), status)

    def refusal(self, method: str, path: str, form: Form | None = None) -> tuple[int, int]:
        """Status and code of an error, told twice in the body and the same both times."""
        answer = self.send(method, with_suffix(path), form)
        body = read_json(answer, answer.status)
        assert body["status"] == answer.status
        assert body["more_info"] == f"https://www.twilio.com/docs/errors/{body['code']}"
        return answer.status, body["code"]


def with_suffix(path: str) -> str:
    bare, mark, query = path.partition("?")
    return f"{bare}.json{mark}{query}"


def basic(account: DemoAccount) -> str:
    return "Basic " + base64.b64encode(f"{account.sid}:{account.token}".encode()).decode()


def read_json(answer: WireResponse, status: int) -> dict[str, Any]:
    assert answer.status == status, answer.body
    assert answer.headers.get("Content-Type") == "application/json"
    body = json.loads(answer.body)
    assert isinstance(body, dict)
    return body
