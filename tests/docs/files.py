"""The files and secrets the configurations of the documents name, made in a folder so that `gateway check` finds them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import trustme

_SECRET = re.compile(r"file: (?P<path>[\w./-]+)")
_PEM = re.compile(r"(?P<key>certificate|key|client_ca|ca|client_certificate|client_key): (?P<path>[\w./-]+)")
_ROOTED = re.compile(r"(?P<key>file|certificate|key|client_ca|ca|client_certificate|client_key): /(?=\w)")


class _AnyName(dict[str, str]):
    """An environment in which every variable of a document is set."""

    def __missing__(self, name: str) -> str:
        return f"{name.lower()}-t0ken"

    def get(self, name: str, default: str | None = None) -> str:  # type: ignore[override]  # a document's variable is never unset
        del default
        return self[name]


ENVIRONMENT = _AnyName()


def put_files(text: str, folder: Path) -> str:
    """Makes each file the configuration names, below the folder, and gives the configuration that names it there."""
    text = _ROOTED.sub(lambda match: f"{match['key']}: {folder}/", text)
    for match in _SECRET.finditer(text):
        _write(folder / match["path"], f"{Path(match['path']).name}-t0ken\n".encode())
    for match in _PEM.finditer(text):
        _write(folder / match["path"], _pem(match["key"]))
    return text


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _pem(key: str) -> bytes:
    """One certificate serves for all, with its key and its authority."""
    authority, certificate, private = _issued()
    return {"client_ca": authority, "ca": authority, "key": private, "client_key": private}.get(key, certificate)


@cache
def _issued() -> tuple[bytes, bytes, bytes]:
    authority = trustme.CA()
    issued = authority.issue_cert("gateway.example")
    return authority.cert_pem.bytes(), b"".join(one.bytes() for one in issued.cert_chain_pems), issued.private_key_pem.bytes()
