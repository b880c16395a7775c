"""One HTTP request as bytes a test wrote, and the answer to it: what no well-behaved client would let through."""

from __future__ import annotations

import base64
import http.client
import json
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

SECONDS = 30.0


@dataclass(frozen=True)
class Answer:
    """`headers` are spelled and ordered as they came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def xml(self) -> ET.Element:
        """The one element inside TwilioResponse."""
        root = tree(self.body)
        assert root.tag == "TwilioResponse", self.body
        (item,) = root
        return item

    def json(self) -> dict[str, Any]:
        fields: dict[str, Any] = json.loads(self.body)
        return fields


def tree(text: bytes | str) -> ET.Element:
    """A document as elements. It comes from a process the test itself has started."""
    return ET.fromstring(text)  # noqa: S314 - see above


def basic(sid: str, token: str) -> str:
    """The value of an Authorization header."""
    return "Basic " + base64.b64encode(f"{sid}:{token}".encode()).decode()


def exchange(base: str, request: bytes, method: str = "GET") -> Answer:
    """Sends these bytes and reads one answer. `method` is what the request used: an answer to HEAD has no body."""
    address = urlsplit(base)
    assert address.hostname
    assert address.port
    with socket.create_connection((address.hostname, address.port), SECONDS) as connection:
        connection.sendall(request)
        with http.client.HTTPResponse(connection, method=method) as response:
            response.begin()
            return Answer(response.status, tuple(response.getheaders()), response.read())


def ask(
    base: str, target: str, *headers: str, method: str = "GET", body: bytes = b"", version: str = "1.1", sized: bool = True
) -> Answer:
    """A request whose target and headers go out as they stand. A body gets its Content-Length unless `sized` is False."""
    lines = [f"{method} {target} HTTP/{version}", f"Host: {urlsplit(base).netloc}", *headers]
    if body and sized:
        lines.append(f"Content-Length: {len(body)}")
    return exchange(base, "\r\n".join([*lines, "", ""]).encode("latin-1") + body, method)
