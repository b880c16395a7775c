"""Which golden exchanges are rules: those that are a question to any server, each question once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.conformance import EXCHANGES, covered_dialects, load_exchanges, read_not_asked, read_unplaced, select_rules
from gateway.dialects import discover
from gateway.dialects.twilio_2010 import BASE
from gateway.dialects.twilio_2010.names import element_name
from tests.unit.conformance.scripted_server import (
    DELETE,
    FETCH,
    GOLDEN,
    JSON,
    LIST,
    ONE,
    PLACE,
    exchange,
    exchanges_in,
    selection_of,
)

COVERED = [name for name in covered_dialects() if name in discover()]
CALL = f"GET {GOLDEN}/Calls/CA00000000000000000000000000000001.json"
GIVEN = f"{{status: 200, {JSON}, json: {ONE}}}"
REFUSED = "json: {message: no, status: 400}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (exchange("x", CALL, GIVEN) + "  options: {form: early}\n", "a switch of the gateway"),
        (exchange("x", f"{CALL}?Flags=1", GIVEN) + "  losses: [Flags]\n", "a loss"),
        (exchange("x", CALL, "{status: 502, json: {message: no, status: 502}}"), "the state of a backend"),
        (exchange("x", CALL, "{status: 429, json: {message: no, status: 429}}"), "the state of a backend"),
        (exchange("x", CALL, "{status: 307, empty: true}"), "where a server keeps its files"),
        (exchange("x", CALL, "{status: 401, json: {message: no, status: 401}}"), "the secrets of a backend"),
        (exchange("x", f"DELETE {CALL[4:]}", "{status: 405, json: {message: no}}", upstream=False), "the dialect of a backend"),
        (
            exchange("x", "GET /2010-04-01/Accounts/AC00000000000000000000000000000c01/Calls.json", GIVEN),
            "how a gateway is set up",
        ),
        (exchange("x", CALL, GIVEN, more=", headers: {Host: other.example}"), "how a gateway is set up"),
        (exchange("x", CALL, GIVEN, more=", headers: {Host: null}"), "how a gateway is set up"),
        (exchange("x", f"DELETE {GOLDEN}/Calls.json?delete_all=1", "{status: 204, empty: true}"), "more than one should"),
        (exchange("x", f"POST {GOLDEN}.json", GIVEN, more=", form: {Status: closed}"), "more than one should"),
        (exchange("x", f"GET {GOLDEN}/Calls.json?Page=7", "{status: 404, json: {status: 404}}"), "how many things"),
        (exchange("x", CALL, GIVEN, more=", headers: {Authorization: Bearer abc}"), "credentials of another sort"),
        (exchange("x", f"GET {GOLDEN}/Calls/CA-local-7.json", GIVEN), "an id of a form of its own"),
        (exchange("x", f"GET {GOLDEN}/Calls.json?To=1", f"{{status: 400, {REFUSED}}}"), "what a backend refuses"),
        (exchange("x", f"GET {GOLDEN}/Calls.json?PageToken=PA1", GIVEN), "a token"),
    ],
)
def test_what_is_no_question_is_left_out(tmp_path: Path, text: str, reason: str) -> None:
    # three others make the caller of the exchanges the common one
    selection = selection_of(exchanges_in(tmp_path, FETCH + LIST + PLACE + text))
    assert reason in selection.left_out["x"]


def test_a_request_that_lacks_what_all_others_give_is_a_question(tmp_path: Path) -> None:
    lacking = exchange("x", f"POST {GOLDEN}/Calls.json", f"{{status: 400, {REFUSED}}}", more=", form: {From: '+14155550125'}")
    selection = selection_of(exchanges_in(tmp_path, PLACE + lacking))
    assert {rule.name for rule in selection.rules} == {"place-a-call", "x"}


def test_a_question_is_asked_once_and_its_plainest_success_names_it(tmp_path: Path) -> None:
    refusal = exchange("not-found", CALL, "{status: 404, json: {message: no, status: 404}}")
    again = exchange("fetch-a-call-once-more", CALL, GIVEN)
    selection = selection_of(exchanges_in(tmp_path, refusal + again + FETCH))
    assert [rule.name for rule in selection.rules] == ["fetch-a-call"]
    assert selection.left_out == dict.fromkeys(("not-found", "fetch-a-call-once-more"), "asks what another one asks")


def test_what_was_judged_by_hand_holds_for_all_that_ask_the_same(tmp_path: Path) -> None:
    again = exchange("fetch-a-call-once-more", CALL, GIVEN)
    exchanges = exchanges_in(tmp_path, FETCH + again + LIST)
    selection = selection_of(exchanges, {"fetch-a-call": "nobody knows"})
    assert [rule.name for rule in selection.rules] == ["list-calls"]
    assert set(selection.left_out.values()) == {"nobody knows"}


@pytest.mark.parametrize(
    ("line", "writes", "deletes"),
    [
        (f"GET {GOLDEN}/Calls.json", False, False),
        (f"GET {GOLDEN}/Calls.json?_method=DELETE", True, True),
        (f"GET {GOLDEN}/Calls.json?Method=put", True, False),
        (f"POST {GOLDEN}/Calls.json?_method=DELETE", True, True),
    ],
)
def test_a_method_in_the_query_counts(tmp_path: Path, line: str, writes: bool, deletes: bool) -> None:
    rule = selection_of(exchanges_in(tmp_path, exchange("x", line, GIVEN))).rules[0]
    assert (rule.writes, rule.deletes) == (writes, deletes)


def test_a_delete_names_an_item(tmp_path: Path) -> None:
    refusal = exchange("x", f"DELETE {GOLDEN}.json", "{status: 405, json: {message: no, status: 405}}", upstream=False)
    rules = {rule.name: rule for rule in selection_of(exchanges_in(tmp_path, DELETE + refusal)).rules}
    assert {name: rule.names_an_item for name, rule in rules.items()} == {"delete-a-call": True, "x": False}


@pytest.mark.parametrize("dialect", COVERED)
def test_every_dialect_has_rules_and_no_judgement_is_stale(dialect: str) -> None:
    exchanges = load_exchanges(EXCHANGES / dialect)
    not_asked = read_not_asked(dialect)
    selection = select_rules(exchanges, discover()[dialect], not_asked)
    assert sorted(not_asked.keys() - {exchange.name for exchange in exchanges}) == []
    assert len(selection.rules) > 50
    assert len(selection.rules) + len(selection.left_out) == len(exchanges)
    assert any(rule.writes for rule in selection.rules)
    assert not any("delete_all" in rule.exchange.request.target for rule in selection.rules)


def test_every_dialect_of_ours_is_covered() -> None:
    assert list(discover()) == COVERED


@pytest.mark.parametrize("dialect", COVERED)
def test_what_has_no_place_is_in_the_tables(dialect: str) -> None:
    known = {kind.element: {element_name(field.name) for field in kind.fields} for kind in BASE.kinds.values()}
    unplaced = read_unplaced(dialect)
    assert sorted(unplaced.keys() - known.keys()) == []
    unknown = {element: names - known[element] - {"*"} for element, names in unplaced.items()}
    assert {element: names for element, names in unknown.items() if names} == {}
