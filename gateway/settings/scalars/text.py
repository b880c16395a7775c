"""Words and paths: names, account ids, header names, paths, and one-of-these words.

Every one of them is text to begin with, so an account called `NO` or an id `0123456` needs no quotes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, TypeAlias, TypeVar

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema

from gateway.settings.faults import nearest
from gateway.settings.scalars.refusal import listed, refuse, refused, text_in, unknown_word
from gateway.settings.surroundings import surroundings

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}"
# RFC 7617 section 2: the user-id of Basic credentials holds no colon. The id is a path segment as well.
_ACCOUNT_ID = r"[!-.0-9;->@-~]{1,128}"
_PATH = r"""/[!"$->@-~]{0,1023}"""
# RFC 9110 section 5.6.2, token.
_TOKEN_CHARACTER = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"  # noqa: S105 - a header's name, no secret
_TOKEN = _TOKEN_CHARACTER + "{1,128}"
_PSEUDONYM = _TOKEN_CHARACTER + "{1,64}"

Word = TypeVar("Word", bound=StrEnum)
TEXT_TYPES = ("string", "number", "boolean")
"""What a YAML editor takes an unquoted word for."""


def one_of(words: type[Word]) -> Callable[[object], Word]:
    """A reader of one of these words."""
    known = [str(word) for word in words]

    def read(value: object) -> Word:
        text = text_in(value, listed(known))
        if text not in known:
            raise refuse(listed(known), nearest=unknown_word(text, "", known).nearest)
        return words(text)

    return read


def read_name(value: object) -> str:
    """A name that can stand in a log line and a metric label."""
    expected = "a name of letters, digits, dots, dashes and underscores, at most 63"
    text = text_in(value, expected)
    if not re.fullmatch(_NAME, text):
        tidy = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")[:63]
        raise refuse(expected, nearest=tidy)
    return text


def read_account_id(value: object) -> str:
    """An account's id, as it is. The refusal does not show it."""
    expected = "an account id: visible characters, none of them : / or ?"
    text = text_in(value, expected)
    if not re.fullmatch(_ACCOUNT_ID, text):
        raise refuse(expected, found="an id that cannot be one")
    return text


def read_path(value: object) -> str:
    """A path from the root, repeated slashes as one and without the last: `/a//b/` is `/a/b`, and `/` is the empty text."""
    expected = "a path that begins with /, without query or fragment"
    text = text_in(value, expected)
    if not re.fullmatch(_PATH, text):
        rooted = "/" + text.lstrip("/")
        raise refuse(expected, nearest=rooted if re.fullmatch(_PATH, rooted) else "")
    return re.sub("/{2,}", "/", text).rstrip("/")


def read_request_path(value: object) -> str:
    """A path as it is sent, with its last slash if it has one."""
    read_path(value)
    return text_in(value, "")


def read_base_path(value: object) -> str:
    """The path before the API's own paths: empty, or from the root and without its last slash."""
    if value == "":
        return ""
    return read_path(text_in(value, 'a path that begins with /, or ""'))


def read_pseudonym(value: object) -> str:
    """Our name in `Via` fields: RFC 9110 section 7.6.3 has it a token."""
    expected = "a name of 1 to 64 characters such as gateway-1, without spaces, slashes or colons"
    text = text_in(value, expected)
    if not re.fullmatch(_PSEUDONYM, text):
        tidy = re.sub(rf"(?:(?!{_TOKEN_CHARACTER}).)+", "-", text).strip("-")[:64]
        raise refuse(expected, nearest=tidy if re.fullmatch(_PSEUDONYM, tidy) else "")
    return text


def read_header_name(value: object) -> str:
    """A header's name in lower case."""
    text = text_in(value, "the name of a header")
    if not re.fullmatch(_TOKEN, text):
        raise refuse("the name of a header, such as X-Api-Version")
    return text.lower()


def read_header_value(value: object) -> str:
    """A header's value. What a fault shows of it is never the value: it may be a token."""
    text = text_in(value, "the value of the header")
    if not text or not text.isprintable():
        raise refuse("the value of the header, of printable characters", found="a value no header can have")
    return text


def read_known_backend(value: object, info: ValidationInfo) -> str:
    """The name of a backend of the same file."""
    expected = "the name of a backend"
    text = text_in(value, expected)
    known = surroundings(info).backends
    if known and text not in known:  # a file without backends has that fault already
        raise refused(unknown_word(text, expected, known))
    return text


def read_known_dialect(value: object, info: ValidationInfo) -> str:
    """The name of a dialect the gateway speaks."""
    expected = "the name of a dialect"
    text = text_in(value, expected)
    known = surroundings(info).dialects
    if text not in known:
        raise refused(unknown_word(text, expected, known))
    return text


def read_known_account(value: object, info: ValidationInfo) -> str:
    """The name of an account of the same file, or a caller's account id; any id where the file has no accounts."""
    expected = "the name or the caller id of an account"
    text = read_account_id(text_in(value, expected))
    around = surroundings(info)
    if around.accounts and text not in around.accounts and text not in around.ids:
        meant = nearest(text, around.accounts)
        raise refuse(expected, nearest=meant, found="" if meant else "what is neither")  # an id is not shown
    return text


def text_schema(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": list(TEXT_TYPES), "pattern": f"^{pattern}$"})


Name: TypeAlias = Annotated[str, PlainValidator(read_name), text_schema(_NAME)]
AccountId: TypeAlias = Annotated[str, PlainValidator(read_account_id), text_schema(_ACCOUNT_ID)]
KnownAccount: TypeAlias = Annotated[str, PlainValidator(read_known_account), text_schema(_ACCOUNT_ID)]
PathPrefix: TypeAlias = Annotated[str, PlainValidator(read_path), text_schema(_PATH)]
BasePath: TypeAlias = Annotated[str, PlainValidator(read_base_path), text_schema(f"({_PATH})?")]
RequestPath: TypeAlias = Annotated[str, PlainValidator(read_request_path), text_schema(_PATH)]
Pseudonym: TypeAlias = Annotated[str, PlainValidator(read_pseudonym), text_schema(_PSEUDONYM)]
HeaderName: TypeAlias = Annotated[str, PlainValidator(read_header_name), text_schema(_TOKEN)]
HeaderValue: TypeAlias = Annotated[str, PlainValidator(read_header_value), WithJsonSchema({"type": list(TEXT_TYPES)})]
KnownBackend: TypeAlias = Annotated[str, PlainValidator(read_known_backend), text_schema(_NAME)]
DIALECT_MARK = "x-dialect"
"""Marks where `schema.py` puts the names of the dialects."""
DialectName: TypeAlias = Annotated[
    str, PlainValidator(read_known_dialect), WithJsonSchema({"type": "string", DIALECT_MARK: True})
]
