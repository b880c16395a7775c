"""What only Restcomm has: it travels to a backend of its own, and what a backend must not miss is an operation of its own."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, write_xml
from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.model import ApiRequest
from gateway.wire import Headers, WireRequest

_DIALECT = discover()["restcomm-2012"]
_FACE = Face(base_path=_DIALECT.root, options=complete_options(_DIALECT.options, {}))
_ACCOUNT = "AC00000000000000000000000000000001"
_FORM = Headers((("Content-Type", "application/x-www-form-urlencoded"),))


def _read(method: str, path: str, **form: str) -> ApiRequest:
    target = f"/restcomm/2012-04-24{path}"
    return _DIALECT.read_request(WireRequest(method, target, _FORM, urlencode(form).encode()), _FACE)


def test_a_parameter_of_its_own_reaches_a_backend_of_its_own() -> None:
    path = f"/Accounts/{_ACCOUNT}/IncomingPhoneNumbers.json"
    api = _read("POST", path, PhoneNumber="+14155550117", UssdUrl="http://app.example/ussd")
    assert dict(api.parameters) == {"PhoneNumber": "+14155550117"}
    assert dict(api.extra) == {"UssdUrl": "http://app.example/ussd"}
    written = _DIALECT.write_request(api, _FACE)
    assert written.wire.body == b"PhoneNumber=%2B14155550117&UssdUrl=http%3A%2F%2Fapp.example%2Fussd"
    assert written.losses == ()


@pytest.mark.parametrize(
    ("path", "form", "operation"),
    [
        ("Calls/CA1", {"Mute": "true"}, "calls.legs.update"),
        ("Calls/CA1", {"MoveConnectedCallLeg": "True"}, "calls.legs.update"),
        ("Calls/CA1", {"Mute": "false"}, "calls.update"),
        ("Applications/AP1", {"Kind": "ussd"}, "applications.for_ussd.update"),
        ("Applications/AP1", {"Kind": "voice"}, "applications.update"),
        ("OutgoingCallerIds", {"PhoneNumber": "+14155550117"}, "outgoing_caller_ids.unvalidated.create"),
    ],
)
def test_what_nobody_else_can_do_is_an_operation_of_its_own(path: str, form: dict[str, str], operation: str) -> None:
    assert _read("POST", f"/Accounts/{_ACCOUNT}/{path}", **form).operation == operation


@pytest.mark.parametrize(
    ("operation", "ids", "path"),
    [
        ("accounts.fetch", (), f"/Accounts.json/{_ACCOUNT}"),
        ("calls.update", (("sid", "CA1"),), f"/Accounts/{_ACCOUNT}/Calls.json/CA1"),
        ("calls.fetch", (("sid", "CA1"),), f"/Accounts/{_ACCOUNT}/Calls/CA1.json"),
        ("calls.list", (), f"/Accounts/{_ACCOUNT}/Calls.json"),
    ],
)
def test_the_suffix_stands_where_every_server_takes_it(operation: str, ids: tuple[tuple[str, str], ...], path: str) -> None:
    asked = ApiRequest(operation, account=_ACCOUNT, ids=ids)
    assert _DIALECT.write_request(asked, _FACE).wire.path == f"/restcomm/2012-04-24{path}"


def test_xml_stands_in_lines_of_its_own() -> None:
    item = Element("Call", (("uri", "a>b"),), (Element("Sid", text="CA1 <&>\n"), Element("EndTime")))
    text = write_xml(Element("RestcommResponse", children=(item,)), form=XmlForm.INDENTED).decode()
    assert text == (
        "<RestcommResponse>\n"
        '  <Call uri="a&gt;b">\n'
        "    <Sid>CA1 &lt;&amp;&gt;\n</Sid>\n"
        "    <EndTime/>\n"
        "  </Call>\n"
        "</RestcommResponse>"
    )
