"""Files: the configuration itself, and those it names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, load_pem_private_key

from gateway.settings import Settings, SettingsInvalid, load_settings
from tests.settings.samples import PAIR, SMALL, faults, parsed

LISTEN_TLS = "listen: [{{tls: {{certificate: {certificate}, key: {key}}}}}]\n" + SMALL.replace("{", "{{").replace("}", "}}")
BACKEND_TLS = SMALL.replace("[https://carrier.example]", "[https://carrier.example], tls: {TLS}")


def load_faults(path: Path) -> list[str]:
    with pytest.raises(SettingsInvalid) as raised:
        load_settings(path, PAIR, {})
    return str(raised.value).splitlines()


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pem")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.crt"))
    for name in ("one", "other"):
        issued = authority.issue_cert(f"{name}.example")
        issued.private_key_pem.write_to_path(str(folder / f"{name}.key"))
        (folder / f"{name}.crt").write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    key = load_pem_private_key((folder / "one.key").read_bytes(), password=None)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"passphrase"))
    (folder / "locked.key").write_bytes(locked)
    (folder / "both.pem").write_bytes((folder / "one.key").read_bytes() + (folder / "one.crt").read_bytes())
    (folder / "empty").write_bytes(b"")
    (folder / "no.pem").write_bytes(b"no certificate")
    return folder


def test_a_file_is_loaded_and_named_in_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert isinstance(load_settings(path, PAIR, {}), Settings)
    path.write_text(SMALL.replace("old-voice", "old"), encoding="utf-8")
    [line] = load_faults(path)
    assert line.startswith(f"{path}:3:19: routes[0].caller: ")


def test_relative_names_start_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("t0ken", encoding="utf-8")
    account = "accounts: [{name: acme, caller: {id: AC1, secret: {file: token}}}]\n"
    path = tmp_path / "gateway.yaml"
    path.write_text(SMALL + account, encoding="utf-8")
    secret = load_settings(path, PAIR, {}).accounts[0].caller.secret
    assert secret is not None
    assert secret.reveal() == "t0ken"


@pytest.mark.parametrize(
    ("data", "rest"),
    [
        (b"a: b\nc: \xff\n", "2:4: found the byte 0xff, expected UTF-8 text"),
        ("ö: ".encode() + b"\xc3", "1:4: found the byte 0xc3, expected UTF-8 text"),
        (b"\xef\xbb\xbfa: \xff", "1:4: found the byte 0xff, expected UTF-8 text"),
        ("backends: {}".encode("utf-16"), "1:1: found the byte 0xff, expected UTF-8 text"),
        (b"#" * (1024 * 1024 + 1), "1:1: found more than 1 MiB, expected a configuration of at most 1 MiB"),
        (b"", "1:1: found an empty file, expected a mapping with the keys backends and routes"),
    ],
)
def test_bytes_that_are_no_configuration(tmp_path: Path, data: bytes, rest: str) -> None:
    path = tmp_path / "gateway.yaml"
    path.write_bytes(data)
    assert load_faults(path) == [f"{path}:{rest}"]


def test_no_file_is_a_fault_like_others(tmp_path: Path) -> None:
    assert load_faults(tmp_path / "no.yaml") == [
        f"{tmp_path}/no.yaml:1:1: found no file to read (No such file or directory), expected a configuration file"
    ]
    assert load_faults(tmp_path) == [f"{tmp_path}:1:1: found no file to read (Is a directory), expected a configuration file"]
    assert load_faults(Path("a\0b"))[0].endswith(
        "found no file to read (no name a file can have), expected a configuration file"
    )


def test_a_certificate_and_its_key(pem: Path) -> None:
    settings = parsed(LISTEN_TLS.format(certificate="one.crt", key="one.key"), base=pem)
    tls = settings.listen[0].tls
    assert tls is not None
    assert (tls.certificate, tls.key) == (pem / "one.crt", pem / "one.key")
    assert settings.listen[0].public_url == "https://127.0.0.1:8080"


@pytest.mark.parametrize(
    ("certificate", "key", "expected"),
    [
        ("one.crt", "other.key", "1:30: listen[0].tls.certificate: found a certificate and a key that do not load together"),
        ("no.pem", "one.key", "1:30: listen[0].tls.certificate: found a certificate and a key that do not load together"),
        ("one.crt", "locked.key", "1:30: listen[0].tls.certificate: found a certificate and a key that do not load together"),
        ("empty", "one.key", '1:30: listen[0].tls.certificate: found the file "empty", which is empty'),
        ("one.crt", "none", '1:44: listen[0].tls.key: found the file "none", which does not exist'),
        ("one.crt", '"-----BEGIN PRIVATE KEY----- hunter2"', "1:44: listen[0].tls.key: found what is no name"),
        ("one.crt", ".", '1:44: listen[0].tls.key: found the file ".", which is no regular file'),
    ],
)
def test_certificates_and_keys_that_do_not_do(pem: Path, certificate: str, key: str, expected: str) -> None:
    [line] = faults(LISTEN_TLS.format(certificate=certificate, key=key), base=pem)
    assert line.startswith(f"gateway.yaml:{expected}, expected ")


@pytest.mark.parametrize(
    "tls",
    ["ca: ca.crt", "client_certificate: one.crt, client_key: one.key", "client_certificate: both.pem", "verify: true"],
)
def test_tls_towards_a_backend(pem: Path, tls: str) -> None:
    assert faults(BACKEND_TLS.replace("TLS", tls), base=pem) == []


@pytest.mark.parametrize(
    ("tls", "expected"),
    [
        ("ca: no.pem", "backends.carrier.tls.ca: found a file that holds none, expected PEM certificates"),
        ("client_key: one.key", "backends.carrier.tls.client_key: found a key alone, expected the client_certificate"),
        ("client_certificate: one.crt", "backends.carrier.tls.client_certificate: found a certificate and a key that do not"),
    ],
)
def test_tls_towards_a_backend_that_does_not_do(pem: Path, tls: str, expected: str) -> None:
    [line] = faults(BACKEND_TLS.replace("TLS", tls), base=pem)
    assert line.split(": ", 1)[1].startswith(expected)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    account = "accounts: [{name: acme, caller: {id: AC1, secret: {file: ./pipe}}}]\n"
    [line] = faults(SMALL + account, base=tmp_path)
    assert 'found the file "./pipe", which is no regular file' in line
