"""What the operators' paths tell, over sockets: readiness with its notes, the status, the backends, and the fields of all."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from gateway.admin import Change
from gateway.build_info import build_info
from tests.admin.asking import OPEN, PATHS, TOKEN, Gateway, ask, listening
from tests.admin.telling import NOW, settings_of

A, B, PBX = "https://a.carrier.example", "https://b.carrier.example", "https://pbx.example"


async def told(gateway: Gateway, path: str) -> Any:
    async with listening(gateway) as listener:
        answer = await ask(listener.port, "GET", path)
    assert (answer.status, answer.get("Content-Type")) == (200, "application/json; charset=utf-8")
    return json.loads(answer.body)


async def ready(gateway: Gateway) -> tuple[int, list[str]]:
    async with listening(gateway) as listener:
        answer = await ask(listener.port, "GET", "/readyz")
    return answer.status, answer.body.decode().splitlines()


async def test_nothing_wrong_is_ok_alone() -> None:
    gateway = Gateway()
    gateway.metrics_of.endpoint("carrier", A, up=True)
    gateway.metrics_of.set("gateway_limit_store_up", 1)
    gateway.change(change=Change(NOW))
    assert await ready(gateway) == (200, ["ok"])
    assert await ready(Gateway()) == (200, ["ok"])


async def test_a_dead_backend_is_told_with_why_and_when_and_leaves_it_ready() -> None:
    gateway = Gateway()
    metrics = gateway.metrics_of
    metrics.endpoint("pbx", PBX, up=True, breaker="half_open", healthy=False, since=NOW - 60)
    metrics.fail("pbx", PBX, "backend_unreachable", NOW - 60)
    metrics.fail("pbx", PBX, "backend_timed_out", NOW)
    line = f"backend pbx: every endpoint is left alone: {PBX} (since 2025-11-12T23:25:40Z, backend_timed_out, last at 2025-11-12T23:26:40Z, breaker half-open, probes fail)"
    assert await ready(gateway) == (200, ["ok", line])


async def test_without_the_token_only_that_something_is_wrong() -> None:
    gateway = Gateway()
    gateway.metrics_of.endpoint("pbx", PBX, up=False, healthy=False)
    async with listening(gateway, TOKEN) as listener:
        stranger = await ask(listener.port, "GET", "/readyz")
        operator = await ask(listener.port, "GET", "/readyz", f"Authorization: Bearer {TOKEN}")
    assert (stranger.status, operator.status) == (200, 200)
    assert stranger.body == b"ok\nsomething is wrong all the same: ask with the token of `admin`, or see the page at /\n"
    assert PBX.encode() in operator.body


async def test_one_endpoint_of_several_is_told_after_what_is_worse() -> None:
    gateway = Gateway()
    metrics = gateway.metrics_of
    metrics.endpoint("carrier", A, up=True)
    metrics.endpoint("carrier", B, up=False, breaker="open")
    metrics.endpoint("pbx", PBX, up=False, healthy=False)
    status, (ok, first, second) = await ready(gateway)
    assert (status, ok) == (200, "ok")
    assert first == f"backend pbx: every endpoint is left alone: {PBX} (probes fail)"
    assert second == f"backend carrier: 1 of 2 endpoints left alone: {B} (breaker open)"


@pytest.mark.parametrize(
    ("policy", "result"), [("allow", "each process counts for itself"), ("refuse", "every call is refused")]
)
async def test_a_store_that_is_gone_is_told(policy: str, result: str) -> None:
    gateway = Gateway()
    text = f"""
