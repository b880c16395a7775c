"""Limits among each other: none that another one makes void."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.settings.faults import Fault
from gateway.settings.nodes import Place
from gateway.settings.scalars.quantities import size_from
from gateway.settings.scalars.stores import MEMORY, is_store
from gateway.settings.sections.limits import DEFAULT_BODY


def check_limits(root: Place) -> Iterator[Fault]:
    """The faults between limits."""
    limits = root.at("limits")
    per_caller = limits.at("per_caller")
    if "burst" in per_caller.keys and "rate" not in per_caller.keys:
        expected = "a rate beside it: without one there is nothing a burst could exceed"
        yield per_caller.of_key("burst").fault(found="a burst alone", expected=expected)
    store = limits.at("store")
    if "store_password" in limits.keys and (store.node is None or store.text == MEMORY):
        expected = "a Redis in store that asks for it"
        yield limits.of_key("store_password").fault(found="a password, and a store that has none", expected=expected)
    if "store_password" not in limits.keys and "@" in (url := store.text or "") and is_store(url):
        yield store.fault(found="a user without a password", expected="the user's password in store_password")
    yield from _check_bodies(limits)


def _check_bodies(limits: Place) -> Iterator[Fault]:
    together, one = limits.at("bodies"), limits.at("body")
    most = size_from(together.text or "")
    least = DEFAULT_BODY if one.node is None else size_from(one.text or "")
    if most is not None and least is not None and most < least:
        yield together.fault(expected="at least body, or one caller's body would not find room")
