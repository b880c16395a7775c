"""Via: the names of the proxies on the way are passed on with ours behind them, and a request that was here before is refused."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from gateway.model import ProblemKind, ProblemRaised, Source
from gateway.server import via
from gateway.server.forwarding import Arrival, Forwarding
from gateway.wire import Headers
from tests.wire.http_running import (
    CALL,
    DIALECTS,
    MODERN,
    NAME,
    Setting,
    ask,
    assert_refused,
    before_script,
    change,
    gateway_to,
    thing,
    told,
)

LISTENER = Forwarding(NAME, (ip_network("10.0.0.0/8"),))


def pass_on(*lines: str, http_1_0: bool = False) -> list[str]:
    """The Via lines a backend gets."""
    received = Headers(("Via", line) for line in lines)
    traced = LISTENER.trace(received, Arrival("203.0.113.9", "http", "api.example.test", http_1_0))
    return [value for name, value in traced.fields if name == "Via"]


def test_an_older_caller_is_told_in_via() -> None:
    assert pass_on(http_1_0=True) == [f"1.0 {NAME}"]


def test_via_lines_are_kept_in_order_and_ours_comes_last() -> None:
    lines = ["1.0 fred, 1.1 p.example.net:80 (Apache/1.1)", "HTTP/1.1 [2001:db8::1]:80", "2 edge (a \\) b)"]
    assert pass_on(*lines) == [*lines, f"1.1 {NAME}"]


@pytest.mark.parametrize("line", ["", "fred", "1.1", "1.1 a b", "1.1 a (", "(((", '1.1 "a"', "1.1 caf\xe9", "1.1 a\x00"])
def test_a_malformed_via_is_not_passed_on(line: str) -> None:
    assert pass_on(line, "1.1 good") == ["1.1 good", f"1.1 {NAME}"]


@pytest.mark.parametrize(
    "line",
    [
        f"1.1 {NAME}",
        f"1.0 {NAME}",
        f"HTTP/1.1 {NAME.upper()}",
        f"1.1 a, 1.1 {NAME} (x), 1.1 b",
        f"1.1 a,1.1\t{NAME}",
        f"((((, 1.1 {NAME}",
        f'"open, 1.1 {NAME}',
    ],
)
def test_a_request_that_was_here_before_is_refused(line: str) -> None:
    with pytest.raises(ProblemRaised) as raised:
        pass_on("1.1 other", line)
    problem = raised.value.problem
    assert (problem.status, problem.kind, problem.source) == (508, ProblemKind.LOOP, Source.GATEWAY)


@pytest.mark.parametrize("line", [f"1.1 {NAME}-2", f"1.1 my-{NAME}", f"1.1 a ({NAME})", f"{NAME} a", f"1.1 {NAME}.example"])
def test_a_name_like_ours_is_not_ours(line: str) -> None:
    assert pass_on(line)[-1] == f"1.1 {NAME}"


def test_a_huge_via_is_read_in_no_time() -> None:
    huge = ", ".join(["1.1 a"] * 5000)
    assert via.well_formed([huge]) == (huge,)
    assert not via.names([huge, " " * 40_000, "1.1 " * 10_000, "(" * 40_000, "a" * 40_000], NAME)
    assert via.well_formed([huge + "(", "1.1 a (" + "\\(" * 20_000, " ," * 20_000, "1.1 " * 10_000]) == ()


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_loop_is_an_error_of_the_dialect(dialect: str) -> None:
    async with before_script(CALL) as (front, backend):
        for request in (ask("GET", thing(dialect), f"Via: 1.1 {NAME}"), change(dialect, f"Via: 1.1 a, 1.1 {NAME}, 1.1 b")):
            assert_refused(dialect, await front.ask(request), 508, 500)
        metrics = front.running.metrics_text()
    assert backend.received == []
    assert b'gateway_refused_requests_total{reason="loop"} 2.0' in metrics
    assert b'gateway_refused_requests_total{reason="internal"} 0.0' in metrics


async def test_a_gateway_before_itself_answers_once_and_soon() -> None:
    """Its backend is a second gateway of the same name, as a misdirected endpoint makes it."""
    async with (
        before_script(CALL) as (inner, backend),
        gateway_to(f"http://127.0.0.1:{inner.running.ports[0]}") as outer,
        outer.connected() as client,
    ):
        await client.send(ask("GET", thing(MODERN, ".json")))
        answer = await client.read_response()
    assert answer.status == 508
    assert backend.received == []


async def test_gateways_of_two_names_may_stand_in_a_row() -> None:
    async with before_script(CALL) as (inner, backend):
        endpoint = f"http://127.0.0.1:{inner.running.ports[0]}"
        async with gateway_to(endpoint, Setting(via="via: outer")) as outer:
            answer = await outer.ask(ask("GET", thing(MODERN, ".json")))
    assert answer.status == 200
    assert told(backend, "Via") == ["1.1 outer", f"1.1 {NAME}"]
