"""Names that a backend sends become part of generated functions as literals: they are written, never run.

The 2010 forms are generated for the names an item has, so these names stand in the text of a function.
"""

from __future__ import annotations

import json
from dataclasses import replace as change

import pytest

from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.model import ApiRequest, ApiResponse, Page, Representation, Resource

DIALECT = discover()["twilio-2010"]
FACE = Face("https://api.example.com", options=complete_options(DIALECT.options, {}))
HOSTILE = (
    "{sid}",
    "{0/0}",
    '"""',
    "'''",
    "'); raise SystemExit(1) #",
    "a\nraise SystemExit(1)",
    "\\",
    "\\x41\\",
    "{{",
    "f'{1/0}'",
    "\u2028",
    "%s%n",
    "__class__",
    "</Call><Call>",
)


@pytest.mark.parametrize("representation", [Representation.JSON, Representation.XML])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_written_and_never_run(name: str, representation: Representation) -> None:
    fields = {"sid": "CA1", name: "text", "status": "completed"}
    page = Page("call", (Resource("call", fields), Resource("call", fields)), list_key="calls")
    asked = ApiRequest("calls.list", account="AC1", representation=representation)
    response = ApiResponse(200, page, clean=True)
    written = DIALECT.write_response(response, asked, FACE)
    assert FACE.compiled
    assert written.wire.body == DIALECT.write_response(response, asked, change(FACE, plain=True)).wire.body
    if representation is Representation.JSON:
        assert [item[name] for item in json.loads(written.wire.body)["calls"]] == ["text", "text"]
