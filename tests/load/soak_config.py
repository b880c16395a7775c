"""The configuration of the gateway under load: all four dialects, two workers, two endpoints, two accounts, secrets in files.

What is written anew while it runs: the config, good in two ways or bad, and the callers' secrets, of which two are valid at any
time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from gateway.model import Credentials
from gateway.sandbox import MAIN, SUBACCOUNT, DemoAccount

ADMIN_TOKEN = "token-of-the-operator"
WORKERS = 2

_CONFIG = """
workers: {workers}
listen: [{{bind: "127.0.0.1:{port}", public_url: "http://gateway.example"}}]
admin: {{bind: "127.0.0.1:{admin}", token: {{file: {folder}/admin}}}}
shutdown: {{notice: 0s, deadline: 20s}}
backends:
  behind:
    dialect: twilio-2010
    endpoints: {endpoints}
    timeouts: {{connect: 1s, first_byte: 1s, idle: 1s, total: 3s}}
    retries: {{attempts: 2, budget: 20}}
    breaker: {{failures: 5, within: 5s, open: 500ms}}
    slow_return: 1s
accounts:
{accounts}
routes:
  - {{when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind}}
  - {{when: {{path: /2010-04-01}}, caller: twilio-2010, backend: behind}}
  - {{when: {{path: /restcomm}}, caller: restcomm-2012, backend: behind}}
  - {{when: {{path: /v1}}, caller: json-envelope, backend: behind, options: {{version_in_path: true}}}}
limits: {{body: {body}, per_caller: {{concurrency: 1000}}, concurrency: 1000, failed_logins: {{attempts: 10000}}}}
"""
_ACCOUNT = """\
  - name: {name}
    caller: {{id: {id}, secret: [{{file: {folder}/{name}.0}}, {{file: {folder}/{name}.1}}]}}
    backend: {{id: {behind.sid}, secret: {{file: {folder}/{name}.behind}}}}
"""
_GOOD = ("1MiB", "2MiB")
_BAD = "1 elephant"


@dataclass
class Tenant:
    """An account of callers. `secret` is the one they use now; there are always two that are valid."""

    name: str
    id: str
    behind: DemoAccount
    generation: int = 0

    @property
    def login(self) -> Credentials:
        return Credentials(self.id, self.secret_of(self.generation))

    def secret_of(self, generation: int) -> str:
        return f"secret-{generation}-of-{self.name}"


@dataclass
class SoakConfig:
    """The files, in a folder of their own."""

    folder: Path
    port: int
    admin: int
    endpoints: tuple[str, ...]
    tenants: tuple[Tenant, ...] = field(
        default_factory=lambda: (Tenant("acme", "AC" + "a" * 32, MAIN), Tenant("globex", "AC" + "b" * 32, SUBACCOUNT))
    )

    @property
    def path(self) -> Path:
        return self.folder / "gateway.yaml"

    def write_all(self) -> None:
        (self.folder / "admin").write_text(ADMIN_TOKEN)
        for tenant in self.tenants:
            (self.folder / f"{tenant.name}.behind").write_text(tenant.behind.token)
            for generation in (0, 1):
                self._write_secret(tenant, generation)
        self.write_good(0)

    def write_good(self, which: int) -> None:
        """One of two configs that differ."""
        self._write(_GOOD[which % len(_GOOD)])

    def write_bad(self) -> None:
        self._write(_BAD)

    def move_on(self) -> None:
        """Callers use the secret that has been valid beside theirs, and the one behind it takes the place of the old one."""
        for tenant in self.tenants:
            tenant.generation += 1

    def write_next_secrets(self) -> None:
        """In the place of the secrets nobody uses any more, those that are to be used next."""
        for tenant in self.tenants:
            self._write_secret(tenant, tenant.generation + 1)

    def _write_secret(self, tenant: Tenant, generation: int) -> None:
        self._replace(self.folder / f"{tenant.name}.{generation % 2}", tenant.secret_of(generation))

    def _write(self, body: str) -> None:
        accounts = "".join(
            _ACCOUNT.format(name=one.name, id=one.id, behind=one.behind, folder=self.folder) for one in self.tenants
        )
        text = _CONFIG.format(
            workers=WORKERS,
            port=self.port,
            admin=self.admin,
            folder=self.folder,
            endpoints=json.dumps(self.endpoints),
            accounts=accounts,
            body=body,
        )
        self._replace(self.path, text)

    def _replace(self, path: Path, text: str) -> None:
        """At one stroke, as whoever manages secrets and configs does it."""
        new = path.with_suffix(".new")
        new.write_text(text)
        new.rename(path)
