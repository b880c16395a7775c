"""The gateway with everything on: routes, mapped credentials, limits, metrics, access log, request ids, losses named."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import canned
from bench.programs import Program, free_port, running
from bench.workloads import BACKEND_TOKEN, CALLER_TOKEN, ENVELOPE, OLD_BACKEND, XML_BACKEND

_CONFIGURATION = """\
listen: [{{bind: "127.0.0.1:{port}", public_url: "http://api.gateway.example"}}]
admin: {{bind: "127.0.0.1:0"}}
workers: {workers}
allow_inline_secrets: true
log: {{format: json, calls: all}}
limits:
  connections: 20000
  concurrency: 3000
  queue: 3000
  per_caller: {{concurrency: 3000, rate: 1000000/s, burst: 1000000}}
  failed_logins: {{attempts: 20, within: 1m}}
backends:
  new: {{dialect: twilio-2010, representation: json, endpoints: ["{stub}"], connections: 2000}}
  new-in-xml: {{dialect: twilio-2010, representation: xml, endpoints: ["{stub}"], connections: 2000}}
  old: {{dialect: twilio-2008, endpoints: ["{stub}"], connections: 2000}}
{credentials}routes:
{routes}  - {{name: to-2008, when: {{host: {old_host}, path: /2010-04-01}}, caller: twilio-2010, backend: old}}
  - {{name: to-xml, when: {{host: {xml_host}, path: /2010-04-01}}, caller: twilio-2010, backend: new-in-xml}}
  - {{name: envelope, when: {{host: {envelope_host}}}, caller: json-envelope, backend: new}}
  - {{name: "2008", when: {{path: /2008-08-01}}, caller: twilio-2008, backend: new, on_loss: warn}}
  - {{name: "2010", when: {{path: /2010-04-01}}, caller: twilio-2010, backend: new}}
  - {{name: restcomm, when: {{path: /restcomm}}, caller: restcomm-2012, backend: new}}
"""

_MAPPED = """\
credentials: mapped
accounts:
  - {{name: acme, caller: {{id: {caller}, secret: {token}}}, backend: {{id: {backend}, secret: {inner}}}}}
"""


def configuration(
    port: int, stub: str, *, mapped: bool = True, workers: int = 1, more_accounts: int = 0, more_routes: int = 0
) -> str:
    """The text of its configuration, with accounts that nobody uses, and routes before those that are used.

    Ids of those accounts are short: ten thousand with ids as long as SIDs are more than the 1 MiB a configuration may have.
    Where credentials are not mapped there are no accounts, and what the caller presents is sent on.
    """
    accounts = "".join(
        f"  - {{name: a{number}, caller: {{id: c{number}, secret: c}}, backend: {{id: b{number}, secret: b}}}}\n"
        for number in range(more_accounts)
    )
    acme = _MAPPED.format(caller=canned.CALLER, backend=canned.BACKEND, token=CALLER_TOKEN, inner=BACKEND_TOKEN)
    routes = "".join(
        f"  - {{name: r{number}, when: {{path: /2008-08-01, host: host-{number}.gateway.example}},"
        " caller: twilio-2008, backend: new}\n"
        for number in range(more_routes)
    )
    return _CONFIGURATION.format(
        port=port,
        workers=workers,
        stub=stub,
        credentials=acme + accounts if mapped else "credentials: passthrough\n",
        routes=routes,
        old_host=OLD_BACKEND,
        xml_host=XML_BACKEND,
        envelope_host=ENVELOPE,
    )


@contextmanager
def gateway(
    folder: Path,
    cores: frozenset[int],
    stub: str,
    *,
    mapped: bool = True,
    workers: int = 1,
    more_accounts: int = 0,
    more_routes: int = 0,
    under: tuple[str, ...] = (),
) -> Iterator[Program]:
    """`gateway serve` while the block runs, under another program where one is named."""
    port = free_port()
    name = f"gateway-{workers}{'' if mapped else '-passing'}-{more_accounts}-{more_routes}"
    file = folder / f"{name}.yaml"
    text = configuration(port, stub, mapped=mapped, workers=workers, more_accounts=more_accounts, more_routes=more_routes)
    file.write_text(text, encoding="utf-8")
    command = [*under, sys.executable, "-m", "gateway", "serve", "--config", str(file)]
    with running(name, command, port, folder, cores) as started:
        yield started
