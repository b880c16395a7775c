"""Files that change while the gateway runs: which they are, and that settings read anew differ exactly where they matter."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme

from gateway.settings import Settings
from tests.settings.samples import FILE, SMALL, faults, parsed

TLS = """\
listen:
  - bind: 127.0.0.1:8443
    tls:
      certificate: one.crt
      key: one.key
      client_ca: ca.crt
      hosts: {"*.Example.com": {certificate: other.crt, key: other.key}}
backends:
  carrier:
    dialect: new-voice
    endpoints: [https://carrier.example]
    tls: {ca: ca.crt, client_certificate: one.crt, client_key: one.key}
credentials: passthrough
routes: [{caller: old-voice, backend: carrier}]
"""
MAPPED = """\
backends: {carrier: {dialect: new-voice, endpoints: [https://carrier.example]}}
accounts:
  - name: acme
    caller: {id: AC1, secret: SECRETS}
    backend: {id: AC2, secret: {file: backend}}
routes: [{caller: old-voice, backend: carrier}]
"""


def issue(folder: Path, authority: trustme.CA, name: str, host: str) -> None:
    issued = authority.issue_cert(host)
    issued.private_key_pem.write_to_path(str(folder / f"{name}.key"))
    issued.cert_chain_pems[0].write_to_path(str(folder / f"{name}.crt"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.crt"))
    issue(tmp_path, authority, "one", "one.example")
    issue(tmp_path, authority, "other", "other.example")
    for name in ("old", "new", "backend"):
        (tmp_path / name).write_text(f"t0ken-{name}\n", encoding="utf-8")
    return tmp_path


def named(settings: Settings, folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in settings.files()}


def secrets(text: str, folder: Path) -> Settings:
    return parsed(MAPPED.replace("SECRETS", text), base=folder)


def test_settings_name_every_file_they_were_read_from(folder: Path) -> None:
    assert named(parsed(TLS, base=folder), folder) == {"ca.crt", "one.crt", "one.key", "other.crt", "other.key"}
    assert named(secrets("[{file: old}, {file: ./new}]", folder), folder) == {"old", "new", "backend"}
    token = "admin: {bind: 127.0.0.1:9090, token: {file: new}}\n"
    password = "limits: {store: redis://redis.example, store_password: {file: old}}\n"
    assert named(parsed(SMALL + token + password, base=folder), folder) == {"new", "old"}
    assert parsed(SMALL, base=folder).files() == frozenset()


def test_their_names_are_absolute_wherever_the_folder_is_named_from(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    assert parsed(TLS, base=Path(folder.name)).files() == parsed(TLS, base=folder).files()


def test_certificates_by_host(folder: Path) -> None:
    tls = parsed(TLS, base=folder).listen[0].tls
    assert tls is not None
    assert {host: (pair.certificate, pair.key) for host, pair in tls.hosts.items()} == {
        "*.example.com": (folder / "other.crt", folder / "other.key")
    }
    assert tls.client_ca == folder / "ca.crt"
    assert tls.minimum_version == "1.2"


def test_settings_read_again_are_equal_until_a_file_changes(folder: Path) -> None:
    assert parsed(TLS, base=folder) == parsed(TLS, base=folder)
    assert secrets("{file: old}", folder) == secrets("{file: old}", folder)


@pytest.mark.parametrize(("name", "listener", "host", "backend"), [("one", True, False, True), ("other", True, True, False)])
def test_a_renewed_certificate_makes_its_sections_others(
    folder: Path, name: str, listener: bool, host: bool, backend: bool
) -> None:
    before = parsed(TLS, base=folder)
    issue(folder, trustme.CA(), name, f"{name}.example")
    after = parsed(TLS, base=folder)
    assert before != after
    old, new = before.listen[0].tls, after.listen[0].tls
    assert old is not None
    assert new is not None
    assert (old != new, old.hosts != new.hosts) == (listener, host)
    assert (before.backends != after.backends) == backend
    assert before.files() == after.files()


def test_a_renewed_authority_makes_both_sides_others(folder: Path) -> None:
    before = parsed(TLS, base=folder)
    trustme.CA().cert_pem.write_to_path(str(folder / "ca.crt"))
    after = parsed(TLS, base=folder)
    assert (before.listen != after.listen, before.backends != after.backends) == (True, True)


def test_what_a_file_held_is_in_no_text_of_the_settings(folder: Path) -> None:
    settings = parsed(TLS, base=folder)
    shown = f"{settings!r} {settings} {settings.model_dump_json()} {settings.model_dump()}"
    assert "_contents" not in shown
    assert "BEGIN" not in shown


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "client_ca: ca.crt",
            "client_ca: one.key",
            "6:18: listen[0].tls.client_ca: found a file that holds none, expected PEM",
        ),
        (
            "{certificate: other.crt, key: other.key}",
            "{certificate: other.crt, key: one.key}",
            '7:46: listen[0].tls.hosts["*.Example.com"].certificate: found a certificate and a key that do not load together',
        ),
        ("{ca: ca.crt,", "{ca: one.key,", "12:15: backends.carrier.tls.ca: found a file that holds none, expected PEM"),
    ],
)
def test_files_that_hold_something_else(folder: Path, old: str, new: str, expected: str) -> None:
    assert old in TLS
    [line] = faults(TLS.replace(old, new), base=folder)
    assert line.startswith(f"{FILE}:{expected}")


def test_two_secrets_are_both_those_of_the_caller(folder: Path) -> None:
    caller = secrets("[{file: old}, {file: new}]", folder).accounts[0].caller
    assert [secret.reveal() for secret in caller.secrets] == ["t0ken-old", "t0ken-new"]
    assert caller.secret is caller.secrets[0]


@pytest.mark.parametrize("text", ["{file: old}", "[{file: old}]"])
def test_one_secret_may_stand_alone_or_in_a_list(folder: Path, text: str) -> None:
    caller = secrets(text, folder).accounts[0].caller
    assert [secret.reveal() for secret in caller.secrets] == ["t0ken-old"]


def test_a_secret_exchanged_on_disk_is_read_with_the_next_settings(folder: Path) -> None:
    before = secrets("[{file: old}]", folder)
    (folder / "old").write_text("t0ken-newest", encoding="utf-8")
    after = secrets("[{file: old}]", folder)
    assert before != after
    assert after.accounts[0].caller.secrets[0].matches("t0ken-newest")


def test_without_a_secret_there_is_none() -> None:
    text = SMALL + "accounts: [{name: acme, caller: {id: AC1}}]\n"
    caller = parsed(text).accounts[0].caller
    assert (caller.secrets, caller.secret) == ((), None)
