"""One answer written twice, by the interpreter of the tables and by what was generated from them: all that is seen of both."""

from __future__ import annotations

import dataclasses

from gateway.codecs.errors import CodecError
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face
from gateway.model import ApiRequest, ApiResponse, ProblemRaised


def assert_both_write_the_same(dialect: Dialect, response: ApiResponse, asked: ApiRequest, face: Face) -> None:
    """Status, headers, bytes, notes and losses, or how it fails."""
    plain = dataclasses.replace(face, plain=True, compiled={})
    assert _written(dialect, response, asked, face) == _written(dialect, response, asked, plain)


def _written(dialect: Dialect, response: ApiResponse, asked: ApiRequest, face: Face) -> object:
    try:
        written = dialect.write_response(response, asked, face)
    except CodecError as error:
        return str(error)
    except UnicodeEncodeError:  # half a pair in an identifier: no reader lets one through, and no path can hold it
        return None
    except ProblemRaised as raised:
        return raised.problem
    return written.wire.status, written.wire.headers, written.wire.body, set(written.notes), set(written.losses)
