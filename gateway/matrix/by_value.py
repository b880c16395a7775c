"""Which conversions may find a value that can't be said in full. Their type tells: a function that is to return no `Lossy`
can't, the type checker holds it to that.
"""

from __future__ import annotations

from collections.abc import Callable

BY_VALUE = "some values can't be said in full: the nearest one stands for them, or the call is refused"


def may_lose(convert: Callable[..., object]) -> bool:
    """Whether the declared result of a conversion has room for a `Lossy`; one that declares nothing may hold anything."""
    declared = str(getattr(convert, "__annotations__", {}).get("return", "Lossy"))
    return "Lossy" in declared or "Converted" in declared
