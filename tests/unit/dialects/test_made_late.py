"""Fields that are made again for many items at once are those that are made of each, and everybody sees them."""

from __future__ import annotations

import pytest

from gateway.dialects import discover
from gateway.dialects.compiled.reading import Reader
from gateway.dialects.face import Face, complete_options
from gateway.dialects.link_columns import LinkColumn
from gateway.model import ApiRequest, Page, Representation, Value
from gateway.rows import FEWEST, Rows
from gateway.wire import Headers, WireResponse

_DIALECT = discover()["twilio-2008"]
_ASKED = ApiRequest("calls.list", account="AC1", representation=Representation.XML)


def read(items: list[str]) -> tuple[Page, Face]:
    face = Face(options=complete_options(_DIALECT.options, {}), representation=Representation.XML)
    text = f'<TwilioResponse><Calls page="0" pagesize="50">{"".join(items)}</Calls></TwilioResponse>'
    wire = WireResponse(200, Headers((("Content-Type", "application/xml"),)), text.encode())
    body = _DIALECT.read_response(wire, _ASKED, face).body
    assert isinstance(body, Page)
    return body, face


def call(sid: str, beside: str = "") -> str:
    return f"<Call><Sid>{sid}</Sid><AccountSid>AC1</AccountSid><Status>2</Status>{beside}</Call>"


def links(page: Page) -> list[tuple[Value, Value]]:
    return [(item.fields["uri"], item.fields["subresource_uris"]) for item in page.items]


def test_the_links_of_a_long_list_are_made_at_once() -> None:
    page, face = read([call(f"CA{at}") for at in range(FEWEST)])
    assert isinstance(page.items, Rows)
    for name in ("uri", "subresource_uris"):
        (column,) = page.items.columns(name)
        assert isinstance(column, LinkColumn)
    (late,) = [made.late for made in face.compiled.values() if isinstance(made, Reader)]
    assert [name for name, _ in late] == ["uri", "subresource_uris"]


@pytest.mark.parametrize(
    "odd",
    [
        call("CA 1"),
        call(""),
        call("CA9", "<Uri>/elsewhere</Uri>"),
        call("CA9", "<Other>x</Other>"),
        call("CA9", "<Flags>x</Flags>"),
    ],
)
def test_they_are_those_that_each_item_of_a_short_list_has(odd: str) -> None:
    items = [*[call(f"CA{at}") for at in range(FEWEST)], odd]
    ruled = [pair for item in items for pair in links(read([item])[0])]
    whole, _ = read(items)
    assert links(whole) == ruled
    assert [item.fields for item in whole.items] == [read([item])[0].items[0].fields for item in items]
