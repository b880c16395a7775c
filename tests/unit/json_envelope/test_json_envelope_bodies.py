"""What the body of a POST or PUT says, however it is packed and labelled (rules 29 to 35, the decision table, A10 to A12)."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

import pytest

from tests.properties.speakers import speaker
from tests.unit.json_envelope.asking import UUID, code, read, request

FORM = "application/x-www-form-urlencoded"
CAFE = '{"name": "Café"}'
UTF_8, LATIN_1 = CAFE.encode(), CAFE.encode("latin-1")
BOM = b"\xef\xbb\xbf"


def form(data: bytes) -> bytes:
    return b"json=" + quote_from_bytes(data).encode()


def post(content_type: str | None, body: bytes, query: str = "") -> tuple[int | None, object]:
    """The code told, or the name that was said."""
    headers = () if content_type is None else (("Content-Type", content_type),)
    wire = request("POST", f"/menus{query}", *headers, body=body)
    found = code(wire)
    return found, None if found else read(wire).extra.get("name")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (None, UTF_8),
        ("", UTF_8),
        ("text/json", UTF_8),
        ("TEXT/JSON;", UTF_8),
        ("application/json", b" \r\n" + UTF_8),
        ("text/json; charset=UTF-8", UTF_8),
        ("text/json; charset=utf8", UTF_8),
        ('text/json; charset="utf-8"', UTF_8),
        ("text/json;version=1;charset=utf-8;;", UTF_8),
        ("text/json; charset=iso-8859-1", LATIN_1),
        ("text/json ; CHARSET=ISO-8859-1", LATIN_1),
        ("application/json; charset=latin1", LATIN_1),
        ('application/json;charset="LATIN-1"', LATIN_1),
        ("text/json; charset=latin1; charset=utf-8", LATIN_1),
        ("text/json; charset=latin1", rb'{"name": "Caf\u00e9"}'),
        ("text/json", BOM + UTF_8),
        (FORM, form(UTF_8)),
        (FORM.upper(), form(UTF_8)),
        (FORM, b"x=1&" + form(UTF_8) + b"&data=2&JSON=3"),
        (FORM, form(UTF_8).replace(b"json", b"%6ason")),
        (FORM, form(UTF_8).replace(b"%20", b"+")),
        (FORM, b"json=" + UTF_8),
        (FORM, form(BOM + UTF_8)),
        (f"{FORM}; charset=utf-8", form(UTF_8)),
        (f"{FORM}; charset=iso-8859-1", form(LATIN_1)),
        (f"{FORM}; charset=iso-8859-1", b"json=" + LATIN_1),
        (f"{FORM}; boundary=x", form(UTF_8)),
    ],
)
def test_a_body_that_is_read(content_type: str | None, body: bytes) -> None:
    assert post(content_type, body) == (None, "Café")


@pytest.mark.parametrize("query", ["?format=json", "?FORMAT=Json", "?format=json&format=JSON"])
@pytest.mark.parametrize(
    "content_type", ["application/xml", "text/plain; charset=utf-8", "multipart/form-data; boundary=x", "json", FORM]
)
def test_the_argument_wins_over_the_header(content_type: str, query: str) -> None:
    assert post(content_type, UTF_8, query) == (None, "Café")


@pytest.mark.parametrize(
    "charset", ["", "utf-16", "us-ascii", "windows-1252", "iso8859-1", "iso-8859-15", "'utf-8'", "utf-8,utf-8"]
)
@pytest.mark.parametrize("content_type", ["text/json", FORM, "image/png"])
def test_a_charset_that_there_is_not(content_type: str, charset: str) -> None:
    for body in (UTF_8, b""):
        assert post(f"{content_type}; charset={charset}", body) == (19103, None)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (None, LATIN_1),
        ("text/json", LATIN_1),
        ("application/json", CAFE.encode("utf-16")),
        ("text/json", b'{"name": "\xc0\x80"}'),
        ("text/json", b'{"name": "\xed\xa0\x80"}'),
        (FORM, form(LATIN_1)),
        (FORM, b"json=" + LATIN_1),
    ],
)
def test_bytes_that_are_not_of_their_charset(content_type: str | None, body: bytes) -> None:
    assert post(content_type, body) == (19103, None)


@pytest.mark.parametrize("content_type", [None, "text/json", "application/json; charset=latin1", FORM, "image/png"])
@pytest.mark.parametrize(("method", "target"), [("POST", "/menus"), ("PUT", f"/menus/{UUID}"), ("GET", "/menus?method=POST")])
def test_a_body_that_is_not_there(method: str, target: str, content_type: str | None) -> None:
    headers = () if content_type is None else (("Content-Type", content_type),)
    assert code(request(method, target, *headers)) == 19105


def test_an_object_in_the_url_is_no_body() -> None:
    assert post(FORM, b"", "?json=%7B%22name%22%3A%22x%22%7D") == (19105, None)


_NO_OBJECT = [
    *(b" ", b"null", b"1", b'"x"', b"[]", b"[{}]", b"{", b'{"name": "x",}', b'{"name": "x"} x', b"{'name': 'x'}", b"name=x"),
    *(b'{"a": NaN}', b'{"a": Infinity}', b'{"a": -Infinity}', b'{"a": 1e999}', b'{"a": 1, "a": 2}', b"{}\0", b"<menu/>"),
    BOM + BOM + b"{}",
]


@pytest.mark.parametrize("body", _NO_OBJECT)
def test_what_is_no_json_object(body: bytes) -> None:
    for content_type in (None, "text/json", "application/json; charset=iso-8859-1"):
        assert post(content_type, body) == (19102, None)
    assert post("image/png", body, "?format=json") == (19102, None)
    assert post(FORM, form(body)) == (19102, None)


@pytest.mark.parametrize("body", [form(b"{}"), b"json=", b"json"])
def test_a_form_that_is_not_labelled_is_no_json(body: bytes) -> None:
    assert post(None, body) == post("text/json", body) == post(None, body, "?format=json") == (19102, None)


def test_a_mark_of_utf_8_under_another_label() -> None:
    assert post("text/json; charset=latin1", BOM + b"{}") == (19102, None)


@pytest.mark.parametrize(
    ("body", "query"),
    [
        (b"name=x", ""),
        (b"JSON=%7B%7D", ""),
        (b"json%5B%5D=%7B%7D", ""),
        (UTF_8, ""),
        (form(b"{}") + b"&" + form(b"{}"), ""),
        (form(b"{}") + b"&" + form(b"{}"), "?format=json"),
        (b"json=&json=", ""),
        (b"[1]", "?format=json"),
        (b"name=x", "?format=json"),
        (b"a&" * 2000 + form(b"{}"), ""),
    ],
    ids=range(10),
)
def test_a_form_without_exactly_one_object(body: bytes, query: str) -> None:
    assert post(FORM, body, query) == (19104, None)


@pytest.mark.parametrize(
    "content_type",
    ["application/xml", "text/plain", "text/*", "json", "text/json, text/json", "multipart/form-data; boundary=x"],
)
def test_a_type_that_there_is_not(content_type: str) -> None:
    assert post(content_type, UTF_8) == (10008, None)


@pytest.mark.parametrize("target", ["/menus", f"/menus/{UUID}", "/menus?method=GET", f"/menus/{UUID}?method=DELETE"])
@pytest.mark.parametrize("content_type", ["application/xml", "text/json; charset=utf-16", FORM])
def test_the_body_of_a_request_that_has_none_to_say_is_not_looked_at(target: str, content_type: str) -> None:
    method = "POST" if "method" in target else "GET"
    assert read(request(method, target, ("Content-Type", content_type), body=b"\xff{")).extra == {}


def _part(value: str, disposition: str = 'form-data; name="json"', more: str = "") -> str:
    return f"--x\r\nContent-Disposition: {disposition}\r\n{more}\r\n{value}\r\n"


@pytest.mark.parametrize("boundary", ["x", '"x"'])
@pytest.mark.parametrize(
    "parts",
    [
        _part(CAFE),
        _part(CAFE, "attachment; name=json"),
        _part(CAFE, 'attachment; filename="f"; name="json"', "Content-Type: application/json\r\n"),
        _part("1", 'form-data; name="other"') + _part(CAFE),
        _part("1", 'form-data; filename="json"') + _part(CAFE),
        _part(CAFE).replace("\r\n", "\n"),
    ],
    ids=range(6),
)
def test_parts_under_the_label_of_a_form(parts: str, boundary: str) -> None:
    """What PHP's curl sends for an array of fields under the header of the documentation's sample."""
    body = f"{parts}--x--\r\n".encode()
    assert post(f"{FORM}; boundary={boundary}", body) == (None, "Café")
    wire = request("POST", "/menus", ("Content-Type", f"{FORM}; boundary={boundary}"), body=body)
    assert code(wire, speaker("json-envelope", php_sample=False)) == 19104


@pytest.mark.parametrize(
    ("content_type", "parts", "told"),
    [
        (FORM, _part("{}"), 19104),
        (f"{FORM}; boundary=y", _part("{}"), 19104),
        (f"{FORM}; boundary=", _part("{}"), 19104),
        (f"{FORM}; boundary=x", "\r\n" + _part("{}"), 19104),
        (f"{FORM}; boundary=x", _part("{}") * 2, 19104),
        (f"{FORM}; boundary=x", _part("{}", 'form-data; name="JSON"'), 19104),
        (f"{FORM}; boundary=x", _part("{}", "form-data", "X: name=json\r\n"), 19104),
        (f"{FORM}; boundary=x", "", 19104),
        (f"{FORM}; boundary=x", _part(""), 19102),
        (f"{FORM}; boundary=x", _part("[]"), 19102),
        (f"{FORM}; boundary=x; charset=utf-16", _part("{}"), 19103),
    ],
    ids=range(11),
)
def test_parts_that_are_not_those_of_the_sample(content_type: str, parts: str, told: int) -> None:
    assert post(content_type, f"{parts}--x--\r\n".encode()) == (told, None)
