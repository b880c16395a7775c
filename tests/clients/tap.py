"""A relay between the gateway and its backend that remembers every byte the gateway sent, and changes none."""

from __future__ import annotations

import re
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_HEAD = re.compile(rb"(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS) (\S+) HTTP/1\.[01]\r\n(.*?)\r\n\r\n", re.DOTALL)


@dataclass(frozen=True)
class Sent:
    """One request as the backend got it."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: str

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass
class Tap:
    """`base` is where the gateway is to send; `sent()` gives the requests since the last `forget()`."""

    base: str
    _streams: list[bytearray] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def forget(self) -> None:
        with self._lock:
            for stream in self._streams:
                stream.clear()

    def open(self) -> bytearray:
        stream = bytearray()
        with self._lock:
            self._streams.append(stream)
        return stream

    def record(self, stream: bytearray, data: bytes) -> None:
        with self._lock:
            stream.extend(data)

    def sent(self) -> list[Sent]:
        with self._lock:
            return [request for stream in self._streams for request in _requests(bytes(stream))]


def _requests(stream: bytes) -> Iterator[Sent]:
    heads = list(_HEAD.finditer(stream))
    for number, head in enumerate(heads, 1):
        end = heads[number].start() if number < len(heads) else len(stream)
        method, target, fields = (part.decode("latin-1") for part in head.groups())
        pairs = tuple(
            (name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in fields.split("\r\n"))
        )
        yield Sent(method, target, pairs, stream[head.end() : end].decode("latin-1"))


def splice(source: socket.socket, sink: socket.socket, tap: Tap | None = None) -> None:
    """Copies bytes until the source ends, then ends the sink's writing side too."""
    stream = tap.open() if tap else bytearray()
    try:
        while data := source.recv(65536):
            if tap:
                tap.record(stream, data)
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        # one side was reset: the relay has to reset the other, as the wire would
        sink.close()


@contextmanager
def tapped(port: int) -> Iterator[Tap]:
    """A relay to that port of 127.0.0.1."""
    tap = Tap("")

    class Relay(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", port)) as upstream:
                back = threading.Thread(target=splice, args=(upstream, self.request), daemon=True)
                back.start()
                splice(self.request, upstream, tap)
                back.join()

    with serving(Relay) as base:
        tap.base = base
        yield tap


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True


@contextmanager
def serving(handler: type[socketserver.BaseRequestHandler]) -> Iterator[str]:
    """That handler on a free port of 127.0.0.1, a thread for each connection. Yields `http://127.0.0.1:PORT`."""
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
