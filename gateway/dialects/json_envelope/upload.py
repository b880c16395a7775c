"""A sound for /media: `multipart/form-data` with its description in the part `data` and its bytes in the part `file`.

Only another side of this dialect has media. The body is carried there as it came, once it is known to be what it says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from gateway.codecs.json import JsonValue
from gateway.dialects.json_envelope.parts import is_multipart, read_parts
from gateway.dialects.json_envelope.refusals import Code, malformed
from gateway.model import Fields

MULTIPART = "multipart/form-data"
DESCRIPTION, FILE = "data", "file"
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=?-]{1,70}", re.ASCII)


def split_upload(body: bytes, boundary: str) -> tuple[bytes, dict[str, JsonValue]]:
    """The description, unread, and what is carried. Raises ProblemRaised (19104) where the two parts are not there once."""
    parts = list(read_parts(body, boundary)) if _BOUNDARY.fullmatch(boundary) and is_multipart(body, boundary) else []
    if Counter(name for name, _ in parts) != Counter((DESCRIPTION, FILE)):
        raise malformed(Code.FORM, f"The body must have one part `{DESCRIPTION}`, a JSON object, and one part `{FILE}`.")
    return dict(parts)[DESCRIPTION], {MULTIPART: {"boundary": boundary, "body": body.decode("latin-1")}}


def carried_upload(extra: Fields) -> tuple[str, bytes] | None:
    """The media type and the bytes of a body that is carried, or None where there is none."""
    carried = extra.get(MULTIPART)
    if not isinstance(carried, Mapping):
        return None
    boundary, body = carried.get("boundary"), carried.get("body")
    if not isinstance(boundary, str) or not isinstance(body, str) or not _BOUNDARY.fullmatch(boundary):
        return None
    return f'{MULTIPART}; boundary="{boundary}"', body.encode("latin-1", "replace")
