"""What a route does with what can't be said on the other side, and with parameters no table knows."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from msgspec.structs import replace

from gateway.model import ApiRequest, Loss, Problem, ProblemKind, ProblemRaised, Source
from gateway.router import Route
from gateway.wire import WireResponse

LOSS_HEADER = "Gateway-Loss"
DROPPED = "unknown-parameter-dropped"


def apply_parameter_policy(asked: ApiRequest, route: Route) -> ApiRequest:
    """`pass` sends unknown parameters on, `drop` leaves them out as losses, `reject` raises ProblemRaised (400)."""
    if not asked.unknown or route.unknown_parameters == "pass":
        return asked
    if route.unknown_parameters == "reject":
        raise _refused(f"Unknown parameters: {', '.join(asked.unknown)}. Leave them out.")
    text = "no table knows the parameter and the route drops such"
    dropped = tuple(Loss(DROPPED, name, text) for name in asked.unknown)
    kept = tuple(pair for pair in asked.parameters if pair[0] not in asked.unknown)
    extra = {name: value for name, value in asked.extra.items() if name not in asked.unknown}
    return replace(asked, parameters=kept, extra=extra, losses=asked.losses + dropped)


def refuse_losses(losses: Sequence[Loss], route: Route) -> None:
    """Raises ProblemRaised (400) on a route that rejects losses. Only a request is refused: an answer is a fact."""
    if losses and route.on_loss == "reject":
        told = "; ".join(f"{loss.where}: {loss.text}" for loss in losses)
        raise _refused(f"This call can't be translated without a loss, and its route refuses losses. {told}.")


def mark_losses(wire: WireResponse, losses: Sequence[Loss], route: Route) -> WireResponse:
    """On `warn` the answer names the changes by which something was lost."""
    if not losses or route.on_loss != "warn":
        return wire
    names = ", ".join(dict.fromkeys(loss.change for loss in losses))
    return replace(wire, headers=wire.headers.plus((LOSS_HEADER, names)))


def _refused(message: str) -> ProblemRaised:
    return ProblemRaised(Problem(ProblemKind.INVALID, Source.GATEWAY, HTTPStatus.BAD_REQUEST, message))
