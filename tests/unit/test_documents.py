"""docs/threat-model.md and docs/operate.md speak of this gateway: its tests, files, keys, metrics, lines of the log, answers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.model import Problem, ProblemKind, Source
from gateway.observe.metrics.catalog import CATALOG
from gateway.observe.metrics.labels import LIMITS
from gateway.server.events import Refused
from gateway.wire import Headers, WireRequest
from tests.documents import anchors_of, code_in, configuration_keys, links_in, rows_in
from tests.log_sentences import is_logged_as, log_sentences
from tests.named_tests import ROOT, is_there, named_in

THREATS = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
OPERATING = (ROOT / "docs" / "operate.md").read_text("utf-8")
BOTH = pytest.mark.parametrize("text", [THREATS, OPERATING], ids=["threat-model", "operate"])
ENVELOPE = "json-envelope"
TARGETS = {
    "twilio-2008": "/2008-08-01/Accounts/AC1/Calls",
    "twilio-2010": "/2010-04-01/Accounts/AC1/Calls.json",
    "restcomm-2012": "/restcomm/2012-04-24/Accounts/AC1/Calls.json",
    ENVELOPE: "/calls/00000000-0000-0000-0000-000000000001",
}

_LETTERS = re.compile(r"[STRIDE](?:, [STRIDE])*")
_ITEM = re.compile(r"^- \*\*(?P<what>\w+)\*\*: (?P<told>.*(?:\n  .*)*)", re.MULTILINE)
_METRIC = re.compile(r"gateway_[a-z_]+")
_LABEL = re.compile(r"\{(?P<label>[a-z]+)=~?\\?\"(?P<values>[^\"]+)\"\}")
_OPENS = re.compile(
    r"ClientSession\(|open_connection\(|create_connection\(|\.from_url\(|\burllib\.request|\bhttp\.client|smtplib"
)
_HOLDS_URL = re.compile(r"ur[li]$|callback$", re.IGNORECASE)

ROWS = [cells for cells in rows_in(THREATS) if cells and _LETTERS.fullmatch(cells[0])]
STATUSES = [cells for cells in rows_in(OPERATING) if cells and re.fullmatch(r"\*\w+\*", cells[0])]


def test_every_threat_names_tests_or_settings_or_says_what_remains() -> None:
    assert len(ROWS) > 60
    assert [row for row in ROWS if len(row) != 5] == []
    assert [row[1] for row in ROWS if not (row[3] or row[4])] == []
    assert [row[3] for row in ROWS if re.sub(r"`[^`]+`(?: with `[^`]+`)?(?:<br>|$)", "", row[3])] == []
    assert {letter for row in ROWS for letter in row[0].split(", ")} == set("STRIDE")


def test_every_test_named_is_there() -> None:
    assert [test for test in named_in(THREATS + OPERATING) if not is_there(test)] == []


@BOTH
def test_every_file_and_section_named_is_there(text: str) -> None:
    files = [code.partition("::")[0] for code in code_in(text) if re.match(r"(?:gateway|tests|docs)/", code)]
    assert [file for file in files if not (ROOT / file).exists()] == []
    for link in links_in(text):
        file, _, anchor = link.partition("#")
        path = ROOT / "docs" / file
        assert path.exists(), link
        assert not anchor or anchor in anchors_of(path.read_text("utf-8") if file else text), link


@BOTH
def test_every_key_named_is_in_the_configuration(text: str) -> None:
    keys = configuration_keys()
    parts = {key for key in keys if key.isidentifier()}
    named = {code for code in code_in(text) if re.fullmatch(r"[\w.\[\]]+", code) and re.split(r"[.\[]", code)[0] in parts}
    assert len(named) > 10
    assert named - keys == set()


def test_every_metric_named_is_one_and_has_such_values() -> None:
    shown = "\n".join(code for code in code_in(OPERATING) if not code.startswith("tests/"))
    named = {name.removesuffix("_bucket") for name in _METRIC.findall(shown)}
    assert len(named) > 15
    assert named - CATALOG.keys() == set()
    values: dict[str, set[str]] = {"job": {"gateway"}}  # which Prometheus gives to what it scrapes (deploy/prometheus)
    for metric in CATALOG.values():
        for label in metric.labels:
            values.setdefault(label.name, set()).update(label.values)
    said = [(found["label"], value) for found in _LABEL.finditer(shown) for value in re.split(r"\\?\|", found["values"])]
    assert len(said) > 20
    assert [(label, value) for label, value in said if value not in values[label]] == []
    assert {value for label, value in said if label == "limit"} == set(LIMITS)
    assert {value for label, value in said if label == "why"} == set(Refused)


def items(what: str) -> list[str]:
    return [match["told"] for match in _ITEM.finditer(OPERATING) if match["what"] == what]


def test_every_fault_tells_what_is_seen_and_what_to_do() -> None:
    faults = [fault for fault in OPERATING.split("\n### ")[1:] if "- **" in fault]
    assert len(faults) > 25
    wanted = ["Callers", "Log", "Metrics", "Do"]
    assert [fault.partition("\n")[0] for fault in faults if [match["what"] for match in _ITEM.finditer(fault)] != wanted] == []


def test_what_is_said_of_the_log_is_what_is_logged() -> None:
    quoted = {code for told in items("Log") for code in code_in(told)} - configuration_keys()
    assert len(log_sentences()) > 20
    assert sorted(code for code in quoted if not any(is_logged_as(one, code) for one in log_sentences())) == []
    assert sorted(one for one in log_sentences() if not any(is_logged_as(one, code) for code in quoted)) == []


def test_what_callers_are_said_to_be_told_stands_in_the_source() -> None:
    told = " ".join(" ".join(items("Callers")).split())
    quoted = [sentence for sentence in re.findall(r"\"([^\"]+)\"", told) if " " in sentence]
    assert len(quoted) > 10
    source = "\n".join(_strings())
    assert [
        sentence for quote in quoted for sentence in re.split(r"(?<=\.) ", quote) if sentence.strip(" …") not in source
    ] == []


def _strings() -> Iterator[str]:
    """Every text in the gateway's source, and each piece of those made of pieces."""
    for path in (ROOT / "gateway").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


