"""What `gateway serve` says of a configuration: where it listens, what it routes, and what somebody should decide."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from gateway.assembly import known_dialects
from gateway.commands.advice import worth_knowing
from gateway.commands.announcement import announcement, notes
from gateway.settings import Settings, parse_settings

BACKEND = "{dialect: twilio-2010, endpoints: [https://a.example]}"
ROUTE = "{name: old, when: {path: /2008-08-01}, caller: twilio-2008, backend: one}"
ADMIN = 'admin: {bind: "127.0.0.1:9090"}'
PLAIN = 'listen: [{bind: "0.0.0.0:8080", public_url: https://api.example.com'


def settings(more: str = ADMIN, backends: str = f"one: {BACKEND}", routes: str = ROUTE) -> Settings:
    text = f"backends: {{{backends}}}\ncredentials: passthrough\nroutes: [{routes}]\n{more}\n"
    return parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd())


def plain(settings: Settings, *ports: int, admin: int | None = None) -> list[str]:
    return [click.unstyle(line) for line in announcement(settings, ports, admin)]


def test_every_listener_the_operators_address_and_the_workers_have_a_line() -> None:
    more = f'{ADMIN}\nworkers: 3\nlisten: [{{bind: "127.0.0.1:1"}}, {{bind: "[::1]:2", public_url: https://api.example.com}}]'
    assert plain(settings(more), 81, 82, admin=9091)[:4] == [
        "listening on http://127.0.0.1:81, known to callers as http://127.0.0.1:1",
        "listening on http://[::1]:82, known to callers as https://api.example.com",
        "operators: http://127.0.0.1:9091/ is the status page; /readyz, /metrics and more beside it",
        "workers: 3",
    ]


def test_routes_are_in_columns_and_tell_no_value_of_a_header_and_no_account() -> None:
    routes = (
        "{when: {host: old.example, path: /2008-08-01}, caller: twilio-2008, backend: one, on_loss: reject},"
        "{name: longer-name, when: {header: {X-Key: hidden}, account: AChidden}, caller: twilio-2010, backend: one},"
        "{name: rest, caller: twilio-2010, backend: one}"
    )
    backends = "one: {dialect: twilio-2010, endpoints: [https://a.example, https://b.example]}"
    told = plain(settings(backends=backends, routes=routes), 80, admin=9090)
    assert told[1:] == [
        "operators: http://127.0.0.1:9090/ is the status page; /readyz, /metrics and more beside it",
        "routes: the first that fits takes the call; credentials are sent on for the backend to check",
        "  route-1      old.example/2008-08-01      twilio-2008 → one (twilio-2010, 2 endpoints)  on_loss: reject",
        "  longer-name  header x-key + one account  twilio-2010 → one (twilio-2010, 2 endpoints)  on_loss: warn",
        "  rest         every call                  twilio-2010 → one (twilio-2010, 2 endpoints)  on_loss: warn",
    ]
    assert "hidden" not in "".join(told)


def test_of_many_routes_the_first_are_named() -> None:
    routes = ",".join(
        f"{{when: {{path: /2008-08-01, host: h{number}.example}}, caller: twilio-2008, backend: one}}" for number in range(23)
    )
    assert plain(settings(routes=routes), 80)[-2:] == [
        "  route-20  h19.example/2008-08-01  twilio-2008 → one (twilio-2010, 1 endpoint)  on_loss: warn",
        "  … and 3 more routes",
    ]


def test_at_a_terminal_what_one_looks_for_stands_out() -> None:
    first, *_, route = announcement(settings(), [80], 9090)
    assert "\x1b[1mhttp://127.0.0.1:80\x1b[0m" in first
    assert "  \x1b[36mold\x1b[0m  " in route
    assert next(notes(settings(""))).startswith("\x1b[33mnote:\x1b[0m ")


def test_nothing_to_decide_is_no_line() -> None:
    assert list(worth_knowing(settings())) == []
    assert list(notes(settings())) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (settings(""), "nobody can ask whether it is ready or read its metrics"),
        (settings(f"{ADMIN}\n{PLAIN}}}]"), "0.0.0.0:8080 speaks plain HTTP to other machines"),
        (
            settings(f'{ADMIN}\nlisten: [{{bind: "0.0.0.0:8080", trusted_proxies: [10.0.0.0/8]}}]'),
            "links to http://0.0.0.0:8080",
        ),
        (settings(f"{ADMIN}\nallow_inline_secrets: true"), "allow_inline_secrets is true"),
        (
            settings(f"{ADMIN}\nworkers: 2\nlimits: {{per_caller: {{rate: 5/s}}}}"),
            "each of 2 workers lets a caller have its whole rate",
        ),
        (
            settings(backends="one: {dialect: twilio-2010, endpoints: [https://a.example, https://b.example]}"),
            "which of its 2 endpoints is down only failing calls tell",
        ),
        (
            settings(backends=f"one: {BACKEND.replace('https', 'http')}"),
            "credentials go over plain HTTP to http://a.example",
        ),
        (
            settings(backends="one: {dialect: twilio-2010, endpoints: [https://a.example], tls: {verify: false}}"),
            "its certificate is not checked",
        ),
        (settings(backends=f"one: {BACKEND}, two: {BACKEND}"), "backend two: no route leads to it"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_worth_knowing_is_one_line(changed: Settings, told: str) -> None:
    (line,) = worth_knowing(changed)
    assert told in line
    assert click.unstyle(next(notes(changed))) == f"note: {line}"


@pytest.mark.parametrize(
    "quiet",
    [
        settings(f"{ADMIN}\n{PLAIN}, trusted_proxies: [10.0.0.0/8]}}]"),
        settings(backends='one: {dialect: twilio-2010, endpoints: ["http://127.0.0.1:81", "http://localhost:82"], health: {}}'),
        settings(f"{ADMIN}\nworkers: 2"),
    ],
    ids=["an edge in front", "backends on this machine", "workers without a rate"],
)
def test_what_is_usual_is_no_line(quiet: Settings) -> None:
    assert list(worth_knowing(quiet)) == []
