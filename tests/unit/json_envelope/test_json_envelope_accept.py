"""Which label an answer has: what `Accept` and `format` ask for, or 10008 (rules 36 to 40, A17, A19)."""

from __future__ import annotations

import pytest

from tests.unit.json_envelope.asking import code, read, refusal, request

TEXT, APPLICATION = "text/json", "application/json"


def _label(target: str, *accept: str) -> str:
    return read(request("GET", target, *(("Accept", value) for value in accept))).reply_type


@pytest.mark.parametrize(
    ("accept", "label"),
    [
        ("text/json", TEXT),
        ("TEXT/JSON", TEXT),
        ("Application/Json", APPLICATION),
        ("text/json;charset=utf-8", TEXT),
        ("text/json, application/json", TEXT),
        ("application/json, text/json", APPLICATION),
        ("application/json, text/plain, */*", APPLICATION),
        ("*/*", TEXT),
        ("", TEXT),
        ("text/html, */*", TEXT),
        ("text/*", TEXT),
        ("text/*;q=0.1, application/json;q=0.1", TEXT),
        ("text/*;q=0.1, application/json;q=0.2", APPLICATION),
        ("text/*;q=0, application/json", APPLICATION),
        ("text/json;q=0, */*", APPLICATION),
        ("application/json;q=0, */*", TEXT),
        ("text/json, text/*;q=0", TEXT),
        ("*/*;q=0, text/json", TEXT),
        ("application/*;q=0.9, text/json;q=0.1", TEXT),
        ("application/json;level=1;q=0.3, text/json;q=0.2", APPLICATION),
        ("text/json;q=0.300, application/json;q=0.3", TEXT),
        ("text/json;q=1.000", TEXT),
        ("text/json;q=1.", TEXT),
        ("text/json;Q=0.5, application/json;q=0.4", TEXT),
        ("text/json ; q=0.001 ,", TEXT),
        ("application/json;q=bad, text/json;q=0.1", TEXT),
        ("application/json;q=1.001, text/json;q=0.1", TEXT),
    ],
)
def test_the_label_asked_for(accept: str, label: str) -> None:
    assert _label("/menus", accept) == f"{label}; charset=utf-8"


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "image/png, application/xml",
        "application/*",
        "application/vnd.api+json",
        "*",
        "json",
        "text / json",
        ",;,",
        "*/*;q=0",
        "text/*;q=0",
        "text/json;q=0",
        "text/json;q=0.000",
        "text/*, text/json;q=0",
        "text/json;q=0, application/json;q=0",
        *(f"text/json;q={weight}" for weight in ("1.001", "0.1234", ".5", "2", "-1", "", "x", '"0.5"', "1e-1", "\u0661")),
        "text/json;q",
        "text/json;q=0.5;q=x",
    ],
)
def test_a_label_that_can_not_be_determined(accept: str) -> None:
    answer = refusal(request("GET", "/menus", ("Accept", accept)))
    assert answer is not None
    assert (answer.status, answer.headers.get("Content-Type")) == (400, "text/json; charset=utf-8")
    assert code(request("GET", "/menus", ("Accept", accept))) == 10008
    assert _label("/menus?format=json", accept) == "text/json; charset=utf-8"


def test_several_fields_are_one_list() -> None:
    assert _label("/menus", "image/png", "application/json") == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "query", ["format=json", "format=JSON", "FORMAT=Json", "format=json&format=json", "Format=json&format=JSON"]
)
def test_the_format_there_is(query: str) -> None:
    assert _label(f"/menus?{query}") == "text/json; charset=utf-8"
    assert _label(f"/menus?{query}", "application/json") == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "query", ["format=", "format", "FORMAT=xml", "format=text/json", "format=json+", "format=json&format=xml"]
)
@pytest.mark.parametrize("accept", ["application/json", "*/*", "image/png"])
def test_a_format_that_there_is_not(query: str, accept: str) -> None:
    assert code(request("GET", f"/menus?{query}", ("Accept", accept))) == 10008


@pytest.mark.parametrize(
    ("charset", "shown"), [("latin1", "iso-8859-1"), ("UTF8", "utf-8"), ("utf-16", "utf-8"), ("", "utf-8")]
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_answer_is_in_the_charset_of_the_request_also_where_nothing_is_sent(method: str, charset: str, shown: str) -> None:
    asked = read(
        request(method, "/menus/00000000-0000-0000-0000-000000000001", ("Content-Type", f"text/json; charset={charset}"))
    )
    assert asked.reply_type == f"text/json; charset={shown}"
