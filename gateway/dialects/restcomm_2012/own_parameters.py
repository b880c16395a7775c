"""What callers of 2012-04-24 alone can say: it travels beside the parameters, to a backend of this dialect or as a loss."""

from __future__ import annotations

from msgspec.structs import replace

from gateway.dialects.rest_requests import Pairs
from gateway.dialects.restcomm_2012.operations import ORDER, OWN_PARAMETERS
from gateway.dialects.restcomm_2012.parameter_conversions import AS_SPELLED
from gateway.model import ApiRequest, Note

OWN = "parameters-nobody-else-has"


def set_aside(api: ApiRequest) -> ApiRequest:
    """The request with what nobody else has in `extra`; of a repeated name the first counts."""
    own = _names(api)
    extra = {name: value for name, value in reversed(api.parameters) if name in own}
    if not extra:
        return api
    return replace(
        api,
        parameters=tuple(pair for pair in api.parameters if pair[0] not in own),
        extra={**api.extra, **dict(reversed(extra.items()))},
        notes=(*api.notes, *(Note(OWN, name) for name in reversed(extra))),
    )


def take_back(api: ApiRequest) -> ApiRequest:
    """The request with what was set aside among its parameters again."""
    own = _names(api)
    rest = {name: value for name, value in api.extra.items() if name not in own}
    return replace(api, parameters=as_said(api, api.parameters), extra=rest)


def as_said(api: ApiRequest, pairs: Pairs) -> Pairs:
    """These parameters and what was set aside, a status in the spelling its caller gave it."""
    own = _names(api)
    aside = {name: value for name, value in api.extra.items() if name in own and isinstance(value, str)}
    spelled = aside.pop(AS_SPELLED, None)
    told = ((name, spelled if name == "Status" and spelled is not None else value) for name, value in pairs)
    return (*told, *aside.items())


def in_order(api: ApiRequest, pairs: Pairs) -> Pairs:
    """These parameters in the order of the tables; what they do not know comes last."""
    order = {name: place for place, name in enumerate(ORDER.get(api.operation, ()))}
    return tuple(sorted(pairs, key=lambda pair: order.get(pair[0], len(order))))


def _names(api: ApiRequest) -> frozenset[str]:
    return OWN_PARAMETERS.get(api.operation, frozenset()) | {AS_SPELLED}
