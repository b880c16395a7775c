"""Whether what is printed is coloured. The one place that decides it, for the commands and for the log.

NO_COLOR (no-color.org) takes the colours away and FORCE_COLOR (force-color.org) gives them to a pipe too, each where it is set
and not empty; where both are, there are none. A terminal called `dumb` shows none.
"""

from __future__ import annotations

from collections.abc import Mapping


def chosen_colour(environ: Mapping[str, str]) -> bool | None:
    """Whether there are colours, as the environment wants it; None leaves it to where the text goes."""
    if environ.get("NO_COLOR") or (environ.get("TERM") == "dumb" and not environ.get("FORCE_COLOR")):
        return False
    return True if environ.get("FORCE_COLOR") else None


def wants_colours(environ: Mapping[str, str], *, terminal: bool) -> bool:
    """The same, where the text goes to a terminal or does not."""
    chosen = chosen_colour(environ)
    return terminal if chosen is None else chosen
