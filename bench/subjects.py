"""What is measured side by side: the gateway, and what a user would otherwise run. Each says what it can and what it lacks."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.install import node_folder
from bench.nginx import missing_modules
from bench.programs import Program
from bench.starts import LUA_MODULES, Site, envoy_binary, start_envoy, start_gateway, start_naive, start_nginx, start_node
from bench.workloads import Workload

GATEWAY = "gateway"
PASSING = "gateway, passing"  # the same program, its credentials not mapped: alone so an answer may pass unread
REWRITE = "nginx"
LUA = "nginx+Lua"
NODE = "Node"
NAIVE = "aiohttp"
ENVOY = "Envoy"
_INSTALL = "python -m bench.install"


@dataclass(frozen=True, slots=True)
class Subject:
    """`can` tells whether it does a workload at all, `lacks` what is missing to run it here (nothing: it runs)."""

    name: str
    can: Callable[[Workload], bool]
    lacks: Callable[[], str]
    start: Callable[[Site], Iterator[Program]]

    @contextmanager
    def running(self, site: Site) -> Iterator[Program]:
        yield from self.start(site)


_OLD = "2008-xml-to-2010-json"
_BY_HAND = frozenset({_OLD, "2010-xml-to-2010-json", "2010-json-to-2008-xml"})


def _by_hand(workload: Workload) -> bool:
    """Whether it is translated by hand in the peers."""
    return workload.family == _OLD or (workload.family in _BY_HAND and workload.size != "error")


def _anything(workload: Workload) -> bool:
    """A plain proxy does them all, in a manner."""
    return bool(workload.target)


def _lacks_lua() -> str:
    missing = missing_modules(*LUA_MODULES)
    return f"nginx has not the modules {', '.join(missing)}" if missing else ""


def _lacks_node() -> str:
    if shutil.which("node") is None:
        return "node is not on this machine"
    return "" if node_folder().is_dir() else f"undici is not installed: {_INSTALL}"


def _lacks_envoy() -> str:
    return "" if envoy_binary().is_file() else f"it is not installed: {_INSTALL}"


SUBJECTS = (
    Subject(GATEWAY, lambda one: not one.passes, str, lambda site: start_gateway(site, mapped=True)),
    Subject(PASSING, lambda one: one.passes, str, lambda site: start_gateway(site, mapped=False)),
    Subject(REWRITE, _anything, str, lambda site: start_nginx(site, "rewrite")),
    Subject(LUA, _by_hand, _lacks_lua, lambda site: start_nginx(site, "lua", *LUA_MODULES)),
    Subject(NODE, _by_hand, _lacks_node, start_node),
    Subject(NAIVE, lambda one: one.family == _OLD, str, start_naive),
    Subject(ENVOY, lambda one: one.family == "pass-json", _lacks_envoy, start_envoy),
)
