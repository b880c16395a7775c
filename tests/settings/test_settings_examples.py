"""Every file in `config/` is a configuration that works, as it is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import trustme

from gateway.settings import Backend, CredentialsPolicy, Health, Limits, Settings, TlsVersion, load_settings
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
    for name in ("acme-caller", "acme-caller-next", "acme-backend", "admin-token", "redis"):
        (folder / "secrets" / name).write_text(f"{name}-t0ken\n", encoding="utf-8")
    authority = trustme.CA()
    for name in ("carrier-ca", "partners-ca"):
        authority.cert_pem.write_to_path(str(folder / "tls" / f"{name}.crt"))
    for name in ("gateway", "voice", "client"):
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
    wanted = {"gateway.yaml", "production.yaml", "real-backend.yaml", "mapped-accounts.yaml", "two-backends.yaml", "tls.yaml"}
    assert wanted <= set(NAMES)


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
    left_out = {"allow_inline_secrets", "tracing"}  # the packages of tracing are an extra
    assert settings.model_fields_set == set(Settings.model_fields) - left_out
    assert settings.limits.model_fields_set == set(Limits.model_fields) - {"store_password"}
    assert settings.backends["carrier"].model_fields_set == set(Backend.model_fields) - {"options"}
    assert [secret.reveal() for secret in settings.accounts[0].caller.secrets] == ["t0ken-1"]


def test_what_the_reference_says_is_the_default_where_there_is_one(folder: Path) -> None:
    settings, small = load(folder, "gateway.yaml"), load(folder, "real-backend.yaml")
    carrier, usual = settings.backends["carrier"], small.backends["twilio"]
    of_limits = set(Limits.model_fields) - {"per_caller"}
    assert settings.limits.model_dump(include=of_limits) == small.limits.model_dump(include=of_limits)
    of_backend = {"balance", "connections", "timeouts", "breaker", "retries", "slow_return"}
    assert carrier.model_dump(include=of_backend) == usual.model_dump(include=of_backend)
    assert (carrier.health, settings.shutdown, settings.workers) == (Health(), small.shutdown, small.workers)


def test_the_one_for_the_open_internet_is_guarded_on_every_side(folder: Path) -> None:
    settings = load(folder, "production.yaml")
    callers, partners = (listen.tls for listen in settings.listen)
    assert callers is not None
    assert set(callers.hosts) == {"*.voice.example.com"}
    assert partners is not None
    assert (partners.client_ca, partners.minimum_version) == (folder / "tls" / "partners-ca.crt", TlsVersion.TLS_1_3)
    assert settings.admin is not None
    assert settings.admin.token is not None
    assert settings.workers > 1
    assert settings.limits.store.startswith("rediss://")
    assert settings.limits.store_password is not None
    assert settings.limits.per_caller.rate is not None
    carrier = settings.backends["carrier"]
    assert carrier.health is not None
    assert carrier.tls is not None
    assert carrier.tls.verify
    assert len(settings.accounts[0].caller.secrets) == 2
    assert len(settings.files()) == 13


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
        hosts = re.findall(r"(?:https?|rediss?)://(?:[a-z]+@)?([^/\s,\]}:]+)", text)
        assert all(re.search(r"(^api\.twilio\.com|\.internal|example(\.com)?)$", host) for host in hosts), name
