"""Certificates by host name: each name once, whatever its capitals."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.settings.checks.repeats import check_folded_keys
from gateway.settings.faults import Fault
from gateway.settings.nodes import Place


def check_certificates(root: Place) -> Iterator[Fault]:
    """A fault for each host that has two certificates."""
    for listener in root.at("listen").items():
        yield from check_folded_keys(listener.below(("tls", "hosts")), "host", "each host once; capitals do not matter")
