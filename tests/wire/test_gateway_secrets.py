"""Secrets and personal data over a whole scenario: none in the log, in a metric, in an error, in the text of any value of ours."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from gateway.app import build_gateway
from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from gateway.pipeline import handle
from gateway.trail import Trail
from gateway.upstream import Timeouts, Upstream
from gateway.wire import Headers, WireRequest
from tests.unit.upstream.raw_backend import Reply, hang_up, say_nothing
from tests.wire.gateway_running import (
    ACME,
    ACME_BEHIND,
    BEHIND,
    GLOBEX,
    NEW,
    OLD,
    PUBLIC_URL,
    SID,
    USUAL,
    Front,
    Setting,
    before_sandbox,
    before_script,
    call,
    json_reply,
    reply,
)

WRONG = Credentials(ACME.id, "a-wrong-token")
NUMBER, BODY, COOKIE, PATH_TEXT = "5555550147", "the-text-of-a-message", "a-cookie", "whispered"
PRIVATE = (
    *BEHIND,
    ACME.secret,
    GLOBEX.secret,
    WRONG.secret,
    *(base64.b64encode(f"{one.id}:{one.secret}".encode()).decode() for one in (ACME, WRONG, ACME_BEHIND)),
    NUMBER,
    BODY,
    COOKIE,
    PATH_TEXT,
)
IDS = (ACME.id, SID)
"""What only the two fields of a call's line that are there for it may show."""


def spoken(text: str, private: tuple[str, ...] = (*PRIVATE, *IDS)) -> list[str]:
    return [one for one in private if one in text]


def spoken_in(lines: list[EventDict]) -> list[str]:
    others = [{name: value for name, value in line.items() if name not in ("account", "resource")} for line in lines]
    assert {line["account"] for line in lines if "account" in line} <= {"acme", None, *IDS}
    assert {line["resource"] for line in lines if str(line.get("resource")).startswith("AC")} <= {ACME.id}
    return spoken(str(lines), PRIVATE) + spoken(str(others))


async def make_a_scene(front: Front) -> list[int]:
    """Good calls and bad ones of every sort, each full of private things."""
    return [(await front.ask(request)).status for version in (OLD, NEW) for request in requests(version)]


def requests(version: str) -> Iterator[bytes]:
    account = f"{version}/Accounts/{ACME.id}"
    message = f"To={NUMBER}&From=4155550100&Body={BODY}".encode()
    yield call("POST", f"{account}/SMS/Messages.json", f"Cookie: {COOKIE}", body=message)
    yield call("POST", f"{account}/SMS/Messages", body=message.replace(b"From", b"Nonsense"))
    yield call("POST", f"{account}/SMS/Messages", caller=WRONG, body=message)
    yield call("POST", f"{account}/SMS/Messages", "Content-Type: text/plain", body=message)
    yield call("POST", f"{account}/SMS/Messages", "Content-Type: multipart/form-data; boundary=x", body=message)
    yield call("POST", f"{account}/Calls", body=f"Called={NUMBER}&Caller=x&To={NUMBER}&From=x&{PATH_TEXT}=1".encode())
    yield call("GET", f"{account}/Calls/{SID}?{PATH_TEXT}={NUMBER}")
    yield call("GET", f"{account}/Calls?Called={NUMBER}&To={NUMBER}")
    yield call("GET", f"{account}/{PATH_TEXT}/{NUMBER}.json")
    yield call("GET", f"/{PATH_TEXT}/{NUMBER}")
    yield call("GET", f"{account}/Calls/..%2f{PATH_TEXT}")
    yield call("PUT", f"{account}/Calls", body=message)
    yield f"GET {account}/{PATH_TEXT} HTTP/1.1\r\nX: {NUMBER}\0\r\n\r\n".encode()
    yield f"GET {account}/{PATH_TEXT}?{NUMBER} HTTP/7.1\r\n\r\n".encode()


@pytest.mark.parametrize(
    "setting", [Setting(), Setting(policy="on_loss: reject, unknown_parameters: reject")], ids=["warn", "reject"]
)
async def test_nothing_private_is_logged_or_counted(setting: Setting, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as lines:
        async with before_sandbox(setting) as front:
            statuses = await make_a_scene(front)
        metrics = front.running.metrics_text().decode()
    assert {201, 400, 401, 404, 405, 415, 505} <= {*statuses, 201}
    assert len(lines) > 20
    assert spoken_in(lines) == []
    assert spoken(metrics) == []
    assert spoken(caplog.text + str([record.__dict__ for record in caplog.records])) == []


TROUBLES: dict[str, Reply] = {
    "hangs up": hang_up,
    "silent": say_nothing,
    "nonsense": reply(200, f"{BODY} {NUMBER}".encode()),
    "refuses": json_reply({"code": 21211, "message": f"{NUMBER} is no number", "status": 400}, 400),
    "cookies": json_reply({"sid": SID, "to": NUMBER}, 200, f"Set-Cookie: {COOKIE}"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_nothing_private_is_logged_where_the_backend_fails(trouble: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    setting = Setting(timeouts="{first_byte: 20ms}")
    with capture_logs() as lines:
        async with before_script(TROUBLES[trouble], setting=setting) as (front, _):
            await make_a_scene(front)
        metrics = front.running.metrics_text().decode()
    assert len(lines) > 20
    assert spoken_in(lines) == []
    assert spoken(metrics) == []
    assert spoken(caplog.text + str([record.__dict__ for record in caplog.records])) == []


async def test_no_value_of_ours_shows_a_secret() -> None:
    settings = USUAL.settings("http://127.0.0.1:1")
    way = Upstream(("http://127.0.0.1:1",), timeouts=Timeouts(), body_limit=1000)
    gateway = build_gateway(settings, PUBLIC_URL, {"behind": way})
    trail = Trail()
    wire = WireRequest(
        "POST",
        f"{NEW}/Accounts/{ACME.id}/Messages.json",
        Headers([("Authorization", write_basic(ACME)), ("Cookie", COOKIE)]),
        f"To={NUMBER}&Body={BODY}".encode(),
    )
    response = await handle(wire, gateway, trail)
    await way.close()
    assert response.status == 502
    assert trail.sent
    secrets = (ACME.secret, GLOBEX.secret, ACME_BEHIND.secret, write_basic(ACME), write_basic(ACME_BEHIND), COOKIE)
    told = "".join(
        f"{value!r}{value!s}"
        for value in (
            settings,
            settings.accounts,
            gateway,
            gateway.backends,
            gateway.admit,
            trail,
            wire,
            trail.sent,
            way,
            response,
        )
    )
    assert [secret for secret in secrets if secret in told] == []
