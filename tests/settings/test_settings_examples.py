"""Every file in `config/` is a configuration that works, as it is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import trustme

from gateway.settings import CredentialsPolicy, Settings, load_settings
from tests.settings.samples import EXAMPLES, REAL

ENVIRONMENT = {"ACME_OLD_TOKEN": "t0ken-1", "ACME_BACKEND_TOKEN": "t0ken-2", "GLOBEX_BACKEND_TOKEN": "t0ken-3"}
NAMES = sorted(path.name for path in EXAMPLES.glob("*.yaml"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, with the secrets and certificates beside them that they name."""
    folder = tmp_path_factory.mktemp("config")
    for name in NAMES:
        shutil.copy(EXAMPLES / name, folder)
    (folder / "secrets").mkdir()
    (folder / "tls").mkdir()
    for name in ("acme-caller", "acme-backend"):
        (folder / "secrets" / name).write_text(f"{name}-t0ken\n", encoding="utf-8")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "tls" / "carrier-ca.crt"))
    for name in ("gateway", "client"):
        issued = authority.issue_cert(f"{name}.example")
        issued.private_key_pem.write_to_path(str(folder / "tls" / f"{name}.key"))
        issued.cert_chain_pems[0].write_to_path(str(folder / "tls" / f"{name}.crt"))
    return folder


def load(folder: Path, name: str) -> Settings:
    return load_settings(folder / name, REAL, ENVIRONMENT)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_no_fault(folder: Path, name: str) -> None:
    settings = load(folder, name)
    assert {route.backend for route in settings.routes} <= set(settings.backends)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_says_what_it_is_and_where_its_schema_is(name: str) -> None:
    first, *rest = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=gateway.schema.json"
    assert rest[0].startswith("# ")


def test_there_are_the_examples_a_stranger_needs() -> None:
    assert {"gateway.yaml", "real-backend.yaml", "mapped-accounts.yaml", "two-backends.yaml", "tls.yaml"} <= set(NAMES)


def test_the_file_for_a_real_backend_has_six_lines(folder: Path) -> None:
    text = (EXAMPLES / "real-backend.yaml").read_text(encoding="utf-8")
    assert len(text.splitlines()) == 6
    settings = load(folder, "real-backend.yaml")
    assert settings.credentials is CredentialsPolicy.PASSTHROUGH
    assert settings.backends["twilio"].endpoints == ("https://api.twilio.com",)
    assert settings.routes[0].when.path == "/2008-08-01"
    assert str(settings.listen[0].bind) == "127.0.0.1:8080"


def test_the_reference_has_every_part(folder: Path) -> None:
    settings = load(folder, "gateway.yaml")
    assert settings.model_fields_set >= {"listen", "admin", "backends", "credentials", "accounts", "routes", "limits"}
    assert settings.accounts[0].caller.secret is not None
    assert settings.accounts[0].caller.secret.reveal() == "t0ken-1"


def test_mapped_accounts_have_all_that_mapping_needs(folder: Path) -> None:
    acme, globex = load(folder, "mapped-accounts.yaml").accounts
    assert acme.backend is not None
    assert acme.backend.secret is not None
    assert acme.backend.secret.reveal() == "acme-backend-t0ken"
    assert len(acme.subaccounts) == 2
    assert globex.caller.secret is not None
    assert not globex.caller.secret.is_known


def test_examples_hold_no_secret_and_no_real_host() -> None:
    for name in NAMES:
        text = (EXAMPLES / name).read_text(encoding="utf-8")
        assert "allow_inline_secrets" not in text
        hosts = re.findall(r"https?://([^/\s,\]}:]+)", text)
        assert all(re.search(r"(^api\.twilio\.com|\.internal|example(\.com)?)$", host) for host in hosts), name
