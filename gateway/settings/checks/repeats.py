"""Things that must differ and do not, and keys that differ in capitals alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from gateway.settings.faults import Fault, path_text, quote
from gateway.settings.nodes import Place


def check_repeats(
    places: Iterable[Place], what: str, *, shown: bool = True, meaning: Callable[[str], str] = str
) -> Iterator[Fault]:
    """A fault for each place whose text means what an earlier one means. `shown`: whether it may be repeated in the fault."""
    first: dict[str, Place] = {}
    for place in places:
        text = place.text
        if text is None:
            continue
        earlier = first.setdefault(meaning(text), place)
        if earlier is not place:
            found = f"the {what} {quote(text)} again" if shown else f"the same {what} again"
            yield place.fault(
                found=found, expected=f"another than that of {path_text(earlier.path)} on line {earlier.mark.line}"
            )


def check_folded_keys(mapping: Place, what: str, expected: str) -> Iterator[Fault]:
    """A fault for each key of a mapping that differs from one above it in capitals alone."""
    seen: set[str] = set()
    for name in mapping.keys:
        if name.lower() in seen:
            yield mapping.of_key(name).fault(found=f"the {what} {quote(name)} again", expected=expected)
        seen.add(name.lower())
