"""What is said of an address that can't be had, and what to do about it."""

from __future__ import annotations

import errno


def cannot_listen(error: OSError, elsewhere: str) -> str:
    """One sentence. `elsewhere` says how another address is chosen, as in `with --bind`."""
    todo = {
        errno.EADDRINUSE: f"; stop what listens there, or choose another address {elsewhere}",
        errno.EADDRNOTAVAIL: f"; this machine has no such address: choose another one {elsewhere}",
        errno.EACCES: f"; a port below 1024 needs root or CAP_NET_BIND_SERVICE: choose another one {elsewhere}",
    }
    return f"can't listen: {error.strerror or error}{todo.get(error.errno or 0, '')}"
