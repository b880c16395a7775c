"""The page at `/`: one document without data, and a policy that lets nothing run but what stands in it."""

from __future__ import annotations

import base64
import hashlib
import re

from gateway.admin.page import assemble_page
from tests.admin.asking import Gateway, ask, listening

FETCHING = re.compile(
    r"""\b(?:src|href|action|srcset|poster|background)\s*=|@import|url\(|https?://|\bimport\b""", re.IGNORECASE
)
RISKY = re.compile(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|localStorage|\bcookie\b")


def inside(tag: str) -> str:
    [(text,)] = [(found,) for found in re.findall(rf"<{tag}>(.*?)</{tag}>", assemble_page().body.decode(), re.DOTALL)]
    return str(text)


async def test_the_page_comes_whole_with_a_strict_policy() -> None:
    async with listening(Gateway(), "operators-token") as listener:
        answer = await ask(listener.port, "GET", "/")
    assert (answer.status, answer.get("Content-Type")) == (200, "text/html; charset=utf-8")
    assert answer.body == assemble_page().body
    policy = dict(part.partition(" ")[::2] for part in (answer.get("Content-Security-Policy") or "").split("; "))
    digests = {
        kind: f"'sha256-{base64.b64encode(hashlib.sha256(inside(tag).encode()).digest()).decode()}'"
        for kind, tag in (("script-src", "script"), ("style-src", "style"))
    }
    assert policy == digests | {
        "default-src": "'none'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


async def test_the_page_holds_no_data() -> None:
    gateway = Gateway()
    gateway.metrics_of.call("legacy", "twilio-2008", "carrier", "2xx")
    async with listening(gateway) as listener:
        body = (await ask(listener.port, "GET", "/")).body.decode()
    assert body == assemble_page().body.decode()
    for name in ("twilio", "carrier", "acme", "legacy"):
        assert name not in body


def test_the_page_fetches_nothing_and_writes_no_markup() -> None:
    assert FETCHING.findall(assemble_page().body.decode()) == []
    assert RISKY.findall(inside("script")) == []
    assert "style=" not in assemble_page().body.decode()


def test_every_control_has_a_label() -> None:
    body = assemble_page().body.decode()
    labelled = set(re.findall(r'<label for="([\w-]+)"', body)) | set(re.findall(r'<label[^>]*><input id="([\w-]+)"', body))
    controls = set(re.findall(r'<(?:input|textarea|select) id="([\w-]+)"', body))
    assert controls
    assert controls == labelled
