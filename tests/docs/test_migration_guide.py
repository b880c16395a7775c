"""docs/migrate-2008-to-2010.md is what the gateway does: every pair in it, every named change once, and no name that is none."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from gateway.dialects.change import Gone, Refused
from gateway.dialects.twilio_2008.changes import CHANGES
from tests.docs.guide import NEW, OLD, Message, Pair, carry, differences, pairs_in
from tests.docs.markdown import Section, read, sections_in
from tests.documents import code_in, rows_in

GUIDE = read("docs/migrate-2008-to-2010.md")
NAMES = {change.name for change in CHANGES}
SECTIONS = [section for section in sections_in(GUIDE) if pairs_in(section.text)]
TABLED = {change.name: change for change in CHANGES if any(isinstance(rule, Gone | Refused) for rule in change.rules)}

_CHANGES_OF = re.compile(r"^\*Changes?:\* (?P<names>.*(?:\n.+)*)", re.MULTILINE)


def named_as_headline(text: str) -> list[str]:
    """The changes a section says it is about, in its line *Changes:* …"""
    return [name for line in _CHANGES_OF.finditer(text) for name in code_in(line["names"])]


def rows_of_changes() -> dict[str, list[str]]:
    return {code_in(row[0])[0]: row for row in rows_in(GUIDE) if len(row) == 3 and set(code_in(row[0])) & NAMES}


def test_every_change_is_told_once() -> None:
    told = Counter([*named_as_headline(GUIDE), *rows_of_changes()])
    assert sorted(NAMES - told.keys()) == []
    assert sorted(name for name, times in told.items() if times > 1) == []


def test_no_change_is_told_that_is_none() -> None:
    assert sorted(set(named_as_headline(GUIDE)) - NAMES) == []
    like_one = {code for code in code_in(GUIDE) if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+){3,}", code)}
    assert sorted(like_one - NAMES) == []


def test_there_are_pairs_of_every_part() -> None:
    assert len(SECTIONS) > 20


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.title.replace(" ", "-"))
async def test_what_is_shown_is_what_is_done(section: Section) -> None:
    fired: set[str] = set()
    for pair in pairs_in(section.text):
        assert pair.asked.dialect == OLD
        assert [one.dialect for one in pair.behind] == [NEW] * len(pair.behind)
        outcome = await carry(pair)
        assert list(differences(pair, outcome)) == []
        fired |= outcome.changes
    assert sorted(set(named_as_headline(section.text)) - fired) == []


def words_of_tables() -> list[tuple[str, str, str]]:
    """Of the tables of words: the section, the word of 2010, and what 2008 shows for it."""
    tables = [section for section in sections_in(GUIDE) if "\n| 2008 | 2010 |" in section.text]
    rows = [(section.title, row) for section in tables for row in rows_in(section.text) if row]
    return [(title, word, row[0].strip("`")) for title, row in rows for word in code_in(row[1])]


def test_there_are_tables_of_words() -> None:
    assert len(words_of_tables()) > len(("queued", "sending", "sent", "failed")) * 4


@pytest.mark.parametrize(("title", "word", "shown"), words_of_tables())
async def test_a_word_of_2010_is_shown_as_the_table_says(title: str, word: str, shown: str) -> None:
    kind, path = ("SM", "SMS/Messages") if "Their" in title else ("CA", "Calls")
    sid = kind + "0" * 32
    direction = "inbound" if shown == "1" else "outbound-api"
    body = json.dumps({"sid": sid, "status": word, "direction": direction})
    asked = Message("GET", f"/2008-08-01/Accounts/AC1/{path}/{sid}", [], body=f"<Status>{shown}</Status>")
    behind = Message("GET", f"/2010-04-01/Accounts/AC1/{path.removeprefix('SMS/')}/{sid}.json", [], body=body)
    pair = Pair(asked, (behind,))
    assert list(differences(pair, await carry(pair))) == []


def test_every_answer_of_a_backend_is_whole() -> None:
    """What is played as a backend is what is shown, so it has to be JSON, and to have no part left out."""
    for pair in pairs_in(GUIDE):
        for message in pair.behind:
            assert not message.body or json.loads(message.body)


@pytest.mark.parametrize("name", sorted(TABLED))
def test_a_row_names_the_fields_and_parameters_of_its_change(name: str) -> None:
    ours = [word for rule in TABLED[name].rules if isinstance(rule, Gone | Refused) for word in rule.ours]
    assert sorted(code_in(rows_of_changes()[name][1])) == sorted(ours)
