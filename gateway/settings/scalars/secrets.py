"""Secrets as a file says them: `{env: NAME}`, `{file: PATH}`, `{sha256: HEX}`, read once when the configuration is.

No refusal shows a secret, nor anything that may be one written in the wrong place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeAlias

from msgspec.structs import replace
from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema

from gateway.settings.faults import nearest, quote
from gateway.settings.scalars.refusal import Refusal, listed, refuse, refused
from gateway.settings.scalars.secret_sources import FORMS, PATTERNS, SOURCES
from gateway.settings.scalars.text import TEXT_TYPES
from gateway.settings.secret import Secret
from gateway.settings.surroundings import Surroundings, surroundings

_COMPARED = ("env", "file", "sha256")
"""The forms of a secret that is only compared with what somebody presents."""
_SENT = ("env", "file")
"""The forms of a secret that is sent on, so that its text must be known."""
_MOST = 2


def _read(value: object, allowed: tuple[str, ...], around: Surroundings) -> Secret | Refusal:
    expected = listed(FORMS[form] for form in allowed)
    if isinstance(value, str):
        return _inline(value, expected, around)
    if not isinstance(value, dict):
        return Refusal(expected)
    if len(value) != 1:
        return Refusal(expected, found=f"a mapping of {len(value)} keys")
    [(form, text)] = value.items()
    if form not in allowed:
        return _wrong_form(form, allowed, expected)
    if not isinstance(text, str):
        return Refusal(FORMS[form], at=(form,))
    secret = SOURCES[form](text, around)
    return replace(secret, at=(form,)) if isinstance(secret, Refusal) else secret


def _inline(text: str, expected: str, around: Surroundings) -> Secret | Refusal:
    if not around.inline_secrets:
        return Refusal(f"{expected} (allow_inline_secrets: true accepts it)", found="a plain text secret")
    return Secret.of_text(text) if text else Refusal(expected, found="an empty secret")


def _wrong_form(form: str, allowed: tuple[str, ...], expected: str) -> Refusal:
    if form in FORMS:
        reason = "the secret itself, which has to be sent"
        return Refusal(f"{expected}: {reason}", found=f"the key {quote(form)}", at=(form,), on_key=True)
    meant = nearest(form, allowed)
    found = f"the unknown key {quote(form)}" if meant else "an unknown key"
    return Refusal(expected, found=found, nearest=meant, at=(form,), on_key=True)


def _reader(allowed: tuple[str, ...]) -> Callable[[object, ValidationInfo], Secret]:
    def read(value: object, info: ValidationInfo) -> Secret:
        secret = _read(value, allowed, surroundings(info))
        if isinstance(secret, Refusal):
            raise refused(secret)
        return secret

    return read


def read_caller_secrets(value: object, info: ValidationInfo) -> tuple[Secret, ...]:
    """One secret, or a list of up to two that differ: the old and the new one while callers change over."""
    if not isinstance(value, list):
        return (_reader(_COMPARED)(value, info),)
    if not 0 < len(value) <= _MOST:
        raise refuse("a secret, or a list of two during a change", found=f"{len(value)} secrets" if value else "")
    read = [_read(item, _COMPARED, surroundings(info)) for item in value]
    refusals = [replace(item, at=(index, *item.at)) for index, item in enumerate(read) if isinstance(item, Refusal)]
    if refusals:
        raise refused(*refusals)
    secrets = tuple(item for item in read if isinstance(item, Secret))
    if len(secrets) == _MOST and secrets[0].is_that_of(secrets[1]):
        raise refused(Refusal("another secret than the first, or that one alone", found="the same secret again", at=(1,)))
    return secrets


def _forms_schema(allowed: tuple[str, ...]) -> list[dict[str, object]]:
    forms: list[dict[str, object]] = [
        {
            "type": "object",
            "properties": {form: {"type": list(TEXT_TYPES), "pattern": PATTERNS[form]}},
            "required": [form],
            "additionalProperties": False,
        }
        for form in allowed
    ]
    inline: dict[str, object] = {
        "type": "string",
        "description": "the secret itself: refused unless allow_inline_secrets is true",
    }
    return [*forms, inline]


def _list_schema() -> dict[str, object]:
    return {"type": "array", "minItems": 1, "maxItems": _MOST, "items": {"oneOf": _forms_schema(_COMPARED)}}


def _masks(secrets: tuple[Secret, ...]) -> list[str]:
    return [str(secret) for secret in secrets]


CallerSecret: TypeAlias = Annotated[
    Secret,
    PlainValidator(_reader(_COMPARED)),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"oneOf": _forms_schema(_COMPARED)}),
]
CallerSecrets: TypeAlias = Annotated[
    tuple[Secret, ...],
    PlainValidator(read_caller_secrets),
    PlainSerializer(_masks, return_type=list[str]),
    WithJsonSchema({"oneOf": [*_forms_schema(_COMPARED), _list_schema()]}),
]
SentSecret: TypeAlias = Annotated[
    Secret,
    PlainValidator(_reader(_SENT)),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"oneOf": _forms_schema(_SENT)}),
]
