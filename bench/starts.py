"""How each subject is started at a site. The peers' own code and configurations are in `bench/peers`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import canned
from bench.gateway_under_test import gateway
from bench.install import PEERS, envoy_folder, node_folder
from bench.nginx import UPSTREAM, load_modules, nginx
from bench.programs import Program, free_port, running
from bench.workloads import ENVELOPE, OLD_BACKEND, TO_BACKEND, XML_CALLER

LUA_MODULES = ("ndk_http_module.so", "ngx_http_lua_module.so")


@dataclass(frozen=True, slots=True)
class Site:
    """Where a subject is started: its folder, its cores, the port of the backend stub, and how many processes it may use."""

    folder: Path
    cores: frozenset[int]
    backend: int
    workers: int = 1


def start_gateway(site: Site, *, mapped: bool) -> Iterator[Program]:
    with gateway(site.folder, site.cores, f"http://127.0.0.1:{site.backend}", mapped=mapped, workers=site.workers) as program:
        yield program


def start_nginx(site: Site, name: str, *modules: str) -> Iterator[Program]:
    """An nginx with that configuration of `bench/peers/nginx`, its words between @ replaced."""
    port = free_port()
    text = (PEERS / "nginx" / f"{name}.conf").read_text("utf-8")
    words = {
        "UPSTREAM": UPSTREAM.format(port=site.backend),
        "PORT": str(port),
        "LUA": str(PEERS / "lua"),
        "TO_BACKEND": TO_BACKEND,
        "CALLER": canned.CALLER,
        "BACKEND": canned.BACKEND,
        "OLD_BACKEND": OLD_BACKEND,
        "XML_CALLER": XML_CALLER,
        "ENVELOPE": ENVELOPE,
    }
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    with nginx(name, text, port, site.folder, site.cores, workers=site.workers, top=load_modules(*modules)) as program:
        yield program


def start_with_environment(site: Site, name: str, *command: str) -> Iterator[Program]:
    """A peer that is told all it needs by its environment."""
    port = free_port()
    environment = {
        "PORT": str(port),
        "BACKEND_URL": f"http://127.0.0.1:{site.backend}",
        "CALLER": canned.CALLER,
        "BACKEND": canned.BACKEND,
        "TO_BACKEND": TO_BACKEND,
        "WORKERS": str(site.workers),
        "MODULES": str(node_folder()),
        "OLD_BACKEND": OLD_BACKEND,
        "XML_CALLER": XML_CALLER,
        "NODE_ENV": "production",
    }
    with running(name, command, port, site.folder, site.cores, environment) as program:
        yield program


def start_envoy(site: Site) -> Iterator[Program]:
    port = free_port()
    text = (PEERS / "envoy" / "pass.yaml").read_text("utf-8")
    file = site.folder / "envoy.yaml"
    file.write_text(text.replace("@PORT@", str(port)).replace("@BACKEND_PORT@", str(site.backend)), encoding="utf-8")
    options = ["--concurrency", str(site.workers), "--disable-hot-restart", "--log-level", "error"]
    with running("envoy", [str(envoy_binary()), "-c", str(file), *options], port, site.folder, site.cores) as program:
        yield program


def envoy_binary() -> Path:
    """Where the binary of Envoy is, once it is installed."""
    return envoy_folder() / "envoy" / "_bin" / "envoy"


def start_node(site: Site) -> Iterator[Program]:
    return start_with_environment(site, "node", "node", str(PEERS / "node" / "server.js"))


def start_naive(site: Site) -> Iterator[Program]:
    return start_with_environment(site, "aiohttp", sys.executable, str(PEERS / "python" / "naive.py"))
