"""The three places a secret can be: an environment variable, a file, and nowhere but for its SHA-256.

No refusal shows a secret, nor anything that may be one written in the wrong place.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gateway.settings.faults import nearest, quote
from gateway.settings.scalars.files import FileUnusable, read_noted, shown_name
from gateway.settings.scalars.refusal import Refusal
from gateway.settings.secret import Secret
from gateway.settings.surroundings import Surroundings

_VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"
# Words of capital letters are a variable's name; anything else in its place may be the secret itself.
_SHOWN_VARIABLE = re.compile(r"[A-Z]{1,16}|[A-Z][A-Z0-9]{0,20}(?:_[A-Z0-9]{1,20})+")
_SHA256 = r"[0-9A-Fa-f]{64}"
FORMS = {"env": "{env: NAME}", "file": "{file: PATH}", "sha256": "{sha256: HEX}"}
"""Each form as a file says it."""
PATTERNS = {"env": f"^{_VARIABLE}$", "file": "^.+$", "sha256": f"^{_SHA256}$"}
"""What may stand behind the key of each form."""


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
        _, data = read_noted(text, around)
        secret = data.decode()
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


SOURCES: dict[str, Callable[[str, Surroundings], Secret | Refusal]] = {
    "env": _from_env,
    "file": _from_file,
    "sha256": _from_sha256,
}
"""What reads each form. A refusal is of the text behind its key."""
