"""Records of calls as the front makes them, and what metrics tell of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from prometheus_client import Metric

from gateway.dialects import discover
from gateway.dialects.face import Face
from gateway.model import ApiRequest
from gateway.observe.record import Written, record_call
from gateway.router import Condition, Route
from gateway.trail import EXCHANGE, QUEUE, Sent, Trail
from gateway.wire import Headers, WireRequest, WireResponse

_ASKED = WireRequest("POST", "/Calls", Headers([]))
_TRAIL = Trail(
    route=Route("legacy", Condition(), discover()["twilio-2008"], Face(), "behind"),
    account="ACsecret",
    asked=ApiRequest("calls.create", "POST"),
    sent=[Sent(_ASKED, WireResponse(201), 0.25)],
    phases=[(QUEUE, 0.5), ("read_request", 0.625), (EXCHANGE, 0.875)],
    began=0.0,
)
USUAL = record_call(_ASKED, _TRAIL, Written(201, 80), answered=1.0, backend_dialect="twilio-2010")
"""Half a second in the queue, a quarter at the backend, a quarter for the gateway itself."""


def told(families: Iterable[Metric], name: str) -> dict[tuple[str, ...], float]:
    """The samples of that name: their values by the values of their labels, in the order of the labels' names."""
    samples = [sample for family in families for sample in family.samples if sample.name == name]
    return {tuple(value for _, value in sorted(sample.labels.items())): sample.value for sample in samples}


def labels_told(families: Iterable[Metric]) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """The labels of all samples by the name of their family; the bounds of buckets left out."""
    return {
        family.name: [{name: value for name, value in one.labels.items() if name != "le"} for one in family.samples]
        for family in families
    }
