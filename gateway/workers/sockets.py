"""Listening sockets, opened once and shared by all workers: in them connections wait while one worker follows another."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping

from gateway.settings import Bind

_BACKLOG = 1024


def open_socket(bind: Bind) -> socket.socket:
    """A socket that listens on an address; port 0 lets the system choose. Raises OSError where the address can't be had."""
    family, _, _, _, address = socket.getaddrinfo(bind.host, bind.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listening = socket.create_server(address, family=family, backlog=_BACKLOG)
    listening.setblocking(False)
    return listening


def open_sockets(binds: Iterable[Bind], already: Mapping[Bind, socket.socket]) -> dict[Bind, socket.socket]:
    """A socket for each address, those already open among them. Raises OSError, with nothing opened."""
    opened: dict[Bind, socket.socket] = {}
    try:
        for bind in binds:
            if bind in opened:
                raise OSError(f"{bind} stands there twice; with several workers each listener needs a port of its own")
            opened[bind] = already[bind] if bind in already else open_socket(bind)
    except OSError:
        close_sockets(opened, keep=already)
        raise
    return opened


def close_sockets(sockets: Mapping[Bind, socket.socket], *, keep: Mapping[Bind, socket.socket]) -> None:
    """Close all of them but those to keep."""
    for bind, listening in sockets.items():
        if bind not in keep:
            listening.close()
