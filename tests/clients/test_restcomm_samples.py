"""The four samples of Restcomm's API overview, each in its two forms: read the account, and a page of text messages.

They are run over TLS as printed; see `samples.py` for what is filled in.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme

from tests.clients.commands import run
from tests.clients.configured import Listener
from tests.clients.places import ON_2010, V2012, Place, place_on
from tests.clients.samples import Trust, filled, run_sample
from tests.clients.sessions import need_program
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
LANGUAGES = ("sh", "js", "py", "java")


@pytest.fixture(scope="module")
def place(gateway: str, tls_listener: Listener) -> Place:
    """The gateway's TLS listener, for a Restcomm client."""
    assert gateway
    return place_on(f"https://localhost:{tls_listener.port}", V2012, ON_2010)


@pytest.fixture(scope="module")
def trust(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Trust:
    folder = tmp_path_factory.mktemp("samples")
    authority.cert_pem.write_to_path(folder / "authority.pem")
    return Trust(folder / "authority.pem", folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_account_is_read(place: Place, trust: Trust, language: str) -> None:
    status, account = run_sample(f"restcomm_account.{language}", place, trust)
    assert (status, account["sid"]) == (200, place.sid)
    assert account["uri"] == f"/2012-04-24/Accounts.json/{place.sid}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_text_messages_is_read(place: Place, trust: Trust, truth: Truth, language: str) -> None:
    held = [message["sid"] for message in truth.items("Messages", "messages")[:10]]
    status, listing = run_sample(f"restcomm_messages.{language}", place, trust)
    assert (status, listing["page"], listing["page_size"]) == (200, 0, 10)
    assert [message["sid"] for message in listing["messages"]] == held


def test_pasted_into_a_shell_the_unquoted_url_loses_its_credentials_and_is_told_so(
    place: Place, trust: Trust, tmp_path: Path
) -> None:
    """The `&` of the printed URL ends the command: curl sends no credentials, and what comes back is JSON all the same."""
    script = tmp_path / "pasted.sh"
    script.write_text(filled("restcomm_messages.sh", place).replace("curl", "curl --silent --include", 1))
    _, output, _ = run(need_program("sh"), str(script), CURL_CA_BUNDLE=str(trust.pem))
    head, _, body = output.decode().partition("\r\n\r\n")
    assert " 401 " in head.partition("\r\n")[0]
    assert '"message"' in body
