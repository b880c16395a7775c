"""Pydantic's errors → faults with file, line, column and the nearest right word.

Pydantic says where in the data an error is; the tree of the file says where that stands. An error's input is never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from gateway.settings.faults import NOTHING, Fault, Path, is_secret, name_key, nearest, quote
from gateway.settings.nodes import Place, Scalar
from gateway.settings.scalars.refusal import REFUSED, Refusal, listed

_KEY = "[key]"  # pydantic's last step to the key of a mapping instead of its value
_SHAPES = {
    "model_type": "a mapping",
    "dict_type": "a mapping",
    "mapping_type": "a mapping",
    "tuple_type": "a list",
    "too_short": "at least one",
}


def faults_of(error: ValidationError, root: Place, model: type[BaseModel]) -> Iterator[Fault]:
    """A fault for each error. `model` is the type of the root."""
    for detail in error.errors(include_url=False, include_input=False):
        # The default of one field hangs on another one, whose own error is in the list.
        if detail["type"] != "default_factory_not_called":
            yield from _faults(detail, root, model)


def _faults(detail: ErrorDetails, root: Place, model: type[BaseModel]) -> Iterator[Fault]:
    steps: Path = detail["loc"]
    kind = detail["type"]
    if kind == REFUSED:
        for refusal in detail["ctx"]["refusals"]:
            yield _refusal_fault(refusal, root, steps)
    elif kind == "extra_forbidden":
        yield _unknown_key(root.below(steps[:-1]), str(steps[-1]), tuple(_keys(_section(model, steps[:-1]))))
    elif kind == "missing":
        description = _keys(_section(model, steps[:-1]))[str(steps[-1])].description
        yield root.below(steps).fault(found=NOTHING, expected=description or "a value")
    elif kind != "too_short" or _is_empty(root.below(steps)):
        place = root.below(steps)
        # A text where a mapping belongs may hold anything, a secret too.
        found = "text" if isinstance(place.node, Scalar) and not place.node.is_nothing else place.found
        yield place.fault(found=found, expected=_SHAPES.get(kind, "another value"))


def _is_empty(place: Place) -> bool:
    """Pydantic calls a list too short as well when its items are at fault; they say so themselves."""
    return not place.keys and not any(place.items())


def _refusal_fault(refusal: Refusal, root: Place, steps: Path) -> Fault:
    if steps and steps[-1] == _KEY:
        *above, key = steps[:-1]
        place = root.below(tuple(above)).of_key(str(key))
        return place.fault(found=f"the key {quote(str(key))}", expected=refusal.expected, nearest=refusal.nearest)
    if refusal.on_key:
        place = root.below((*steps, *refusal.at[:-1])).of_key(str(refusal.at[-1]))
    else:
        place = root.below((*steps, *refusal.at))
    return place.fault(found=refusal.found, expected=refusal.expected, nearest=refusal.nearest)


def _unknown_key(section: Place, key: str, known: tuple[str, ...]) -> Fault:
    meant = nearest(key, [name for name in known if section.at(name).node is None])
    # Behind a comma a secret is the next key, and one without a value.
    may_be_secret = section.at(key).found == NOTHING and any(is_secret((*section.path, name)) for name in known)
    found = "an unknown key without a value" if may_be_secret else name_key(key, section.path, unknown=True)
    return section.of_key(key).fault(found=found, expected=listed(known), nearest=meant)


def _keys(section: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a section by their names in a file."""
    return {field.alias or name: field for name, field in section.model_fields.items()}


def _section(model: type[BaseModel], steps: Path) -> type[BaseModel]:
    """The model at the end of the steps, through lists, mappings and optional parts."""
    annotation: Any = model
    for step in steps:
        annotation = _inside(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            annotation = _keys(annotation)[str(step)].annotation
        else:
            annotation = next(part for part in reversed(get_args(annotation)) if part is not Ellipsis)
    found: type[BaseModel] = _inside(annotation)
    return found


def _inside(annotation: Any) -> Any:
    """The annotation without `Annotated` and `| None`."""
    parts = get_args(annotation)
    if hasattr(annotation, "__metadata__"):
        return _inside(parts[0])
    if type(None) in parts:
        return _inside(next(part for part in parts if part is not type(None)))
    return annotation
