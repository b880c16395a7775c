"""Where secrets come from: `{env: NAME}`, `{file: PATH}`, `{sha256: HEX}`, read once when the configuration is.

No refusal shows a secret, nor anything that may be one written in the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, TypeAlias

from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema

from gateway.settings.faults import nearest, quote
from gateway.settings.scalars.files import FileUnusable, read_bytes, shown_name
from gateway.settings.scalars.refusal import Refusal, listed, refuse, refused
from gateway.settings.scalars.text import TEXT_TYPES
from gateway.settings.secret import Secret
from gateway.settings.surroundings import Surroundings, surroundings

_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"
# Words of capital letters are a variable's name; anything else in its place may be the secret itself.
_SHOWN_VARIABLE = re.compile(r"[A-Z]{1,16}|[A-Z][A-Z0-9]{0,20}(?:_[A-Z0-9]{1,20})+")
_SHA256 = r"[0-9A-Fa-f]{64}"
_FORMS = {"env": "{env: NAME}", "file": "{file: PATH}", "sha256": "{sha256: HEX}"}


def _from_env(text: str, around: Surroundings) -> Secret | Refusal:
    expected = "the name of an environment variable that is set"
    if not re.fullmatch(_VARIABLE, text):
        return Refusal(expected, found="what is no variable's name")
    value = around.environ.get(text)
    if value and _is_text(value):
        return Secret.of_text(value)
    shown = f"the environment variable {quote(text)}" if _SHOWN_VARIABLE.fullmatch(text) else "an environment variable"
    if value is not None:
        return Refusal(expected, found=f"{shown}, which is {'no UTF-8 text' if value else 'empty'}")
    return Refusal(expected, found=f"{shown}, which is not set", nearest=nearest(text, around.environ))


def _is_text(value: str) -> bool:
    """The environment hands bytes that are no UTF-8 over as surrogates, which no request can carry."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _from_file(text: str, around: Surroundings) -> Secret | Refusal:
    expected = "a readable file with the secret in it"
    try:
        secret = read_bytes(around.base / text).decode()
    except FileUnusable as unusable:
        return Refusal(expected, found=f"{shown_name(text)}, {unusable}")
    except UnicodeDecodeError:
        return Refusal(expected, found=f"{shown_name(text)}, which is no UTF-8 text")
    # Editors and `echo` end a file with one line end; a second one would be the secret's own.
    secret = secret[:-2] if secret.endswith("\r\n") else secret.removesuffix("\n")
    return Secret.of_text(secret) if secret else Refusal(expected, found=f"{shown_name(text)}, which is empty")


def _from_sha256(text: str, _: Surroundings) -> Secret | Refusal:
    if not re.fullmatch(_SHA256, text):
        return Refusal("64 hexadecimal digits", found=f"{len(text)} characters that are no SHA-256")
    return Secret.of_sha256(bytes.fromhex(text))


_SOURCES: dict[str, Callable[[str, Surroundings], Secret | Refusal]] = {
    "env": _from_env,
    "file": _from_file,
    "sha256": _from_sha256,
}


def _reader(*allowed: str) -> Callable[[object, ValidationInfo], Secret]:
    expected = listed(_FORMS[form] for form in allowed)

    def read(value: object, info: ValidationInfo) -> Secret:
        around = surroundings(info)
        if isinstance(value, str):
            return _inline(value, expected, around)
        if not isinstance(value, dict):
            raise refuse(expected)
        if len(value) != 1:
            raise refuse(expected, found=f"a mapping of {len(value)} keys")
        [(form, text)] = value.items()
        if form not in allowed:
            raise refused(_wrong_form(form, allowed, expected))
        if not isinstance(text, str):
            raise refused(Refusal(_FORMS[form], at=(form,)))
        secret = _SOURCES[form](text, around)
        if isinstance(secret, Refusal):
            raise refused(Refusal(secret.expected, secret.found, secret.nearest, at=(form,)))
        return secret

    return read


def _inline(text: str, expected: str, around: Surroundings) -> Secret:
    if not around.inline_secrets:
        raise refuse(f"{expected} (allow_inline_secrets: true accepts it)", found="a plain text secret")
    if not text:
        raise refuse(expected, found="an empty secret")
    return Secret.of_text(text)


def _wrong_form(form: str, allowed: tuple[str, ...], expected: str) -> Refusal:
    if form in _FORMS:
        reason = "the secret itself, to be sent to the backend"
        return Refusal(f"{expected}: {reason}", found=f"the key {quote(form)}", at=(form,), on_key=True)
    meant = nearest(form, allowed)
    found = f"the unknown key {quote(form)}" if meant else "an unknown key"
    return Refusal(expected, found=found, nearest=meant, at=(form,), on_key=True)


def _schema(*allowed: str) -> WithJsonSchema:
    patterns = {"env": f"^{_VARIABLE}$", "file": "^.+$", "sha256": f"^{_SHA256}$"}
    forms: list[dict[str, object]] = [
        {
            "type": "object",
            "properties": {form: {"type": list(TEXT_TYPES), "pattern": patterns[form]}},
            "required": [form],
            "additionalProperties": False,
        }
        for form in allowed
    ]
    inline = {"type": "string", "description": "the secret itself: refused unless allow_inline_secrets is true"}
    return WithJsonSchema({"oneOf": [*forms, inline]})


CallerSecret: TypeAlias = Annotated[
    Secret,
    PlainValidator(_reader("env", "file", "sha256")),
    PlainSerializer(str, return_type=str),
    _schema("env", "file", "sha256"),
]
BackendSecret: TypeAlias = Annotated[
    Secret, PlainValidator(_reader("env", "file")), PlainSerializer(str, return_type=str), _schema("env", "file")
]
