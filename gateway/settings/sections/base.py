"""What all parts of the configuration share: immutable, no unknown key, and no input in an error's text.

A field's description is a noun phrase without a full stop: it completes "found nothing, expected …" as well as it explains
the key in an editor.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer

Key = TypeVar("Key", bound=str)
Item = TypeVar("Item")

FrozenMapping: TypeAlias = Annotated[Mapping[Key, Item], AfterValidator(MappingProxyType), PlainSerializer(dict)]


class Section(BaseModel):
    """One part of the configuration."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True)
