"""An HTTP proxy that knows CONNECT alone, and leads every tunnel to one port of this machine whatever host was asked for."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.clients.tap import serving, splice


@dataclass
class ConnectProxy:
    """`url` is for HTTPS_PROXY; `asked` are the `host:port` of the tunnels that were opened."""

    url: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def connect_proxy(port: int) -> Iterator[ConnectProxy]:
    """A proxy whose tunnels end at that port of 127.0.0.1."""
    proxy = ConnectProxy()

    class Tunnel(socketserver.StreamRequestHandler):
        rbufsize = 0  # what follows the head belongs to the tunnel and must stay in the socket

        def handle(self) -> None:
            method, authority, _ = self.rfile.readline().decode("latin-1").split()
            while self.rfile.readline().strip():
                pass
            if method != "CONNECT":
                self.wfile.write(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n")
                return
            proxy.asked.append(authority)
            with socket.create_connection(("127.0.0.1", port)) as upstream:
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=splice, args=(upstream, self.connection), daemon=True)
                back.start()
                splice(self.connection, upstream)
                back.join()

    with serving(Tunnel) as url:
        proxy.url = url
        yield proxy
