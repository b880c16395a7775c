"""A run against a server: what is kept passes, each broken promise fails by name, what cannot be asked is skipped and says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.conformance import Outcome, Verdict, report_json, write_verdict
from tests.unit.conformance.scripted_server import (
    CALL,
    DELETE,
    FETCH,
    GOOD,
    GOOD_CALL,
    GUEST,
    LIST,
    NO_CREDENTIALS,
    PLACE,
    ROOT,
    SECRET,
    WRITER,
    Said,
    exchanges_in,
    run_against,
    serving,
)

CALLS = f"GET {ROOT}/Calls.json"
ITEM = f"GET {ROOT}/Calls/{CALL}.json"
XML = {"Content-Type": "application/xml"}


async def test_a_server_that_keeps_the_dialect_passes_with_data_of_its_own(tmp_path: Path) -> None:
    async with serving(GOOD) as server:
        verdicts = await run_against(server, exchanges_in(tmp_path, FETCH + LIST))
    assert {name: verdict.outcome for name, verdict in verdicts.items()} == {"fetch-a-call": "pass", "list-calls": "pass"}
    assert server.asked.count(ITEM) == 1


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        (Said(GOOD_CALL, 500), ("status", "200", "500")),
        (Said(GOOD_CALL, headers=XML), ("header Content-Type", "application/json", "application/xml")),
        (Said("{"), ("body", "a body of type application/json", "no JSON: ")),
        (Said(GOOD_CALL.replace('"muted": true, ', "")), ("$", "the names muted", "they are missing")),
        (Said(GOOD_CALL.replace("true", '"true"')), ("$/muted", "a boolean", "text")),
        (Said(GOOD_CALL.replace(f'"{CALL}"', "null")), ("$/sid", "text", "null")),
        (Said(GOOD_CALL.replace(CALL, "7")), ("$/sid", "a sid CA", "any text of the form '9'")),
        (Said(GOOD_CALL.replace('"3"', '"short"')), ("$/duration", "a whole number", "any text of the form 'xxxxx'")),
        (Said(""), ("body", "one of type application/json", "none")),
    ],
    ids=["status", "type", "no-json", "missing", "sort", "null", "id", "format", "empty"],
)
async def test_each_broken_promise_fails_by_name(tmp_path: Path, answer: Said, finding: tuple[str, str, str]) -> None:
    async with serving(GOOD | {ITEM: answer}) as server:
        verdict = (await run_against(server, exchanges_in(tmp_path, FETCH + LIST)))["fetch-a-call"]
    assert verdict.outcome is Outcome.FAIL
    found = verdict.findings[0]
    assert (found.where, found.expected) == finding[:2]
    assert found.found.startswith(finding[2])


async def test_an_item_of_a_list_is_held_to_the_same(tmp_path: Path) -> None:
    async with serving(GOOD | {CALLS: Said('{"calls": [{"sid": "1"}, {"sid": "2"}], "page": "0"}')}) as server:
        verdict = (await run_against(server, exchanges_in(tmp_path, FETCH + LIST)))["list-calls"]
    assert [finding.where for finding in verdict.findings] == ["$/calls[]", "$/calls[]/sid", "$/page"]


async def test_an_empty_list_is_skipped_and_its_item_too(tmp_path: Path) -> None:
    empty = Said('{"calls": [], "page": 0}')
    async with serving({CALLS: empty, f"GET {ROOT}/Calls": empty}) as server:
        verdicts = await run_against(server, exchanges_in(tmp_path, FETCH + LIST))
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.SKIP}
    assert verdicts["list-calls"].reason == "the list of the server is empty: its items could not be looked at"
    assert verdicts["fetch-a-call"].reason == "the server has none: /2010-04-01/Accounts/{AC}/Calls/{CA}.json"


async def test_what_cannot_be_learned_is_skipped(tmp_path: Path) -> None:
    async with serving({}) as server:
        verdict = (await run_against(server, exchanges_in(tmp_path, FETCH)))["fetch-a-call"]
    assert (verdict.outcome, verdict.reason) == (Outcome.SKIP, "Calls could not be listed: the server answered 404")


async def test_a_server_that_is_not_there_fails(tmp_path: Path) -> None:
    async with serving(GOOD) as server:
        pass
    verdict = (await run_against(server, exchanges_in(tmp_path, LIST)))["list-calls"]
    assert verdict.outcome is Outcome.FAIL
    assert verdict.findings[0].where == "answer"


async def test_missing_credentials_are_missing(tmp_path: Path) -> None:
    refusal = Said('{"message": "Go away", "status": 401}', 401, {"WWW-Authenticate": 'Basic realm="here"'})
    async with serving(GOOD | {CALLS: refusal}) as server:
        verdict = (await run_against(server, exchanges_in(tmp_path, FETCH + NO_CREDENTIALS)))["no-credentials"]
        assert verdict.outcome is Outcome.PASS
        server.script[CALLS] = Said(refusal.body, 401, {})
        verdict = (await run_against(server, exchanges_in(tmp_path, FETCH + NO_CREDENTIALS)))["no-credentials"]
    assert [finding.where for finding in verdict.findings] == ["header WWW-Authenticate"]


async def test_nothing_that_changes_is_sent_without_leave(tmp_path: Path) -> None:
    async with serving(GOOD) as server:
        verdicts = await run_against(server, exchanges_in(tmp_path, FETCH + PLACE + DELETE))
    assert {line.partition(" ")[0] for line in server.asked} == {"GET"}
    assert verdicts["place-a-call"].reason == "it may change something; --write runs it"


async def test_what_was_made_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    exchanges = exchanges_in(tmp_path, DELETE + PLACE)
    async with serving(GOOD) as server:
        verdicts = await run_against(server, exchanges, WRITER)
    assert [line.partition(" ")[0] for line in server.asked] == ["POST", "DELETE"]
    assert "To=%2B14155550111&From=%2B14155550112" in server.bodies[0]
    assert {verdict.outcome for verdict in verdicts.values()} == {Outcome.PASS}
    async with serving(GOOD) as server:
        verdicts = await run_against(server, exchanges_in(tmp_path, DELETE), WRITER)
    assert server.asked == []
    assert verdicts["delete-a-call"].reason.startswith("this run has made none to delete")


async def test_no_number_is_called_that_was_not_given(tmp_path: Path) -> None:
    guest = type(WRITER)(WRITER.account, WRITER.secret, writes=True)
    async with serving(GOOD) as server:
        verdict = (await run_against(server, exchanges_in(tmp_path, PLACE), guest))["place-a-call"]
    assert (verdict.outcome, verdict.reason) == (Outcome.SKIP, "no phone number was given: --to")
    assert server.asked == []


async def test_no_report_holds_what_is_the_users(tmp_path: Path) -> None:
    private = GOOD_CALL.replace('"3"', '"+14155550125"')
    async with serving(GOOD | {ITEM: Said(private)}) as server:
        verdicts = await run_against(server, exchanges_in(tmp_path, FETCH + LIST))
    report = report_json("a-dialect", server.url, list(verdicts.values())) + "\n".join(all_lines(verdicts))
    for private_text in (SECRET, GUEST.account, CALL, "+14155550125"):
        assert private_text not in report
    assert "+99999999999" in report
    assert SECRET not in repr(GUEST)


def all_lines(verdicts: dict[str, Verdict]) -> list[str]:
    return [line for verdict in verdicts.values() for line in write_verdict(verdict)]
