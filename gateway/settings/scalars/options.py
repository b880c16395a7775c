"""The switches of a dialect, on a route for the caller's and on a backend for the backend's.

Which there are, and of what type, the dialect declares. What a file leaves out has the declared default, so that the reader
of the settings finds every switch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, TypeAlias

from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema

from gateway.settings.faults import nearest, quote
from gateway.settings.known import KnownDialect, KnownOption, OptionValue
from gateway.settings.scalars.refusal import Refusal, listed, refuse, refused
from gateway.settings.surroundings import surroundings

_NUMBER = r"-?[0-9]{1,15}"


def _reader(dialect_key: str) -> Callable[[object, ValidationInfo], Mapping[str, OptionValue]]:
    def read(value: object, info: ValidationInfo) -> Mapping[str, OptionValue]:
        dialect = surroundings(info).dialects.get(info.data.get(dialect_key, ""))
        if not isinstance(value, dict):
            raise refuse("a mapping of the dialect's options")
        if dialect is None:
            return MappingProxyType({})  # the unknown dialect is a fault already; its options can't be judged
        return _read_options(value, dialect)

    return read


def _read_options(given: Mapping[str, object], dialect: KnownDialect) -> Mapping[str, OptionValue]:
    values = {option.name: option.default for option in dialect.options}
    refusals: list[Refusal] = []
    for name, text in given.items():
        option = dialect.option(name)
        read = _unknown(name, dialect) if option is None else _read_option(option, text)
        if isinstance(read, Refusal):
            refusals.append(read)
        else:
            values[name] = read
    if refusals:
        raise refused(*refusals)
    return MappingProxyType(values)


def _unknown(name: str, dialect: KnownDialect) -> Refusal:
    names = [option.name for option in dialect.options]
    expected = f"an option of {dialect.name}: {listed(names)}" if names else f"no option: {dialect.name} has none"
    return Refusal(expected, f"the unknown option {quote(name)}", nearest(name, names), at=(name,), on_key=True)


def _read_option(option: KnownOption, text: object) -> OptionValue | Refusal:
    value = _read_typed(option, text)
    if isinstance(value, Refusal) or option.allows is None or option.allows(value):
        return value
    return Refusal(option.expected, at=(option.name,))


def _read_typed(option: KnownOption, text: object) -> OptionValue | Refusal:
    choices = ("true", "false") if option.type == "bool" else option.choices
    expected = {"int": "a whole number", "text": "a text"}.get(option.type) or listed(choices)
    if not isinstance(text, str):
        return Refusal(expected, at=(option.name,))
    if option.type == "text":
        return text
    if option.type == "int":
        return int(text) if re.fullmatch(_NUMBER, text) else Refusal(expected, at=(option.name,))
    if text not in choices:
        return Refusal(expected, nearest=nearest(text, choices), at=(option.name,))
    if option.type == "bool":
        return text == "true"
    return int(text) if option.chooses_numbers else text


OPTIONS_MARK = "x-options-of"
"""Marks where `schema.py` puts the options of each dialect; its value is the key that names the dialect."""


def _schema(dialect_key: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "object", OPTIONS_MARK: dialect_key})


CallerOptions: TypeAlias = Annotated[
    Mapping[str, OptionValue], PlainValidator(_reader("caller")), PlainSerializer(dict), _schema("caller")
]
BackendOptions: TypeAlias = Annotated[
    Mapping[str, OptionValue], PlainValidator(_reader("dialect")), PlainSerializer(dict), _schema("dialect")
]
