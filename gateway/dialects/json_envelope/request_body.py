"""The JSON object in the body of a POST or PUT: bare, in a form field `json`, or in the part of that name.

The rules stand in the Basic API Requests page (Content-Type, Request Body Format). What the body is decides its header; where
the header lies, the argument `format=json` overrides it ("This parameter overrides the settings in the HTTP Header").
"""

from __future__ import annotations

from contextlib import suppress

from gateway.codecs.errors import CodecError
from gateway.codecs.form import decode_pairs
from gateway.codecs.json import JsonValue, read_json
from gateway.dialects.face import Face
from gateway.dialects.json_envelope.content_type import ContentType, read_content_type
from gateway.dialects.json_envelope.envelope import to_fields
from gateway.dialects.json_envelope.parts import is_multipart, read_parts
from gateway.dialects.json_envelope.refusals import Code, malformed
from gateway.dialects.json_envelope.upload import DESCRIPTION, MULTIPART, carried_upload, split_upload
from gateway.dialects.json_envelope.url_arguments import Arguments
from gateway.model import ProblemRaised
from gateway.wire import WireRequest

_JSON_TYPES = frozenset({None, "text/json", "application/json"})
_FORM, _FIELD = "application/x-www-form-urlencoded", "json"


def read_object(wire: WireRequest, arguments: Arguments, face: Face, *, takes_files: bool) -> dict[str, JsonValue]:
    """The object. Raises ProblemRaised: 19103 charset, 19105 no body, 19104 form, 10008 type, 19102 not a JSON object.

    With `takes_files` it may stand beside a file in a multipart body, which is then carried whole.
    """
    declared = read_content_type(wire)
    if declared.charset is None:
        raise malformed(Code.CHARSET, "The charset of the body must be utf-8 or iso-8859-1.")
    if not wire.body:
        raise malformed(Code.NO_BODY, "A POST or PUT needs a body: a JSON object that describes the resource.")
    if declared.name in _JSON_TYPES:
        return _parse(wire.body, declared.charset)
    if declared.name == _FORM:
        return _read_form(wire.body, declared, declared.charset, arguments, multipart=face.switch("php_sample"))
    if takes_files and declared.name == MULTIPART:
        description, upload = split_upload(wire.body, declared.boundary)
        return {**upload, DESCRIPTION: _parse(description, declared.charset)}  # it names accounts as any other body may
    if arguments.asks_for_json:
        return _parse(wire.body, declared.charset)
    raise malformed(Code.FORMAT, f"The body must be text/json, application/json or {_FORM}.")


def _parse(data: bytes, charset: str) -> dict[str, JsonValue]:
    try:
        text = data.decode(charset)
    except UnicodeDecodeError:
        raise malformed(Code.CHARSET, f"The body holds bytes that are not {charset}, the charset it is sent in.") from None
    try:
        document = read_json(text.encode())
    except CodecError as error:
        raise malformed(Code.NOT_AN_OBJECT, f"The body is not a JSON object: {error.message}") from error
    if not isinstance(document, dict):
        raise malformed(Code.NOT_AN_OBJECT, "The body is not a JSON object: it is JSON of another type.")
    if carried_upload(to_fields(document)):
        raise malformed(Code.NOT_AN_OBJECT, f"The body is a file in the shape of a property; send it as {MULTIPART}.")
    return document


def _read_form(
    body: bytes, declared: ContentType, charset: str, arguments: Arguments, *, multipart: bool
) -> dict[str, JsonValue]:
    if multipart and is_multipart(body, declared.boundary):  # PHP's curl makes one of an array, and the sample relabels it
        fields = [value for name, value in read_parts(body, declared.boundary) if name == _FIELD]
    else:
        fields = _read_fields(body)
    if len(fields) == 1:
        return _parse(fields[0], charset)
    if not fields and arguments.asks_for_json:  # what curl sends for -d '{…}' '…?format=json'
        with suppress(ProblemRaised):
            return _parse(body, charset)
    raise malformed(Code.FORM, "The form must hold exactly one field `json`, and in it the JSON object.")


def _read_fields(body: bytes) -> list[bytes]:
    """The bytes of every field `json`. Read as Latin-1 nothing is lost: their charset is another question."""
    try:
        pairs = decode_pairs(body, charset="iso-8859-1")
    except CodecError:
        return []
    return [value.encode("latin-1") for name, value in pairs if name == _FIELD]