@pytest.mark.parametrize("cells", STATUSES, ids=lambda cells: cells[0].strip("*"))
def test_callers_get_the_status_of_the_table(cells: list[str]) -> None:
    kind = ProblemKind(cells[0].strip("*"))
    ours = Source.GATEWAY if kind in {ProblemKind.INTERNAL, ProblemKind.LOOP, ProblemKind.OVERLOADED} else Source.CALLER
    source = Source.BACKEND if kind.startswith("backend") else ours
    told, code = map(int, cells[2].split(", "))
    for status in map(int, cells[1].split()):
        for name, dialect in discover().items():
            face = Face("https://gateway.example", base_path=dialect.root, options=complete_options(dialect.options, {}))
            answer = dialect.write_problem(Problem(kind, source, status), WireRequest("GET", TARGETS[name], Headers([])), face)
            assert answer.status == (told if name == ENVELOPE else status), name
            assert name != ENVELOPE or b'"code": %d' % code in answer.body


def test_every_kind_of_problem_spoken_of_is_in_the_table() -> None:
    words = set(re.findall(r"\*([a-z]+(?:_[a-z]+)*)\*", OPERATING))
    assert len(STATUSES) > 10
    assert {cells[0].strip("*") for cells in STATUSES} == words


def test_connections_are_opened_where_the_threat_model_says() -> None:
    """The commands that drive a gateway from outside are not part of it, nor is the sandbox."""
    outside = {"commands", "conformance", "sandbox"}
    inside = [path.relative_to(ROOT) for path in (ROOT / "gateway").rglob("*.py")]
    inside = [path for path in inside if path.parts[1] not in outside]
    sentence = re.search(r"places open connections at all: (.*?)\.\n", THREATS, re.DOTALL)
    assert sentence is not None
    assert {str(path) for path in inside if _OPENS.search((ROOT / path).read_text("utf-8"))} == set(code_in(sentence[1]))


def test_every_parameter_that_holds_a_url_is_listed() -> None:
    listed = {code for cells in rows_in(THREATS) if len(cells) == 2 for code in code_in(cells[0])}
    operations = [operation for dialect in discover().values() for operation in dialect.operations.values()]
    known = {
        parameter.name for operation in operations for parameter in operation.parameters if _HOLDS_URL.search(parameter.name)
    }
    assert len(known) > 30
    assert known - listed == set()
