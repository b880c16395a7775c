"""Links kept by columns are written by every dialect as the interpreter of its tables writes them."""

from __future__ import annotations

import pytest

from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, complete_options
from gateway.dialects.link_columns import LinkColumn
from gateway.dialects.twilio_2010.json_items import read_items
from gateway.model import ApiRequest, ApiResponse, Page, Representation
from gateway.rows import FEWEST, Rows
from tests.properties.compared_writers import assert_both_write_the_same

_DIALECTS = discover()
_FORMS = (Representation.XML, Representation.JSON)
_BEGIN = "/2010-04-01/Accounts/AC"
_PATHS = {
    "accounts": "",
    "calls": "1/Calls/CA",
    "calls of two": "/Calls/CA",
    "quoted": '1/Calls/CA<&">é',
    "control": "1/Calls/CA\x01",
}


def rows(kind: str, path: str, tails: tuple[str, ...], end: str) -> Rows:
    below = {tail.lower(): f"/{tail}" for tail in tails}
    items = read_items(
        [
            {
                "sid": f"CA{at}",
                "account_sid": "AC1",
                "uri": f"{_BEGIN}{path}{at}{end}",
                "subresource_uris": {name: f"{_BEGIN}{path}{at}{tail}{end}" for name, tail in below.items()},
                "recording_url": f"{_BEGIN}{path}{at}{end}",
            }
            for at in range(FEWEST)
        ],
        kind,
        Face(),
        "2010-04-01",
    )
    assert isinstance(items, Rows)
    return items


@pytest.mark.parametrize("dialect", _DIALECTS.values(), ids=_DIALECTS)
@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("path", _PATHS.values(), ids=_PATHS)
@pytest.mark.parametrize("end", [".json", ".xml", ".json?a=b"])
def test_each_dialect_writes_what_its_interpreter_does(dialect: Dialect, form: Representation, path: str, end: str) -> None:
    for operation, kind in (("accounts.list", "account"), ("calls.list", "call"), ("transcriptions.list", "transcription")):
        items = rows(kind, path, ("Calls", "Recordings", 'a"<b'), end)
        (column,) = items.columns("uri")
        assert isinstance(column, LinkColumn)
        assert (column.paths is None) is (end != ".json")
        response = ApiResponse(200, Page(kind=kind, items=items, list_key=f"{kind}s"))
        asked = ApiRequest(operation, account="AC1", representation=form, suffix=".json" if form is _FORMS[1] else "")
        face = Face("http://g.example", base_path="/base", options=complete_options(dialect.options, {}))
        assert_both_write_the_same(dialect, response, asked, face)
