"""A good configuration becomes typed values, with the defaults of what it leaves out."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from pydantic import ValidationError

from gateway.model import Representation
from gateway.settings import (
    Bind,
    CredentialsPolicy,
    Limits,
    OnLoss,
    Settings,
    Timeouts,
    UnknownParameters,
    When,
)
from tests.settings.samples import SMALL, parsed

FULL = """\
listen:
  - bind: 0.0.0.0:8080
    public_url: https://api.example.com/voice/
    trusted_proxies: [10.0.0.0/8, "fd00::/8", 192.0.2.1]
  - {bind: "[::1]:8081"}
admin: {bind: localhost:9090, token: {env: ACME_TOKEN}}
backends:
  carrier:
    dialect: new-voice
    representation: xml
    endpoints: [https://carrier.example/, "http://[2001:db8::1]:8080"]
    base_path: /api/
    balance: least_busy
    connections: 20
    timeouts: {connect: 500ms, first_byte: 1.5s, idle: 5s, total: 1m}
    breaker: {failures: 3, within: 30s, open: 1m}
    retries: {attempts: 1, budget: 0}
    health: {path: /up/, interval: 5s, timeout: 1s, unhealthy_after: 2, healthy_after: 1}
    slow_return: 2m
    tls: {verify: false, minimum_version: 1.3, server_name: Carrier.example}
  spare: {dialect: old-voice, endpoints: [https://spare.example], options: {depth: -1, totals: false}}
allow_inline_secrets: true
credentials: mapped
accounts:
  - name: acme
    caller: {id: AC1, secret: {env: ACME_TOKEN}}
    backend: {id: AC2, secret: inline}
    subaccounts: [{caller: AC11, backend: AC12}]
routes:
  - name: legacy
    when: {path: /2008-08-01/, host: API.example.com, header: {X-Api: "2"}, account: acme}
    caller: old-voice
    backend: carrier
    on_loss: reject
    unknown_parameters: drop
    options: {order: oldest, status: 200, greeting: "0123"}
  - {caller: old-voice, backend: spare}
limits:
  body: 1MiB
  request_line: 8KiB
  header: 16KiB
  backend_body: 512B
  head_time: 5s
  body_time: 1m
  idle_time: 2m
  connections: 2000
  bodies: 64MiB
  concurrency: 100
  queue: 0
  queue_time: 500ms
  per_caller: {concurrency: 10, rate: 600/m, burst: 30}
  failed_logins: {attempts: 5, within: 10m}
  store: rediss://gateway@redis.example:6380/1
  store_password: {env: ACME_TOKEN}
  on_store_failure: refuse
workers: 4
via: gateway-1
log: {format: text, calls: problems}
shutdown: {notice: 10s, deadline: 1m}
"""


@pytest.fixture(scope="module")
def full() -> Settings:
    return parsed(FULL)


def test_listeners(full: Settings) -> None:
    first, second = full.listen
    assert (str(first.bind), first.public_url, first.tls) == ("0.0.0.0:8080", "https://api.example.com/voice", None)
    assert first.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"), ip_network("192.0.2.1/32"))
    assert (second.bind, second.public_url) == (Bind("::1", 8081), "http://[::1]:8081")
    assert full.admin is not None
    assert str(full.admin.bind) == "localhost:9090"


def test_backends(full: Settings) -> None:
    carrier, spare = full.backends["carrier"], full.backends["spare"]
    assert carrier.representation is Representation.XML
    assert carrier.endpoints == ("https://carrier.example", "http://[2001:db8::1]:8080")
    assert carrier.base_path == "/api"
    assert carrier.timeouts == Timeouts.model_construct(connect=0.5, first_byte=1.5, idle=5.0, total=60.0)
    assert carrier.tls is not None
    assert not carrier.tls.verify
    assert spare.representation is Representation.XML
    assert spare.options == {"totals": False, "depth": -1, "order": "newest", "status": 201, "greeting": ""}


def test_accounts(full: Settings) -> None:
    [acme] = full.accounts
    [secret] = acme.caller.secrets
    assert secret.matches("s3cr3t-of-acme")
    assert acme.backend is not None
    assert acme.backend.secret is not None
    assert acme.backend.secret.reveal() == "inline"
    assert [(pair.caller, pair.backend) for pair in acme.subaccounts] == [("AC11", "AC12")]
    assert full.account_ids("acme") == {"AC1", "AC11"}
    assert full.account_ids("AC11") == {"AC11"}


def test_routes(full: Settings) -> None:
    legacy, unnamed = full.routes
    when = legacy.when
    assert (when.path, when.host, when.header, when.account) == ("/2008-08-01", "api.example.com", {"x-api": "2"}, "acme")
    assert (legacy.on_loss, legacy.unknown_parameters) == (OnLoss.REJECT, UnknownParameters.DROP)
    assert legacy.options == {"totals": True, "depth": 3, "order": "oldest", "status": 200, "greeting": "0123"}
    assert (unnamed.name, unnamed.when) == ("route-2", When())


def test_limits(full: Settings) -> None:
    limits = full.limits
    assert (limits.body, limits.request_line, limits.header, limits.backend_body) == (1024**2, 8192, 16384, 512)


def test_defaults() -> None:
    settings = parsed(SMALL)
    [listen] = settings.listen
    assert (str(listen.bind), listen.public_url, listen.trusted_proxies) == ("127.0.0.1:8080", "http://127.0.0.1:8080", ())
    carrier = settings.backends["carrier"]
    assert (carrier.representation, carrier.base_path, carrier.tls) == (Representation.JSON, None, None)
    assert (carrier.timeouts.connect, carrier.timeouts.first_byte, carrier.timeouts.total) == (2.0, 10.0, 30.0)
    [route] = settings.routes
    assert (route.name, route.on_loss, route.unknown_parameters) == ("route-1", OnLoss.WARN, UnknownParameters.PASS)
    assert settings.limits == Limits()
    assert (settings.limits.body, settings.limits.request_line, settings.limits.header) == (16 * 1024**2, 16 * 1024, 32 * 1024)
    assert (settings.admin, settings.accounts) == (None, ())


def test_mapped_is_the_default_policy() -> None:
    text = FULL.replace("credentials: mapped\n", "")
    assert parsed(text).credentials is CredentialsPolicy.MAPPED


def test_a_listener_that_says_nothing_has_the_defaults() -> None:
    assert parsed(f"listen: [{{}}]\n{SMALL}") == parsed(SMALL)


def test_without_accounts_a_route_may_name_any_account_id() -> None:
    assert parsed(SMALL.replace("{caller: old", "{when: {account: AC9}, caller: old")).routes[0].when.account == "AC9"


@pytest.mark.parametrize(("text", "path"), [("/", ""), ("/a//b/", "/a/b"), ("/2008-08-01", "/2008-08-01"), ("//", "")])
def test_a_path_prefix_is_whole_segments(text: str, path: str) -> None:
    assert parsed(SMALL.replace("{caller: old", f"{{when: {{path: {text}}}, caller: old")).routes[0].when.path == path


def test_settings_cannot_be_changed(full: Settings) -> None:
    with pytest.raises(ValidationError):
        full.listen = ()
    with pytest.raises(TypeError):
        full.backends["more"] = full.backends["spare"]  # type: ignore[index]
    with pytest.raises(TypeError):
        full.routes[0].options["totals"] = False  # type: ignore[index]


def test_settings_dump_as_a_file_says_them_and_without_secrets(full: Settings) -> None:
    dumped = full.model_dump(mode="json", by_alias=True)
    assert dumped["listen"][1]["bind"] == "[::1]:8081"
    assert dumped["backends"]["carrier"]["timeouts"] == {
        "connect": "500ms",
        "first_byte": "1500ms",
        "idle": "5s",
        "total": "1m",
    }
    assert dumped["limits"]["body"] == "1MiB"
    assert dumped["accounts"][0]["caller"]["secret"] == ["***"]
    assert (dumped["admin"]["token"], dumped["limits"]["store_password"]) == ("***", "***")
    assert dumped["limits"]["per_caller"] == {"concurrency": 10, "rate": "600/m", "burst": 30}
    assert dumped["backends"]["carrier"]["balance"] == "least_busy"
    shown = f"{full!r} {full} {full.model_dump_json()} {full.model_dump()}"
    assert "s3cr3t" not in shown
    assert "inline'" not in shown


def test_the_models_read_nothing_but_a_checked_file() -> None:
    with pytest.raises(TypeError, match="parse_settings"):
        Settings.model_validate({"backends": {"a": {"dialect": "new-voice"}}})
