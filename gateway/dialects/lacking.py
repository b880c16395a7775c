"""What is answered where a backend's API has no such operation: decision 0009, for every shape of dialect alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gateway.dialects.refusal import method_not_allowed, unsupported
from gateway.model import ProblemRaised

_OF_A_LIST = ("list", "create")
_OF_AN_ITEM = ("fetch", "update", "delete")


def lacking(operation: str, methods_of: Callable[[str], Iterable[str]]) -> ProblemRaised:
    """405 where the API has the list or the item and not this verb on it, 501 where it has no such thing.

    `methods_of` gives the methods at which it serves an operation.
    """
    resource, _, asked = operation.rpartition(".")
    verbs, others = (_OF_A_LIST, _OF_AN_ITEM) if asked in _OF_A_LIST else (_OF_AN_ITEM, _OF_A_LIST)
    if methods := _methods(resource, verbs, methods_of):
        return method_not_allowed(tuple(sorted(methods)))
    words = resource.replace(".", " ").replace("_", " ")
    if _methods(resource, others, methods_of):
        words = f"{'list' if verbs is _OF_A_LIST else 'single item'} of {words}"
    return unsupported(f"The backend's API has no {words}: this call can't be translated for it.")


def _methods(resource: str, verbs: tuple[str, ...], methods_of: Callable[[str], Iterable[str]]) -> set[str]:
    return {method for verb in verbs for method in methods_of(f"{resource}.{verb}")}
