"""Which of its two labels an answer of the JSON-envelope API has: `text/json` or `application/json`.

"The API will process Accept headers that include quality factors but will only recognize and use the following types:
text/json, application/json, and text/*." What most clients send without thinking, `*/*`, means no preference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from gateway.dialects.json_envelope.refusals import Code, malformed
from gateway.dialects.json_envelope.url_arguments import Arguments
from gateway.remembered import Remembered
from gateway.wire import WireRequest

TEXT_JSON, APPLICATION_JSON = "text/json", "application/json"
_MATCHING = {TEXT_JSON: (TEXT_JSON, "text/*", "*/*"), APPLICATION_JSON: (APPLICATION_JSON, "*/*")}
"""For each label the ranges that take it, the most specific first."""
_WEIGHT = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?", re.ASCII)
_LONGEST = 4096  # characters; no client's preferences need more


class _Range(Struct, frozen=True):
    weight: float
    place: int


def choose_label(wire: WireRequest, arguments: Arguments) -> str:
    """The label of the answer. Raises ProblemRaised (10008) where the caller asks for what there is not."""
    if arguments.format and not arguments.asks_for_json:
        raise malformed(Code.FORMAT, "The argument `format` must be `json`.")
    accept = ", ".join(wire.headers.get_all("Accept"))
    label = _LABELS[accept[:_LONGEST]] if accept.strip() else TEXT_JSON
    if label is None and not arguments.asks_for_json:
        raise malformed(Code.FORMAT, "The format of the answer can't be determined: accept text/json or application/json.")
    return label or TEXT_JSON


def guess_label(wire: WireRequest) -> str:
    """The label of an error, whatever else is wrong with the request. Never raises."""
    accept = ", ".join(wire.headers.get_all("Accept"))
    return _LABELS[accept[:_LONGEST]] or TEXT_JSON


def _negotiate(accept: str) -> str | None:
    """The label with the highest weight; of two the one named first. None where neither is taken."""
    ranges: dict[str, _Range] = {}
    for name, found in _read_ranges(accept):
        ranges.setdefault(name, found)
    chosen: tuple[float, int, str] | None = None
    for label, names in _MATCHING.items():
        match = next((ranges[name] for name in names if name in ranges), None)
        if match and match.weight > 0 and (chosen is None or (-match.weight, match.place) < chosen[:2]):
            chosen = (-match.weight, match.place, label)
    return chosen[2] if chosen else None


def _read_ranges(accept: str) -> Iterator[tuple[str, _Range]]:
    """The media ranges in order; one with an ill-formed weight is dropped."""
    for place, entry in enumerate(accept.split(",")):
        name, *parameters = (part.strip() for part in entry.split(";"))
        weights = [
            value.strip() for key, _, value in (part.partition("=") for part in parameters) if key.strip().lower() == "q"
        ]
        if all(_WEIGHT.fullmatch(weight) for weight in weights):
            yield name.lower(), _Range(float(weights[0]) if weights else 1.0, place)


_LABELS: Remembered[str, str | None] = Remembered(_negotiate, most=64, longest=256)
"""By what clients say, which is mostly the same."""
