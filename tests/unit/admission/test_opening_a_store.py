"""The store a configuration asks for, and what is said where it can't be had."""

from __future__ import annotations

import ssl
import sys

import pytest
from redis.asyncio import SSLConnection

from gateway.policy.admission.opening import open_store
from gateway.policy.admission.redis_store import RedisStore
from gateway.policy.admission.store import MemoryStore


def test_memory() -> None:
    assert isinstance(open_store("memory"), MemoryStore)


@pytest.mark.parametrize("url", ["redis://localhost:6379/0", "rediss://user@localhost", "unix:///run/redis.sock"])
async def test_a_redis_is_not_asked_before_it_is_needed(url: str) -> None:
    store = open_store(url, lambda: "dummy")
    assert isinstance(store, RedisStore)
    await store.close()


async def test_a_redis_over_tls_has_to_show_a_certificate() -> None:
    store = open_store("rediss://localhost:1/0")
    assert isinstance(store, RedisStore)
    pool = store._link._exchange._redis.connection_pool
    assert pool.connection_class is SSLConnection
    connection = SSLConnection(**pool.connection_kwargs)
    assert connection.ssl_context.cert_reqs is ssl.CERT_REQUIRED
    assert connection.ssl_context.check_hostname
    await store.close()


def test_what_is_no_store_is_refused() -> None:
    with pytest.raises(ValueError, match="URL"):
        open_store("http://localhost")


def test_a_missing_package_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "redis"]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("redis_store", "redis_link", "redis_exchange", "leases", "shared_logins"):
        monkeypatch.delitem(sys.modules, f"gateway.policy.admission.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ValueError, match=r"pip install 'telephony-gateway\[redis\]'"):
        open_store("redis://localhost")
