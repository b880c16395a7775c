"""Which route takes a request, and in which dialect one that none takes is refused."""

from __future__ import annotations

import pytest

from gateway.codecs.basic import write_basic
from gateway.dialects import discover
from gateway.dialects.face import Face
from gateway.model import Credentials
from gateway.router import Condition, Route, choose_route, choose_voice
from gateway.wire import Headers, WireRequest

DIALECTS = discover()
OLD = next(dialect for dialect in DIALECTS.values() if dialect.claims("/2008-08-01/Accounts"))
NEW = next(dialect for dialect in DIALECTS.values() if dialect.claims("/2010-04-01/Accounts"))


def route(condition: Condition = Condition(), name: str = "one", caller: object = OLD) -> Route:  # noqa: B008 - immutable
    dialect = next(dialect for dialect in DIALECTS.values() if dialect is caller)
    return Route(name, condition, dialect, Face(base_url=f"http://{name}.example"), "behind")


def takes(condition: Condition, target: str = "/2008-08-01/x", *fields: tuple[str, str]) -> bool:
    return choose_route(WireRequest("GET", target, Headers(fields)), [route(condition)]) is not None


@pytest.mark.parametrize(
    ("target", "taken"),
    [
        ("/2008-08-01", True),
        ("/2008-08-01/", True),
        ("/2008-08-01/Accounts/AC1", True),
        ("//2008-08-01/Accounts", True),
        ("///2008-08-01//Accounts", True),
        ("/2008-08-01?page=1", True),
        ("/2008-08-011/Accounts", False),
        ("/2008-08-01.json", False),
        ("/api/2008-08-01/Accounts", False),
        ("/?/2008-08-01/", False),
        ("/%32008-08-01/Accounts", False),
        ("2008-08-01/Accounts", False),
        ("", False),
        ("*", False),
    ],
)
def test_a_path_is_a_prefix_of_whole_segments(target: str, taken: bool) -> None:
    assert takes(Condition(path="/2008-08-01"), target) is taken


@pytest.mark.parametrize(
    ("host", "taken"),
    [
        ("api.example.com", True),
        ("API.Example.COM", True),
        ("api.example.com:8080", True),
        ("api.example.com.", True),
        ("api.example.com.:443", True),
        ("api.example.com.evil.example", False),
        ("xapi.example.com", False),
        ("", False),
        (None, False),
    ],
)
def test_a_host_is_compared_without_case_port_and_last_dot(host: str | None, taken: bool) -> None:
    fields = [] if host is None else [("Host", host)]
    assert takes(Condition(host="api.example.com"), "/", *fields) is taken


def test_a_route_of_one_segment_takes_whole_segments_alone() -> None:
    calls = Condition(path="/calls")
    assert [takes(calls, target) for target in ("/calls", "/calls/", "/calls?x", "//calls/1")] == [True] * 4
    assert [takes(calls, target) for target in ("/callsx", "/x/calls", "/", "*", "calls", "calls/1")] == [False] * 6
    assert not takes(Condition(path="/calls", headers={"x-a": "1"}), "/calls")
    assert not takes(Condition(path="/calls/new"), "/calls/newer")


def test_headers_are_found_without_case_and_their_values_compared_with_it() -> None:
    condition = Condition(headers={"x-backend": "new", "x-other": "1"})
    assert takes(condition, "/", ("X-Backend", "new"), ("X-OTHER", "1"))
    assert not takes(condition, "/", ("X-Backend", "New"), ("X-Other", "1"))
    assert not takes(condition, "/", ("X-Backend", "new"))


@pytest.mark.parametrize(
    ("target", "credentials", "taken"),
    [
        ("/2008-08-01/Accounts/AC1/Calls", None, True),
        ("/2008-08-01/Accounts/AC1.json", None, True),
        ("/2008-08-01//Accounts//AC1//Calls", None, True),
        ("/2008-08-01/Accounts/AC11/Calls", None, False),
        ("/2008-08-01/Accounts", Credentials("AC1", "any"), True),
        ("/2008-08-01/Accounts", Credentials("AC2", "AC1"), False),
        ("/2008-08-01/Accounts?x=/Accounts/AC1", None, False),
        ("/2010-04-01/Accounts/AC2/Accounts/AC1", Credentials("AC2", "any"), False),  # its account is AC2, whatever is below
        ("/2008-08-01/Accounts/%41C1/Calls", None, True),
        ("/2008-08-01/Calls/AC1", None, False),
    ],
)
def test_an_account_is_one_in_the_path_or_the_credentials(target: str, credentials: Credentials | None, taken: bool) -> None:
    fields = [("Authorization", write_basic(credentials))] if credentials else []
    assert takes(Condition(accounts=frozenset({"AC1", "AC9"})), target, *fields) is taken


def test_an_authorization_that_is_none_names_no_account() -> None:
    for header in ("Basic", "Basic !!", "Bearer AC1", "Basic QUMx"):
        assert not takes(Condition(accounts=frozenset({"AC1"})), "/", ("Authorization", header))


def test_all_conditions_given_must_hold() -> None:
    condition = Condition(path="/a", host="h", headers={"x": "1"}, accounts=frozenset({"AC1"}))
    fields = [("Host", "h"), ("X", "1")]
    assert takes(condition, "/a/Accounts/AC1", *fields)
    assert not takes(condition, "/b/Accounts/AC1", *fields)
    assert not takes(condition, "/a/Accounts/AC2", *fields)
    assert not takes(condition, "/a/Accounts/AC1", fields[0])
    assert not takes(condition, "/a/Accounts/AC1", fields[1])


def test_the_first_route_that_takes_it_wins() -> None:
    routes = [route(Condition(path="/a/b"), "narrow"), route(Condition(path="/a"), "wide"), route(name="rest")]
    chosen = [choose_route(WireRequest("GET", target), routes) for target in ("/a/b/c", "/a/c", "/c")]
    assert [one and one.name for one in chosen] == ["narrow", "wide", "rest"]
    assert choose_route(WireRequest("GET", "/a/b/c"), [*routes[1:], routes[0]]) is routes[1]
    assert choose_route(WireRequest("GET", "/a"), []) is None


def test_a_stray_request_is_refused_in_the_dialect_its_path_looks_like() -> None:
    old, new = route(Condition(path="/o"), "old", OLD), route(Condition(path="/n"), "new", NEW)
    voices = [
        choose_voice(WireRequest("GET", target), [old, new], DIALECTS) for target in ("/2010-04-01/x", "//2008-08-01", "/x")
    ]
    assert voices == [(NEW, new.face), (OLD, old.face), (OLD, old.face)]


def test_a_dialect_without_a_route_speaks_without_a_face() -> None:
    request = WireRequest("GET", "/2010-04-01/x")
    assert choose_voice(request, [route()], DIALECTS) == (NEW, None)
    assert choose_voice(request, [], DIALECTS) == (NEW, None)


def test_somebody_speaks_even_where_nothing_is_known() -> None:
    dialect, face = choose_voice(WireRequest("GET", "/x"), [], DIALECTS)
    assert dialect in DIALECTS.values()
    assert face is None


def test_credentials_may_be_an_api_key_and_stand_in_the_field_of_another_name() -> None:
    account = Condition(accounts=frozenset({"AC0123456789abcdef0123456789abcdef"}))
    key = write_basic(Credentials("01234567-89AB-cdef-0123-456789abcdef", "any"))
    assert takes(account, "/sms", ("Authorization", key))
    assert takes(account, "/sms", ("Authentication", key))
    assert not takes(account, "/sms", ("Authorization", "Basic x"), ("Authentication", key))
