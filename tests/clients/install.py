#!/usr/bin/env python3
"""Installs the published client libraries the tests drive, each into a folder of its own below `.clients/`.

Every version is pinned, with the hash of every file, in `requirements/` and `node/`. What is there already is left alone, so a
second run costs nothing. Nothing outside `.clients/` is touched but Debian packages, and those only where this runs as root.
Usage: `python tests/clients/install.py [NAME ...]`. Exit code 0 when all is installed, 1 when something could not be: each
such thing is told on stderr with its reason, and the tests that need it skip (or fail, with GATEWAY_NO_SKIP=1).
"""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements"
NODE = HERE / "node"
CACHE = Path(os.environ.get("GATEWAY_CLIENTS_DIR") or HERE.parents[1] / ".clients")
QUIET_APT = {"DEBIAN_FRONTEND": "noninteractive"}
STAMP = ".installed"
WHEELS = "wheels"
POLICY = Path("/usr/sbin/policy-rc.d")
RUNNING_SYSTEMD = Path("/run/systemd/system")
BUILD_TOOL = "build"
"""Old releases are source archives: what builds them is pinned like everything else, and built without asking the network."""


@dataclass(frozen=True)
class Package:
    """A Debian package: the program it brings, and where that is not all, a command that ends well once the rest is there.

    `service` is the daemon it would start, which no test wants: that one is not started, now or when the machine starts.
    """

    name: str
    program: str
    proof: tuple[str, ...] = ()
    service: str = ""

    def is_there(self) -> bool:
        if shutil.which(self.program) is None:
            return False
        return not self.proof or subprocess.run(self.proof, capture_output=True, check=False).returncode == 0


PACKAGES = {
    package.name: package
    for package in (
        Package("curl", "curl"),
        Package("jq", "jq"),
        Package("wget", "wget"),
        Package("jython", "jython"),
        Package("php-cli", "php"),
        Package("php-curl", "php", ("php", "-r", "exit(extension_loaded('curl') ? 0 : 1);")),
        Package("default-jdk-headless", "javac"),
        Package("redis-server", "redis-server", service="redis-server"),
        Package("chromium", "chromium"),
        Package("chromium-driver", "chromedriver"),
        Package("haproxy", "haproxy", service="haproxy"),
        Package("nginx-light", "nginx", service="nginx"),
        Package("prometheus", "promtool", service="prometheus"),
        Package("systemd", "systemd-analyze"),
    )
}


def python_clients() -> list[str]:
    """The names of the Python clients, from the files that pin them."""
    return sorted(path.stem for path in REQUIREMENTS.glob("*.txt") if path.stem != BUILD_TOOL)


def node_clients() -> list[str]:
    return sorted(path.parent.name for path in NODE.glob("*/package-lock.json"))


def folder_of(name: str) -> Path:
    """Where that client is, or will be."""
    kind = "node" if (NODE / name).is_dir() else "python"
    return CACHE / kind / name


def lock_of(name: str) -> Path:
    if name == WHEELS:
        return HERE.parents[1] / "requirements.lock"
    return NODE / name / "package-lock.json" if (NODE / name).is_dir() else REQUIREMENTS / f"{name}.txt"


def state_of(lock: Path) -> str:
    """What must be the same for something installed to be still good: its pins, and the Python that loads compiled parts."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"{digest} {sys.implementation.cache_tag}"


def is_installed(name: str) -> bool:
    return is_good(lock_of(name), folder_of(name))


def is_good(lock: Path, target: Path) -> bool:
    """Whether what that file pins is in the folder, whole."""
    stamp = target / STAMP
    return stamp.is_file() and stamp.read_text() == state_of(lock)


def run(*command: str, cwd: Path | None = None, environment: dict[str, str] | None = None) -> None:
    """Runs a command in silence; its output is shown only if it fails, as the text of RuntimeError."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | (environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"`{' '.join(command)}` ended with code {done.returncode}:\n{done.stdout[-3000:]}")


def install_python(lock: Path, target: Path) -> None:
    options = ["--quiet", "--no-compile", "--no-deps", "--require-hashes", "--target", str(target)]
    build = {}
    if lock != lock_of(BUILD_TOOL):
        ensure(BUILD_TOOL)
        options += ["--no-build-isolation", "--use-pep517"]
        build = {"PYTHONPATH": str(folder_of(BUILD_TOOL))}
    run(sys.executable, "-m", "pip", "install", *options, "-r", str(lock), environment=build)


def install_node(lock: Path, target: Path) -> None:
    if shutil.which("npm") is None:
        raise RuntimeError("npm is not on this machine: install Node.js with npm")
    target.mkdir(parents=True)
    for file in ("package.json", lock.name):
        shutil.copy(lock.with_name(file), target)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=target)


def ensure(name: str) -> None:
    """Installs that client, if it is not there as its pins say."""
    ensure_pinned(lock_of(name), folder_of(name))


def ensure_pinned(lock: Path, target: Path) -> None:
    """What that file pins, in that folder: by npm where it is a package-lock.json, else by pip.

    It is installed beside its final place and moved there whole, so that a broken run leaves nothing half done.
    """
    if is_good(lock, target):
        return
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.parent.mkdir(parents=True, exist_ok=True)
    (install_node if lock.suffix == ".json" else install_python)(lock, partial)
    (partial / STAMP).write_text(state_of(lock))
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


def download_wheels() -> None:
    """What the gateway's own wheel needs beside itself, by the hashes of its lock file: a test installs it without a network."""
    if is_installed(WHEELS):
        return
    target = folder_of(WHEELS)
    partial = target.with_name(f"{WHEELS}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    options = ("--quiet", "--no-deps", "--require-hashes", "--dest", str(partial))
    run(sys.executable, "-m", "pip", "download", *options, "-r", str(lock_of(WHEELS)))
    (partial / STAMP).write_text(state_of(lock_of(WHEELS)))
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)


@functools.cache
def update_package_lists() -> None:
    run("apt-get", "update", "-qq")


def ensure_package(package: Package) -> None:
    """A program of the system: taken as it is, or from its Debian package where that may be installed."""
    if package.is_there():
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise RuntimeError(f"it is not here and only root with apt-get may add it: install the package {package.name}")
    update_package_lists()
    with no_service_started():
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package.name, environment=QUIET_APT)
    if package.service and RUNNING_SYSTEMD.is_dir():
        run("systemctl", "disable", "--quiet", package.service)


@contextmanager
def no_service_started() -> Iterator[None]:
    """A package that brings a daemon asks invoke-rc.d to start it, and that asks this file: 101 is "action forbidden by policy".

    One that is there already is the machine's own say, and stays.
    """
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def steps() -> dict[str, Callable[[], None]]:
    """What installs each of the things there are, by the name it is asked for."""
    clients: dict[str, Callable[[], None]] = {
        name: functools.partial(ensure, name) for name in python_clients() + node_clients()
    }
    return (
        clients
        | {WHEELS: download_wheels}
        | {name: functools.partial(ensure_package, package) for name, package in PACKAGES.items()}
    )


def main(wanted: list[str]) -> int:
    installs = steps()
    unknown = [name for name in wanted if name not in installs]
    if unknown:
        sys.stderr.write(f"no such client: {', '.join(unknown)}; there are: {', '.join(installs)}\n")
        return 2
    failed = 0
    for name in wanted or installs:
        try:
            installs[name]()
        except (RuntimeError, OSError) as error:
            failed += 1
            sys.stderr.write(f"{name}: not installed. {error}\n")
        else:
            sys.stdout.write(f"{name}: installed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
