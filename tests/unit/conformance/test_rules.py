"""Every rule of every dialect judges rightly: it passes the golden answer it was made of and refuses what is none."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus

import pytest

from gateway.conformance import EXCHANGES, Selection, covered_dialects, load_exchanges, read_not_asked, select_rules
from gateway.conformance.comparison import compare_answer
from gateway.conformance.promises import Promises
from gateway.conformance.selection import Rule
from gateway.dialects import discover
from gateway.wire import Headers, WireResponse

COVERED = [name for name in covered_dialects() if name in discover()]
NONSENSE = {"json": b'{"nonsense": {"a": "b"}, "more": "c"}', "xml": b"<Nonsense><A>b</A></Nonsense>", "csv": b"Nonsense\nx\n"}


@cache
def chosen(dialect: str) -> tuple[Selection, Promises]:
    selection = select_rules(load_exchanges(EXCHANGES / dialect), discover()[dialect], read_not_asked(dialect))
    return selection, Promises(selection.answers)


def golden_answer(rule: Rule, body: bytes | None = None) -> WireResponse:
    response = rule.exchange.response
    headers = Headers((name, value) for name, value in response.headers if value is not None)
    return WireResponse(response.status, headers, response.body.to_bytes() if body is None else body)


def says_what_it_is(rule: Rule) -> bool:
    return rule.exchange.response.body.kind != "unsaid"


@pytest.mark.parametrize("dialect", COVERED)
def test_a_rule_passes_its_own_golden_answer(dialect: str) -> None:
    selection, promises = chosen(dialect)
    judged = {
        rule.name: compare_answer(rule.expected, golden_answer(rule), promises)
        for rule in selection.rules
        if says_what_it_is(rule)
    }
    assert {name: found.findings for name, found in judged.items() if found.findings} == {}
    assert not any(found.unseen for found in judged.values())


@pytest.mark.parametrize("dialect", COVERED)
def test_a_rule_refuses_nonsense_of_the_right_type(dialect: str) -> None:
    selection, promises = chosen(dialect)
    accepted = []
    for rule in selection.rules:
        kind = next((word for word in NONSENSE if word in rule.expected.media_type), None)
        if rule.expected.root is None or not rule.expected.root.members or kind is None:
            continue
        if not compare_answer(rule.expected, golden_answer(rule, NONSENSE[kind]), promises).findings:
            accepted.append(rule.name)
    assert accepted == []


@pytest.mark.parametrize("dialect", COVERED)
def test_a_rule_refuses_another_status_and_a_body_where_there_is_none(dialect: str) -> None:
    selection, promises = chosen(dialect)
    for rule in selection.rules:
        teapot = WireResponse(HTTPStatus.IM_A_TEAPOT)
        assert [finding.where for finding in compare_answer(rule.expected, teapot, promises).findings] == ["status"]
        if rule.expected.empty:
            assert compare_answer(rule.expected, golden_answer(rule, b"x"), promises).findings
