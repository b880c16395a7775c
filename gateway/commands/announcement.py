"""What `gateway serve` tells whoever started it, on standard error: where it listens, what it routes, what is worth knowing.

Standard output is the log's. A gateway does not end because nobody reads what it tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

import click

from gateway.commands.advice import worth_knowing
from gateway.commands.terminal import Role, align, count, paint
from gateway.settings import Settings
from gateway.settings.sections.routes import When

_MOST_ROUTES = 20


def tell(lines: Iterable[str]) -> None:
    """Prints them for people."""
    with suppress(OSError):  # the terminal, or who reads the pipe, may be gone long before the gateway
        click.echo("\n".join(lines), err=True)


def announcement(settings: Settings, ports: Sequence[int], admin_port: int | None) -> Iterator[str]:
    """The lines of a gateway that has been started: these are the ports its listeners and its operators' address have."""
    for listen, port in zip(settings.listen, ports, strict=True):
        url = f"{'https' if listen.tls else 'http'}://{_shown(listen.bind.host)}:{port}"
        yield f"listening on {paint(url, Role.PLACE)}, known to callers as {listen.public_url}"
    if settings.admin is not None:
        url = f"http://{_shown(settings.admin.bind.host)}:{admin_port}"
        yield f"operators: {paint(url, Role.PLACE)}/ is the status page; /readyz, /metrics and more beside it"
    if settings.workers > 1:
        yield f"workers: {settings.workers}"
    yield f"routes: the first that fits takes the call; credentials are {_CREDENTIALS[settings.credentials]}"
    yield from _routes(settings)


def notes(settings: Settings) -> Iterator[str]:
    """The lines that follow, where there is something somebody should decide."""
    return (f"{paint('note:', Role.NOTE)} {line}" for line in worth_knowing(settings))


def farewell(settings: Settings) -> str:
    """The last line of a gateway that was told to end."""
    return f"ended; what was in progress had up to {settings.shutdown.deadline:g} s to finish"


_CREDENTIALS = {
    "mapped": "mapped: checked here, and the backend gets its own",
    "passthrough": "sent on for the backend to check",
}


def _routes(settings: Settings) -> Iterator[str]:
    shown = settings.routes[:_MOST_ROUTES]
    rows = []
    for route in shown:
        backend = settings.backends[route.backend]
        target = f"{route.backend} ({backend.dialect}, {count(len(backend.endpoints), 'endpoint')})"
        rows.append((route.name, _calls(route.when), route.caller, target, f"on_loss: {route.on_loss}"))
    for name, calls, caller, target, policy in align(rows):
        yield f"  {paint(name, Role.NAME)}  {calls}  {caller} → {target}  {paint(policy, Role.ASIDE)}"
    if len(settings.routes) > len(shown):
        yield f"  … and {count(len(settings.routes) - len(shown), 'more route')}"


def _calls(when: When) -> str:
    """The calls a route takes: host and path as in a URL, of a header its name alone, of an account that it is one."""
    place = f"{when.host or ''}{when.path or ''}"
    further = [f"header {name}" for name in when.header] + (["one account"] if when.account else [])
    return " + ".join(filter(None, (place, *further))) or "every call"


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
