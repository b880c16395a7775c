"""What is wrong with a gateway that is ready all the same. Pure: settings, metrics and the last change give sentences.

Each names what is wrong, why, and since when, for whoever is woken by it. None holds anything but names of the configuration.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from gateway.admin.backends import BackendView, EndpointView
from gateway.admin.figures import Figures
from gateway.admin.operations import Change, Standing
from gateway.settings import StoreFailure


class Note(Struct, frozen=True):
    """One thing that is wrong: in a few words, and whole. `grave`: callers suffer from it."""

    short: str
    text: str
    grave: bool


def find_notes(standing: Standing, backends: Sequence[BackendView], figures: Figures) -> tuple[Note, ...]:
    """A note for each thing that is wrong, the grave ones first."""
    notes = (*_backends(backends), *_store(standing, figures), *_refused(standing.change))
    return tuple(sorted(notes, key=lambda note: not note.grave))


def moment(at: float) -> str:
    """A time, in seconds since the epoch, as the log writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _backends(backends: Sequence[BackendView]) -> Iterator[Note]:
    for backend in backends:
        alone = backend.left_alone
        told = "; ".join(map(_why, alone))
        if len(alone) == len(backend.endpoints):
            yield Note(
                f"backend {backend.name} is left alone", f"backend {backend.name}: every endpoint is left alone: {told}", True
            )
        elif alone:
            count = f"{len(alone)} of {len(backend.endpoints)} endpoints"
            yield Note(
                f"{count} of backend {backend.name} left alone", f"backend {backend.name}: {count} left alone: {told}", False
            )


def _why(endpoint: EndpointView) -> str:
    failure = endpoint.last_failure
    reasons = [f"since {moment(endpoint.since)}"] if endpoint.since else []
    if failure:
        reasons.append(f"{failure.kind}, last at {moment(failure.at)}")
    if endpoint.breaker not in {None, "closed"}:
        reasons.append(f"breaker {str(endpoint.breaker).replace('_', '-')}")
    if endpoint.healthy is False:
        reasons.append("probes fail")
    return f"{endpoint.url} ({', '.join(reasons) or 'no reason is known'})"


def _store(standing: Standing, figures: Figures) -> Iterator[Note]:
    if figures.value("gateway_limit_store_up") == 0:
        refuses = standing.settings.limits.on_store_failure is StoreFailure.REFUSE
        result = "every call is refused" if refuses else "each process counts for itself"
        short = "the store of the limits can't be reached"
        yield Note(short, f"the shared store of the limits can't be reached; {result}", refuses)


def _refused(change: Change | None) -> Iterator[Note]:
    if change is not None and change.faults:
        first, *others = change.faults
        more = f" (and {len(others)} more)" if others else ""
        said = f"the last change of the configuration was refused at {moment(change.at)}: {' '.join(first.split())}{more}"
        yield Note("the last change of the configuration was refused", said, False)
