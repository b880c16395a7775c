"""What makes a gateway fit for the open internet: limits, breakers, retries, probes, processes; each value and each default."""

from __future__ import annotations

import ssl

import pytest

from gateway.settings import MEMORY, Balance, LogFormat, LoggedCalls, Rate, Settings, StoreFailure, TlsVersion
from tests.settings.samples import SMALL, faults, parsed
from tests.settings.test_settings_values import FULL

PER_CALLER = SMALL + "limits: {per_caller: {RATE}}\n"
STORE = SMALL + 'limits: {store: "URL", store_password: {env: ACME_TOKEN}}\n'


@pytest.fixture(scope="module")
def full() -> Settings:
    return parsed(FULL)


@pytest.fixture(scope="module")
def small() -> Settings:
    return parsed(SMALL)


def test_how_a_backend_is_sent_to(full: Settings) -> None:
    carrier = full.backends["carrier"]
    assert (carrier.balance, carrier.connections, carrier.slow_return) == (Balance.LEAST_BUSY, 20, 120.0)
    assert (carrier.breaker.failures, carrier.breaker.within, carrier.breaker.open) == (3, 30.0, 60.0)
    assert (carrier.retries.attempts, carrier.retries.budget) == (1, 0)
    health = carrier.health
    assert health is not None
    assert (health.path, health.interval, health.timeout) == ("/up/", 5.0, 1.0)
    assert (health.unhealthy_after, health.healthy_after) == (2, 1)
    assert carrier.tls is not None
    assert (carrier.tls.minimum_version, carrier.tls.server_name) == (TlsVersion.TLS_1_3, "carrier.example")


def test_how_a_backend_is_sent_to_by_default(small: Settings) -> None:
    carrier = small.backends["carrier"]
    assert (carrier.balance, carrier.connections, carrier.slow_return) == (Balance.ROUND_ROBIN, 100, 30.0)
    assert carrier.timeouts.idle == 10.0
    assert (carrier.breaker.failures, carrier.breaker.within, carrier.breaker.open) == (5, 10.0, 10.0)
    assert (carrier.retries.attempts, carrier.retries.budget) == (2, 20)
    assert carrier.health is None


def test_probes_that_say_nothing_have_the_defaults() -> None:
    health = (
        parsed(SMALL.replace("[https://carrier.example]", "[https://carrier.example], health: {}")).backends["carrier"].health
    )
    assert health is not None
    assert (health.path, health.interval, health.timeout) == ("/", 10.0, 2.0)
    assert (health.unhealthy_after, health.healthy_after) == (3, 2)


def test_what_is_taken_of_callers(full: Settings) -> None:
    limits = full.limits
    assert (limits.head_time, limits.body_time, limits.idle_time) == (5.0, 60.0, 120.0)
    assert (limits.connections, limits.bodies) == (2000, 64 * 1024**2)
    assert (limits.concurrency, limits.queue, limits.queue_time) == (100, 0, 0.5)
    assert limits.per_caller.concurrency == 10
    assert (limits.per_caller.rate, limits.per_caller.burst) == (Rate(600, 60), 30)
    assert (limits.failed_logins.attempts, limits.failed_logins.within) == (5, 600.0)
    assert (limits.store, limits.on_store_failure) == ("rediss://gateway@redis.example:6380/1", StoreFailure.REFUSE)
    assert limits.store_password is not None
    assert limits.store_password.reveal() == "s3cr3t-of-acme"


def test_what_is_taken_of_callers_by_default(small: Settings) -> None:
    limits = small.limits
    assert (limits.head_time, limits.body_time, limits.idle_time) == (10.0, 30.0, 75.0)
    assert (limits.connections, limits.bodies) == (10_000, 256 * 1024**2)
    assert (limits.concurrency, limits.queue, limits.queue_time) == (500, 500, 5.0)
    assert (limits.per_caller.concurrency, limits.per_caller.rate) == (50, None)
    assert (limits.failed_logins.attempts, limits.failed_logins.within) == (20, 60.0)
    assert (limits.store, limits.store_password, limits.on_store_failure) == (MEMORY, None, StoreFailure.ALLOW)


