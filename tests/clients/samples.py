"""The programs a documentation prints, run as they are printed but for what a reader has to fill in.

Filled in are the domain, the account's id and its secret, and the `...` that stands for the reader's own lines: there the
program prints the status, on a line of its own, and the body. Certificates are trusted in the way each language has for it.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.clients.commands import run
from tests.clients.install import folder_of
from tests.clients.places import Place
from tests.clients.sessions import DRIVERS, need_client, need_package, need_program

SAMPLES = DRIVERS / "samples"
DOMAIN = "mycompany.restcomm.com"
PLACEHOLDERS = {
    "sh": ("YourAccountSid", "YourAuthToken", ""),
    "js": ("my_ACCOUNT_SID", "my_AUTH_TOKEN", "console.log(response.statusCode); console.log(body);"),
    "py": ("my_ACCOUNT_SID", "my_AUTH_TOKEN", 'print(res.status, res.read().decode(), sep="\\n")'),
    "java": (
        "my_ACCOUNT_SID",
        "my_AUTH_TOKEN",
        "System.out.println(conn.getResponseCode()); conn.getInputStream().transferTo(System.out);",
    ),
}
"""By the language's suffix: what stands for the id, what for the secret, and what the reader is to write for `...`."""
STORE_PASSWORD = "changeit"
"""What every Java trust store has for its password."""


@dataclass(frozen=True)
class Trust:
    """A certificate authority as each language is told to trust it: a PEM file, and a Java trust store made from it."""

    pem: Path
    folder: Path

    def java_options(self) -> list[str]:
        store = self.folder / "trusted.p12"
        if not store.exists():
            options = ["-noprompt", "-alias", "authority", "-file", str(self.pem), "-keystore", str(store)]
            code, _, errors = run(need_program("keytool"), "-importcert", *options, "-storepass", STORE_PASSWORD)
            assert code == 0, errors
        return [f"-Djavax.net.ssl.trustStore={store}", f"-Djavax.net.ssl.trustStorePassword={STORE_PASSWORD}"]


def filled(sample: str, place: Place) -> str:
    """The text of a sample with the place's own domain, id and secret."""
    sid, token, lines = PLACEHOLDERS[sample.rpartition(".")[2]]
    text = (SAMPLES / sample).read_text().replace(DOMAIN, place.base.removeprefix("https://"))
    text = text.replace("/ACCOUNT_SID", f"/{place.sid}").replace(sid, place.sid).replace(token, place.token)
    return re.sub(r"(?m)^ *\.\.\.$", lambda _: lines, text)


def run_sample(sample: str, place: Place, trust: Trust) -> tuple[int, dict[str, Any]]:
    """Status and JSON body that a sample printed. curl prints no status: it is 200 where curl did not fail."""
    language = sample.rpartition(".")[2]
    file = trust.folder / sample
    file.write_text(filled(sample, place))
    if language == "sh":
        # the words a reader means: a shell would take the `&` of an unquoted URL for the end of the command
        command = shlex.split(file.read_text().replace("\\\n", " "))
        code, output, errors = run(
            need_program(command[0]), "--silent", "--fail-with-body", *command[1:], CURL_CA_BUNDLE=str(trust.pem)
        )
        output = b"200\n" + output
    elif language == "js":
        need_client("request-2.88.2")
        modules = f"{folder_of('request-2.88.2')}/node_modules"
        code, output, errors = run(need_program("node"), str(file), NODE_PATH=modules, NODE_EXTRA_CA_CERTS=str(trust.pem))
    elif language == "py":
        code, output, errors = run(need_program("python3"), str(file), SSL_CERT_FILE=str(trust.pem))
    else:
        need_package("default-jdk-headless")
        code, output, errors = run(need_program("java"), *trust.java_options(), str(file))
    assert code == 0, errors + output.decode()
    status, _, body = output.decode().partition("\n")
    return int(status), json.loads(body)
