"""The real thing, started once: a sandbox backend, the gateway in front of it, and the places clients are pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from gateway.sandbox import MAIN
from tests.clients.configured import Listener, configuration, faces
from tests.clients.connect_proxy import ConnectProxy, connect_proxy
from tests.clients.places import (
    BACKENDS,
    CALLER_TOKEN,
    COUNTING_HOST,
    ENVELOPE,
    ON_2010,
    TWIN_SID,
    V2008,
    V2010,
    V2012,
    Place,
    place_on,
)
from tests.clients.running import free_port, running_gateway, running_sandbox
from tests.clients.scripted_backend import ScriptedBackend, scripted_backend
from tests.clients.tap import Tap, tapped
from tests.clients.truth import Truth

LISTENS = "listening"


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Place]:
    """A 2010 backend that holds calls, messages and numbers from its start."""
    with running_sandbox() as base:
        yield Place(base, MAIN.sid, MAIN.token, V2010, direct=True)


@pytest.fixture(scope="session")
def truth(sandbox: Place) -> Truth:
    return Truth(sandbox)


@pytest.fixture(scope="session")
def session_tap(sandbox: Place) -> Iterator[Tap]:
    with tapped(int(sandbox.base.rpartition(":")[2])) as tap:
        yield tap


@pytest.fixture
def tap(session_tap: Tap) -> Tap:
    """What the gateway sent to the sandbox during this test."""
    session_tap.forget()
    return session_tap


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def tls_listener(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Listener:
    """A listener that passes for api.twilio.com, and for this machine, for those who trust `authority`."""
    folder = tmp_path_factory.mktemp("tls")
    issued = authority.issue_cert("api.twilio.com", "localhost")
    issued.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    issued.private_key_pem.write_to_path(folder / "key.pem")
    return Listener(free_port(), "https://api.twilio.com", folder / "cert.pem", folder / "key.pem")


@pytest.fixture(scope="session")
def carriers(sandbox: Place, session_tap: Tap, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A backend of every dialect, by its name. All are the one sandbox: what `gateway sandbox --dialect` shows of it."""
    port = free_port()
    file = tmp_path_factory.mktemp("carriers") / "gateway.yaml"
    file.write_text(faces(sandbox.base, port))
    with running_gateway("serve", "--config", str(file), ready=LISTENS):
        yield dict.fromkeys(BACKENDS, f"http://127.0.0.1:{port}") | {ON_2010: session_tap.base}


@pytest.fixture(scope="session")
def gateway(
    sandbox: Place, carriers: dict[str, str], tls_listener: Listener, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The base URL of a gateway in front of them all."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    file = tmp_path_factory.mktemp("gateway") / "gateway.yaml"
    file.write_text(configuration(carriers, sandbox.sid, sandbox.token, free_port(), Listener(port, base), tls_listener))
    with running_gateway("serve", "--config", str(file), ready=LISTENS):
        yield base


@pytest.fixture(scope="session")
def old(gateway: str) -> Place:
    """The gateway, for a 2008 client."""
    return place_on(gateway, V2008, ON_2010)


@pytest.fixture(scope="session")
def counting(old: Place) -> Place:
    """The gateway, for a 2008 client that has to be told true totals."""
    return replace(old, base=old.base.replace("127.0.0.1", COUNTING_HOST))


@pytest.fixture(scope="session")
def new(gateway: str) -> Place:
    """The gateway, for a 2010 client."""
    return place_on(gateway, V2010, ON_2010)


@pytest.fixture(scope="session")
def restcomm(gateway: str) -> Place:
    """The gateway, for a Restcomm client."""
    return place_on(gateway, V2012, ON_2010)


@pytest.fixture(scope="session")
def envelope(gateway: str) -> Place:
    """The gateway, for a client of the JSON-envelope API. Its paths hold neither version nor account."""
    return place_on(gateway, ENVELOPE, ON_2010)


@pytest.fixture(scope="session")
def twin(gateway: str) -> Place:
    """The same for the account that is told `results` beside `response`."""
    return Place(gateway, TWIN_SID, CALLER_TOKEN, ENVELOPE)


@pytest.fixture
def proxy(gateway: str, tls_listener: Listener) -> Iterator[ConnectProxy]:
    """A CONNECT proxy that leads to the gateway's TLS listener."""
    assert gateway
    with connect_proxy(tls_listener.port) as running:
        yield running


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path) -> Path:
    """A PEM file of the authority that signed the TLS listener's certificate."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    return file


@pytest.fixture(scope="session")
def session_backend() -> Iterator[ScriptedBackend]:
    with scripted_backend() as backend:
        yield backend


@pytest.fixture(scope="session")
def scripted_gateway(session_backend: ScriptedBackend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a gateway in front of a backend that says what the test tells it to say."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    file = tmp_path_factory.mktemp("scripted") / "gateway.yaml"
    file.write_text(configuration({ON_2010: session_backend.base}, MAIN.sid, MAIN.token, free_port(), Listener(port, base)))
    with running_gateway("serve", "--config", str(file), ready=LISTENS):
        yield base
