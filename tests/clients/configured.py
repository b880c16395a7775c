"""The configurations that put gateways before the backends: one that lends the sandbox its faces, one that is under test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.demo import DEMO_ADMIN_ANYWHERE, demo_text
from tests.clients.places import (
    CALLER_TOKEN,
    CALLERS,
    COUNTING_HOST,
    ON_2008,
    ON_2010,
    ON_ENVELOPE,
    ON_RESTCOMM,
    TWIN_SID,
    V2008,
    V2010,
)

HOSTS = "127.0.0.1 localhost v1.api.example.com"
"""The hosts that callers of the JSON-envelope API may name."""
CALL_URL = "http://example.com/wait"
"""The document run by a call that a JSON-envelope caller only dials, where the backend can be told of documents by URL alone."""
BACKEND_SETTINGS = {
    # the demo has this API below a path, and most calls are asked for with a Url, which it cannot be told
    ON_ENVELOPE: "base_path: /v1, options: {ignore_call_instructions: true}, ",
}


@dataclass(frozen=True)
class Listener:
    """Where the gateway is to listen, and for TLS the two PEM files."""

    port: int
    public_url: str
    certificate: Path | None = None
    key: Path | None = None

    def yaml(self) -> str:
        tls = f", tls: {{certificate: {self.certificate}, key: {self.key}}}" if self.certificate else ""
        return f"  - {{bind: 127.0.0.1:{self.port}, public_url: {self.public_url}{tls}}}\n"


def faces(sandbox: str, port: int) -> str:
    """The demo's own configuration: that sandbox as a server of each dialect, on a port of 127.0.0.1."""
    return demo_text(sandbox, f"127.0.0.1:{port}", DEMO_ADMIN_ANYWHERE)


def configuration(
    backends: Mapping[str, str], backend_sid: str, backend_token: str, admin_port: int, *listeners: Listener
) -> str:
    """A gateway in front of backends, given by dialect with their URLs. Callers of every dialect may ask every backend."""
    return f"""\
listen:
{"".join(listener.yaml() for listener in listeners)}
admin: {{bind: 127.0.0.1:{admin_port}}}
limits: {{failed_logins: {{attempts: 10000}}}} # of many tests at once, and all from one address
backends:
{"".join(_backends(backends))}
credentials: mapped
allow_inline_secrets: true
accounts:
{"".join(_accounts(backends, backend_sid, backend_token))}
routes:
{"".join(_routes(backends))}
"""


def _backends(backends: Mapping[str, str]) -> Iterator[str]:
    for name, url in backends.items():
        yield f"  {name}: {{{BACKEND_SETTINGS.get(name, '')}dialect: {name}, endpoints: [{url}]}}\n"


def _accounts(backends: Mapping[str, str], sid: str, token: str) -> Iterator[str]:
    callers = {f"on-{name}": CALLERS[name] for name in backends} | {"twin": TWIN_SID}
    for name, caller in callers.items():
        yield f"  - name: {name}\n"
        yield f"    caller: {{id: {caller}, secret: {CALLER_TOKEN}}}\n"
        yield f"    backend: {{id: {sid}, secret: {token}}}\n"


def _routes(backends: Mapping[str, str]) -> Iterator[str]:
    """The path tells the dialect of the caller, the account the backend. What has no account asks the 2010 backend."""
    envelope = f'caller: {ON_ENVELOPE}, options: {{hosts: "{HOSTS}"'
    yield _route(f"path: /{V2008}, host: {COUNTING_HOST}", f"caller: {ON_2008}, options: {{totals: walk}}", ON_2010)
    for backend in sorted(backends, key=ON_2010.__eq__):
        account = "" if backend == ON_2010 else f", account: on-{backend}"
        yield _route(f"path: /{V2008}{account}", f"caller: {ON_2008}", backend)
        yield _route(f"path: /{V2010}{account}", f"caller: {ON_2010}, options: {{fill_fields: true}}", backend)
        yield _route(f"path: /restcomm{account}", f"caller: {ON_RESTCOMM}", backend)
    yield _route("account: twin", f"{envelope}, results_twin: true}}", ON_2010)
    for backend in sorted(backends, key=ON_2010.__eq__):
        url = f", call_url: {CALL_URL!r}" if backend in (ON_2008, ON_RESTCOMM) else ""
        yield _route("" if backend == ON_2010 else f"account: on-{backend}", f"{envelope}{url}}}", backend)


def _route(when: str, caller: str, backend: str) -> str:
    return f"  - {{when: {{{when}}}, {caller}, backend: {backend}}}\n"
