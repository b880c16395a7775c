"""Which method a request means, and which it may mean there (rules 14 to 19, the method table, the general URL arguments)."""

from __future__ import annotations

import pytest

from tests.unit.json_envelope.asking import UUID, code, read, request

NAME = '{"name": "x"}'


@pytest.mark.parametrize("scope", ["/menus", "/menus/", f"/menus/{UUID}", f"/menus/{UUID}/"])
@pytest.mark.parametrize("method", ["PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "Delete", "FOO", "", "PO\u017fT"])
def test_what_is_no_method_on_the_wire(method: str, scope: str) -> None:
    assert code(request(method, scope, body=NAME)) == 10005


@pytest.mark.parametrize(
    "query",
    [
        "method=",
        "METHOD=",
        "method",
        "method=PATCH",
        "method=HEAD",
        "method=options",
        "method=GET+",
        "method=po%C5%BFt",
        "method=0",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PATCH"])
def test_what_is_no_method_in_the_url(method: str, query: str) -> None:
    assert code(request(method, f"/menus?{query}", body=NAME)) == 10005


@pytest.mark.parametrize("wire", ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "get"])
@pytest.mark.parametrize(
    ("query", "effective", "scope"),
    [
        ("method=GET", "GET", "/menus"),
        ("Method=get", "GET", f"/menus/{UUID}"),
        ("METHOD=Post", "POST", "/menus"),
        ("method=put", "PUT", f"/menus/{UUID}"),
        ("Method=delete", "DELETE", f"/menus/{UUID}"),
        ("method=DELETE&method=DELETE", "DELETE", f"/menus/{UUID}"),
        ("method=delete&METHOD=DELETE", "DELETE", f"/menus/{UUID}"),
        ("x=1&%6dethod=GET", "GET", "/menus"),
    ],
)
def test_the_url_wins_over_the_wire(wire: str, query: str, effective: str, scope: str) -> None:
    asked = read(request(wire, f"{scope}?{query}", body=NAME))
    assert asked.method == effective
    assert bool(asked.extra) == (effective in ("POST", "PUT"))


@pytest.mark.parametrize("query", ["method=GET&method=DELETE", "method=delete&METHOD=get", "method=GET&method=POST&method=GET"])
def test_two_methods_are_a_contradiction(query: str) -> None:
    assert code(request("GET", f"/menus/{UUID}?{query}", body=NAME)) == 19107


@pytest.mark.parametrize(
    ("method", "scope", "told"),
    [
        ("GET", "/menus", None),
        ("POST", "/menus", None),
        ("PUT", "/menus", 10005),
        ("DELETE", "/menus", 19106),
        ("GET", f"/menus/{UUID}", None),
        ("POST", f"/menus/{UUID}", 10005),
        ("PUT", f"/menus/{UUID}", None),
        ("DELETE", f"/menus/{UUID}", None),
    ],
)
def test_the_method_table(method: str, scope: str, told: int | None) -> None:
    assert code(request(method, scope, body=NAME)) == told
    assert code(request("GET", f"{scope}?method={method}", body=NAME)) == told


@pytest.mark.parametrize(
    "query", ["delete_all=1", "DELETE_ALL=1", "Delete_All=1", "delete_all=1&delete_all=1", "delete_all=1&DELETE_ALL=1&x=2"]
)
@pytest.mark.parametrize(
    "method", ["DELETE /menus?", "DELETE /menus/?", "GET /menus?method=DELETE&", "POST /menus?Method=delete&"]
)
def test_a_whole_collection(method: str, query: str) -> None:
    wire, target = method.split(" ")
    assert read(request(wire, target + query)).operation == "menus.delete_all"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "delete_all",
        "delete_all=",
        "delete_all=0",
        "delete_all=true",
        "delete_all=yes",
        "delete_all=01",
        "delete_all=+1",
        "deleteall=1",
    ],
)
def test_a_whole_collection_nobody_said_so_of(query: str) -> None:
    assert code(request("DELETE", f"/menus?{query}")) == 19106


def test_a_contradiction_about_a_whole_collection() -> None:
    assert code(request("DELETE", "/menus?delete_all=1&delete_all=0")) == 19107
    assert code(request("GET", "/menus?delete_all=1&delete_all=0")) is None
