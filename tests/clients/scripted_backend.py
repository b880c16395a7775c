"""A backend that answers every request with the one reply a test gave it, byte for byte as the test wrote it."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.clients.tap import serving


@dataclass(frozen=True)
class Reply:
    """What the backend says. `content_type` None sends no Content-Type; `encoding` is sent as Content-Encoding."""

    status: int
    content_type: str | None
    body: bytes
    encoding: str | None = None

    def on_the_wire(self) -> bytes:
        head = [f"HTTP/1.1 {self.status} Scripted", f"Content-Length: {len(self.body)}", "Connection: close"]
        if self.content_type is not None:
            head.append(f"Content-Type: {self.content_type}")
        if self.encoding is not None:
            head.append(f"Content-Encoding: {self.encoding}")
        return "\r\n".join([*head, "", ""]).encode() + self.body


@dataclass
class ScriptedBackend:
    """`base` is where it listens; setting `reply` changes what it says from the next request on."""

    base: str = ""
    reply: Reply = Reply(200, "application/json", b"{}")


@contextmanager
def scripted_backend() -> Iterator[ScriptedBackend]:
    backend = ScriptedBackend()

    class Answer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = 0
            while line := self.rfile.readline().strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            self.rfile.read(length)
            self.wfile.write(backend.reply.on_the_wire())

    with serving(Answer) as base:
        backend.base = base
        yield backend