def test_processes_and_their_end(full: Settings, small: Settings) -> None:
    assert (full.workers, full.via, full.shutdown.notice, full.shutdown.deadline) == (4, "gateway-1", 10.0, 60.0)
    assert (small.workers, small.via, small.shutdown.notice, small.shutdown.deadline) == (1, None, 0.0, 30.0)
    assert parsed(SMALL + "shutdown: {notice: 0ms}\n").shutdown == small.shutdown


def test_the_operators_token(full: Settings) -> None:
    assert full.admin is not None
    assert full.admin.token is not None
    assert full.admin.token.matches("s3cr3t-of-acme")


def test_the_log(full: Settings, small: Settings) -> None:
    assert (full.log.format, full.log.calls) == (LogFormat.TEXT, LoggedCalls.PROBLEMS)
    assert (small.log.format, small.log.calls) == (LogFormat.AUTO, LoggedCalls.ALL)


@pytest.mark.parametrize("bind", ["127.0.0.1:9090", "127.5.0.1:9090", '"[::1]:9090"', "localhost:9090"])
def test_a_loopback_address_needs_no_token(bind: str) -> None:
    settings = parsed(f"{SMALL}admin: {{bind: {bind}}}\n")
    assert settings.admin is not None
    assert settings.admin.token is None


@pytest.mark.parametrize("bind", ["0.0.0.0:9090", "10.0.0.1:9090", '"[::]:9090"', "ops.example:9090"])
def test_any_other_address_needs_one(bind: str) -> None:
    [line] = faults(f"{SMALL}admin: {{bind: {bind}}}\n")
    assert "expected a loopback address, or a token beside it" in line
    assert faults(f"{SMALL}admin: {{bind: {bind}, token: {{env: ACME_TOKEN}}}}\n") == []


@pytest.mark.parametrize(
    ("text", "per_second", "burst"),
    [("100/s", 100.0, 100), ("600/m", 10.0, 10), ("90/m", 1.5, 2), ("1000/h", 1000 / 3600, 1), ("1/h", 1 / 3600, 1)],
)
def test_a_rate_and_the_burst_that_goes_with_it(text: str, per_second: float, burst: int) -> None:
    per_caller = parsed(PER_CALLER.replace("RATE", f"rate: {text}")).limits.per_caller
    assert per_caller.rate is not None
    assert per_caller.rate.per_second == pytest.approx(per_second)
    assert str(per_caller.rate) == text
    assert per_caller.burst == burst


@pytest.mark.parametrize("text", ["0/s", "-1/s", "1.5/s", "1/0s", "/s", "100", "100/d", "10000000/s", "1/s "])
def test_what_is_no_rate(text: str) -> None:
    [line] = faults(PER_CALLER.replace("RATE", f'rate: "{text}"'))
    assert "limits.per_caller.rate: found " in line


def test_one_body_always_finds_room() -> None:
    assert parsed(SMALL + "limits: {body: 1GiB}\n").limits.bodies == 1024**3
    assert parsed(SMALL + "limits: {body: 1KiB, bodies: 1KiB}\n").limits.bodies == 1024


@pytest.mark.parametrize(
    "url",
    [
        "redis://redis.example",
        "redis://redis.example/",
        "redis://redis.example:6379/15",
        "redis://10.0.0.1:6379",
        "redis://[2001:db8::1]:6379/0",
        "rediss://cache-1.redis.internal:6380/0",
        "redis://gateway@redis.example/0",
        "unix:///run/redis/redis.sock",
    ],
)
def test_stores(url: str) -> None:
    assert parsed(STORE.replace("URL", url)).limits.store == url


@pytest.mark.parametrize(
    "url",
    [
        "redis://",
        "redis:///0",
        "redis://redis.example/0/1",
        "redis://redis.example/zero",
        "redis://300.1.1.1/0",
        "redis://a:b@redis.example/0",
        "redis://a%3Ab@redis.example/0",
        "redis://:b@redis.example/0",
        "unix://run/redis.sock",
        "unix:///",
        "http://redis.example",
        "",
    ],
)
def test_what_is_no_store(url: str) -> None:
    [line] = faults(STORE.replace("URL", url))
    assert "limits.store: found " in line
    assert "b@" not in line


def test_versions_of_tls_as_the_library_has_them() -> None:
    assert TlsVersion("1.2").of_library is ssl.TLSVersion.TLSv1_2
    assert TlsVersion("1.3").of_library is ssl.TLSVersion.TLSv1_3