listen: [{{bind: "127.0.0.1:0"}}]
backends: {{behind: {{dialect: twilio-2010, endpoints: [http://127.0.0.1:1]}}}}
credentials: passthrough
limits: {{store: "redis://127.0.0.1:1/0", on_store_failure: {policy}}}
routes: [{{caller: twilio-2008, backend: behind}}]
"""
    gateway.change(settings=settings_of(text))
    gateway.metrics_of.set("gateway_limit_store_up", 0)
    assert await ready(gateway) == (200, ["ok", f"the shared store of the limits can't be reached; {result}"])


async def test_a_refused_change_is_told_by_its_first_fault_on_one_line() -> None:
    gateway = Gateway()
    gateway.change(change=Change(NOW, ("gateway.yaml:1:1: found\none", "gateway.yaml:2:2: two")))
    line = "the last change of the configuration was refused at 2025-11-12T23:26:40Z: gateway.yaml:1:1: found one (and 1 more)"
    assert await ready(gateway) == (200, ["ok", line])


async def test_not_ready_tells_its_reasons_and_what_else_is_wrong() -> None:
    gateway = Gateway(reasons=("draining", "no worker"))
    gateway.metrics_of.endpoint("pbx", PBX, up=False)
    status, lines = await ready(gateway)
    assert (status, lines[:2]) == (503, ["draining", "no worker"])
    assert [line.partition(":")[0] for line in lines[2:]] == ["backend pbx"]


async def test_the_backends_as_json() -> None:
    gateway = Gateway()
    metrics = gateway.metrics_of
    metrics.endpoint("carrier", A, up=False, breaker="open")
    metrics.fail("carrier", A, "backend_unreachable", NOW, number=3)
    metrics.count("gateway_backend_repeats", 2, backend="carrier", endpoint=A, kind="backend_unreachable")
    metrics.set("gateway_endpoint_requests", 4, backend="carrier", endpoint=A)
    metrics.set("gateway_endpoint_connections", 5, backend="carrier", endpoint=A, state="idle")
    carrier, pbx = await told(gateway, "/backends")
    assert (carrier["name"], carrier["dialect"], carrier["representation"]) == ("carrier", "twilio-2010", "json")
    first, second = carrier["endpoints"]
    assert first == {
        "url": A,
        "up": False,
        "since": None,
        "breaker": "open",
        "healthy": True,
        "requests": 4,
        "connections": {"idle": 5},
        "failures": {"backend_unreachable": 3},
        "repeats": 2,
        "last_failure": {"kind": "backend_unreachable", "at": "2025-11-12T23:26:40Z"},
    }
    assert (second["url"], second["up"], second["breaker"], second["last_failure"]) == (B, True, None, None)
    assert [endpoint["url"] for endpoint in pbx["endpoints"]] == [PBX]


async def test_the_status_of_a_gateway_nobody_called() -> None:
    gateway = Gateway()
    gateway.change(began=time.time() - 3600)
    status = await told(gateway, "/status")
    assert (status["ready"], status["reasons"], status["notes"]) == (True, [], [])
    assert 3600 <= status["uptime_seconds"] < 3700
    assert status["build"] == {"version": build_info().version, "commit": build_info().commit, "python": build_info().python}
    assert status["config"] == {
        "name": "gateway.yaml",
        "hash": "0123456789ab",
        "applied": "2025-11-12T23:25:40Z",
        "routes": 3,
        "last_change": None,
    }
    assert [pair["pair"] for pair in status["traffic"]] == [
        {"caller": "twilio-2008", "backend": "twilio-2010"},
        {"caller": "json-envelope", "backend": "twilio-2010"},
        {"caller": "twilio-2010", "backend": "restcomm-2012"},
    ]
    assert [pair["calls"] for pair in status["traffic"]] == [{}, {}, {}]
    assert (status["losses"], status["limited"], status["failed_logins"]) == ([], [], 0)


async def test_the_status_counts_calls_by_dialect_pair() -> None:
    gateway = Gateway()
    metrics = gateway.metrics_of
    metrics.call("legacy", "twilio-2008", "carrier", "2xx", number=8, seconds=0.02)
    metrics.call("legacy", "twilio-2008", "carrier", "5xx", number=2, seconds=2.0)
    metrics.call("none", "none", "none", "4xx")
    metrics.call("gone-route", "twilio-2008", "gone-backend", "2xx")
    metrics.count("gateway_losses", 3, route="legacy", change="some-change")
    metrics.count("gateway_losses", 9, route="legacy", change="another-change")
    metrics.count("gateway_limited", 0, limit="rate")
    metrics.count("gateway_limited", 2, limit="queue_full")
    status = await told(gateway, "/status")
    by_pair = {(one["pair"]["caller"], one["pair"]["backend"]): one for one in status["traffic"]}
    legacy = by_pair["twilio-2008", "twilio-2010"]
    assert (legacy["routes"], legacy["calls"]) == (["legacy"], {"2xx": 8, "5xx": 2})
    bounds, counts = legacy["seconds"]["bounds"], legacy["seconds"]["counts"]
    assert len(counts) == len(bounds) + 1
    assert {bound: count for bound, count in zip(bounds, counts, strict=False) if count} == {0.025: 8, 2.5: 2}
    assert by_pair[None, None]["calls"] == {"4xx": 1}
    assert by_pair["twilio-2008", None]["calls"] == {"2xx": 1}
    assert sum(status["calls"]["own_seconds"]["counts"]) == 12
    assert [row["change"] for row in status["losses"]] == ["another-change", "some-change"]
    assert status["limited"] == [{"limit": "queue_full", "count": 2}]


async def test_the_status_of_several_workers() -> None:
    gateway = Gateway()
    gateway.change(settings=gateway.standing().settings.model_copy(update={"workers": 4}))
    gateway.metrics_of.set("gateway_workers_ready", 3)
    gateway.metrics_of.count("gateway_workers_lost", 1)
    assert (await told(gateway, "/status"))["processes"] == {"wanted": 4, "ready": 3, "lost": 1}


@pytest.mark.parametrize(("method", "path"), PATHS)
async def test_no_answer_is_kept_or_read_by_another_page(method: str, path: str) -> None:
    async with listening(Gateway(), "operators-token") as listener:
        for fields in ((), ("Authorization: Bearer operators-token",), ("Origin: https://page.example",)):
            answer = await ask(listener.port, method, path, *fields)
            assert answer.get("Cache-Control") == "no-store"
            assert answer.get("X-Content-Type-Options") == "nosniff"
            assert answer.get("Referrer-Policy") == "no-referrer"
            assert answer.get("Cross-Origin-Resource-Policy") == "same-origin"
            assert answer.get("Access-Control-Allow-Origin") is None


@pytest.mark.parametrize("path", [path for _, path in PATHS if path not in OPEN])
async def test_without_its_token_nothing_of_the_gateway_is_told(path: str) -> None:
    method = next(method for method, known in PATHS if known == path)
    async with listening(Gateway(), "operators-token") as listener:
        answer = await ask(listener.port, method, path)
    assert answer.status == 401
    for secret in (b"carrier", b"acme", b"gateway.yaml"):
        assert secret not in answer.body
