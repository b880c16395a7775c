"""Where a client can be pointed at, and the configuration that puts the gateway there.

A `Place` is all that a client has to know. The caller's and the backend's ids and tokens differ everywhere, so that one side's
showing up on the other is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

CALLER_SID = "ACca11ca11ca11ca11ca11ca11ca11ca11"
CALLER_TOKEN = "token-of-the-caller"
COUNTING_HOST = "localhost"
"""The host whose 2008 callers are told true totals, at the price of walking the backend's pages."""

V2008 = "2008-08-01"
V2010 = "2010-04-01"


@dataclass(frozen=True)
class Place:
    """`base` is scheme, host and port; `version` the first segment of every path; `direct` tells that no gateway stands between."""

    base: str
    sid: str
    token: str
    version: str
    direct: bool = False

    def path(self, rest: str = "") -> str:
        """A path below this place's account."""
        return f"/{self.version}/Accounts/{self.sid}{rest}"

    @property
    def is_2008(self) -> bool:
        return self.version == V2008


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


def configuration(backend: str, backend_sid: str, backend_token: str, admin_port: int, *listeners: Listener) -> str:
    """A gateway in front of one 2010 backend, whose caller may speak 2008 or 2010 with credentials of its own."""
    return f"""\
listen:
{"".join(listener.yaml() for listener in listeners)}
admin: {{bind: 127.0.0.1:{admin_port}}}
backends:
  carrier:
    dialect: twilio-2010
    endpoints: [{backend}]
credentials: mapped
allow_inline_secrets: true
accounts:
  - name: main
    caller: {{id: {CALLER_SID}, secret: {CALLER_TOKEN}}}
    backend: {{id: {backend_sid}, secret: {backend_token}}}
routes:
  - name: counting
    when: {{path: /{V2008}, host: {COUNTING_HOST}}}
    caller: twilio-2008
    backend: carrier
    options: {{totals: walk}}
  - {{name: old, when: {{path: /{V2008}}}, caller: twilio-2008, backend: carrier}}
  - {{name: new, when: {{path: /{V2010}}}, caller: twilio-2010, backend: carrier, options: {{fill_fields: true}}}}
"""
