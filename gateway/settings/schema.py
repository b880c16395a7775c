"""The JSON Schema (draft 2020-12) of the configuration, for editors: completion, and faults while typing.

It comes from the same models that read the file, plus the names and options of the dialects passed in. It judges what a YAML
editor sees, where an unquoted `0123456` is a number, so names and ids may be of other types than text there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeAlias, Union

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from gateway.settings.known import KnownDialect, KnownOption
from gateway.settings.model import Settings
from gateway.settings.scalars.addresses import Bind
from gateway.settings.scalars.options import OPTIONS_MARK
from gateway.settings.scalars.quantities import duration_text, size_text
from gateway.settings.scalars.shares import Part
from gateway.settings.scalars.text import DIALECT_MARK, TEXT_TYPES
from gateway.settings.sections.backends import UNDECIDED

Json: TypeAlias = Union[None, bool, int, float, str, list["Json"], dict[str, "Json"]]


class _Generator(GenerateJsonSchema):
    """Without pydantic's made-up titles, and without null: a key with nothing behind it is a fault."""

    def field_title_should_be_set(self, schema: object) -> bool:
        del schema
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        shown = self.generate_inner(schema["schema"])
        default = _as_written(schema.get("default"), counts=shown.get("type") == "integer")
        return shown if default is None else {**shown, "default": default}


def _as_written(default: object, *, counts: bool) -> str | bool | int | None:
    """A default as a file would say it; None where it says nothing.

    A float of the settings is seconds, an int bytes unless it `counts`.
    """
    match default:
        case bool():
            return default
        case str() if default and default is not UNDECIDED:
            return str(default)
        case float():
            return duration_text(default)
        case int() if counts:
            return default
        case int():
            return size_text(default)
        case Bind() | Part():
            return str(default)
        case _:
            return None


def schema(dialects: Mapping[str, KnownDialect]) -> dict[str, Json]:
    """The schema of a configuration in which these dialects can be named."""
    body: dict[str, Json] = Settings.model_json_schema(schema_generator=_Generator)
    completed = _completed(body, dialects)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **completed}


def schema_text(dialects: Mapping[str, KnownDialect]) -> str:
    """The schema as the text of a file."""
    return json.dumps(schema(dialects), indent=2, ensure_ascii=False) + "\n"


def _completed(node: dict[str, Json], dialects: Mapping[str, KnownDialect]) -> dict[str, Json]:
    """The schema with the dialects at the marks left for them."""
    done: dict[str, Json] = {}
    for key, value in node.items():
        if key == DIALECT_MARK:
            done["enum"] = list[Json](sorted(dialects))
        elif isinstance(value, dict):
            done[key] = _completed(value, dialects)
        elif isinstance(value, list):
            done[key] = [_completed(item, dialects) if isinstance(item, dict) else item for item in value]
        elif key != OPTIONS_MARK:
            done[key] = value
    if "patternProperties" in done:
        done["additionalProperties"] = False
    named_by = _options_named_by(node)
    if named_by and dialects:
        done["allOf"] = [_options_rule(named_by, dialects[name]) for name in sorted(dialects)]
    return done


def _options_named_by(node: dict[str, Json]) -> str:
    """The key that names the dialect whose options this object has, or nothing."""
    properties = node.get("properties")
    options = properties.get("options") if isinstance(properties, dict) else None
    named_by = options.get(OPTIONS_MARK) if isinstance(options, dict) else None
    return named_by if isinstance(named_by, str) else ""


def _options_rule(named_by: str, dialect: KnownDialect) -> Json:
    options: dict[str, Json] = {option.name: _option_schema(option) for option in dialect.options}
    return {
        "if": {"properties": {named_by: {"const": dialect.name}}, "required": [named_by]},
        "then": {"properties": {"options": {"properties": options, "additionalProperties": False}}},
    }


def _option_schema(option: KnownOption) -> Json:
    types: dict[str, dict[str, Json]] = {
        "bool": {"type": "boolean"},
        "int": {"type": "integer"},
        "text": {"type": list[Json](TEXT_TYPES)},
        "choice": {"enum": [int(choice) if option.chooses_numbers else choice for choice in option.choices]},
    }
    return {**types[option.type], "description": option.tells, "default": option.default}
