"""The JSON object in the body of a POST or PUT: bare, in a form field `json`, or in the part of that name.

The rules stand in the Basic API Requests page (Content-Type, Request Body Format). What the body is decides its header; where
the header lies, the argument `format=json` overrides it ("This parameter overrides the settings in the HTTP Header").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.codecs.errors import CodecError
from gateway.codecs.form import decode_pairs
from gateway.codecs.json import JsonValue, read_json
from gateway.dialects.face import Face
from gateway.dialects.json_envelope.content_type import UTF_8, ContentType, read_content_type
from gateway.dialects.json_envelope.refusals import Code, malformed
from gateway.dialects.json_envelope.url_arguments import Arguments
from gateway.model import ProblemRaised
from gateway.wire import WireRequest

_JSON_TYPES = frozenset({None, "text/json", "application/json"})
_FORM, _FIELD = "application/x-www-form-urlencoded", "json"
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEAD = 1024  # bytes of the header of one part
_PART_NAME = re.compile(rb'^content-disposition:[^\r\n]*;[ \t]*name="?(?P<name>[^";\r\n]*)"?', re.IGNORECASE | re.MULTILINE)


def read_object(wire: WireRequest, arguments: Arguments, face: Face) -> dict[str, JsonValue]:
    """The object. Raises ProblemRaised: 19103 charset, 19105 no body, 19104 form, 10008 type, 19102 not a JSON object."""
    declared = read_content_type(wire)
    if declared.charset is None:
        raise malformed(Code.CHARSET, "The charset of the body must be utf-8 or iso-8859-1.")
    if not wire.body:
        raise malformed(Code.NO_BODY, "A POST or PUT needs a body: a JSON object that describes the resource.")
    if declared.name in _JSON_TYPES:
        return _parse(wire.body, declared.charset)
    if declared.name == _FORM:
        return _read_form(wire.body, declared, declared.charset, arguments, multipart=face.switch("php_sample"))
    if arguments.asks_for_json:
        return _parse(wire.body, declared.charset)
    raise malformed(Code.FORMAT, f"The body must be text/json, application/json or {_FORM}.")


def _parse(data: bytes, charset: str) -> dict[str, JsonValue]:
    try:
        text = data.decode(charset)
    except UnicodeDecodeError:
        raise malformed(Code.CHARSET, f"The body holds bytes that are not {charset}, the charset it is sent in.") from None
    try:
        document = read_json(data if charset == UTF_8 else text.encode())
    except CodecError as error:
        raise malformed(Code.NOT_AN_OBJECT, f"The body is not a JSON object: {error.message}") from error
    if not isinstance(document, dict):
        raise malformed(Code.NOT_AN_OBJECT, "The body is not a JSON object: it is JSON of another type.")
    return document


def _read_form(
    body: bytes, declared: ContentType, charset: str, arguments: Arguments, *, multipart: bool
) -> dict[str, JsonValue]:
    if multipart and _is_disguised(body, declared.boundary):
        fields = list(_read_parts(body, declared.boundary))
    else:
        fields = _read_fields(body)
    if len(fields) == 1:
        return _parse(fields[0], charset)
    if not fields and arguments.asks_for_json:  # what curl sends for -d '{…}' '…?format=json'
        try:
            return _parse(body, charset)
        except ProblemRaised:
            pass
    raise malformed(Code.FORM, "The form must hold exactly one field `json`, and in it the JSON object.")


def _read_fields(body: bytes) -> list[bytes]:
    """The bytes of every field `json`. Read as Latin-1 nothing is lost: their charset is another question."""
    try:
        pairs = decode_pairs(body, charset="iso-8859-1")
    except CodecError:
        return []
    return [value.encode("latin-1") for name, value in pairs if name == _FIELD]


def _is_disguised(body: bytes, boundary: str) -> bool:
    """Whether a form is a multipart body: PHP's curl makes one of an array, and the documentation's sample relabels it."""
    return bool(boundary) and boundary.isascii() and body.startswith(b"--" + boundary.encode("ascii"))


def _read_parts(body: bytes, boundary: str) -> Iterator[bytes]:
    """The bytes of every part named `json`, whatever its disposition: PHP 8 writes `attachment`."""
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode("ascii")) + rb"(?=--|[ \t]*\r?\n)")
    for part in delimiter.split(body)[1:]:
        head = _HEAD_END.search(part, 0, _LONGEST_HEAD)
        name = _PART_NAME.search(part, 0, head.start()) if head else None
        if head and name and name["name"].decode("latin-1") == _FIELD:
            yield part[head.end() :]
