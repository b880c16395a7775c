"""Every Prometheus expression of every document is one Prometheus reads, of metrics and labels that are there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.docs.markdown import blocks, documents, prose_of, read
from tests.documents import code_in, rows_in

_NAME = re.compile(r"\bgateway_[a-z0-9_]+")
_OF_A_HISTOGRAM = re.compile(r"_(?:bucket|sum|count)$")
_EXPRESSION = re.compile(r"[(<>]|==")
_LABELS = re.compile(r"\b(?P<name>gateway_[a-z0-9_]+)\{(?P<labels>[^}]*)\}")
_BY = re.compile(r"\bby \((?P<labels>[^)]*)\)")


def expressions() -> list[tuple[str, str]]:
    """Where each stands, and the expression; in tables `|` is written with a backslash."""
    spans = [(file, code.replace("\\|", "|")) for file in documents() for code in code_in(prose_of(read(file)))]
    blocked = [(str(block), line) for block in blocks("promql") for line in re.split(r"\n\s*\n", block.text.strip())]
    return [(where, one) for where, one in (*spans, *blocked) if _NAME.search(one) and _EXPRESSION.search(_LABELS.sub("", one))]


def test_prometheus_reads_them(tmp_path: Path) -> None:
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed")
    rules = [
        {"alert": f"Shown{number}", "expr": one, "labels": {"where": where}}
        for number, (where, one) in enumerate(expressions())
    ]
    assert len(rules) > 15
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "documents", "rules": rules}]}), "utf-8")
    checked = subprocess.run(["promtool", "check", "rules", str(file)], capture_output=True, text=True, check=False, timeout=30)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def metrics() -> dict[str, set[str]]:
    """The metrics and their labels, from the generated table."""
    rows = [(code_in(row[0]), row[2]) for row in rows_in(read("docs/tables/metrics.md")) if len(row) > len(("metric", "kind"))]
    return {names[0]: set(code_in(labels)) for names, labels in rows if names and _NAME.fullmatch(names[0])}


@pytest.mark.parametrize("file", documents())
def test_every_metric_named_is_there(file: str) -> None:
    text = "\n".join((*code_in(prose_of(read(file))), *(block.text for block in blocks("promql") if block.file == file)))
    paths = {name for name in _NAME.findall(text) if re.search(rf"[/.]{name}\b|\b{name}[/.]", text)}
    named = set(_NAME.findall(text)) - paths
    assert sorted(name for name in named if name not in metrics() and _OF_A_HISTOGRAM.sub("", name) not in metrics()) == []


def test_every_label_asked_for_is_one_of_its_metric() -> None:
    wrong = []
    for where, one in expressions():
        for match in _LABELS.finditer(one):
            known = metrics().get(_OF_A_HISTOGRAM.sub("", match["name"]), set()) | metrics().get(match["name"], set())
            asked = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", match["labels"])) - {"le"}
            wrong += [(where, match["name"], label) for label in sorted(asked - known)]
        names = [_OF_A_HISTOGRAM.sub("", name) for name in _NAME.findall(one)]
        known = {label for name in names for label in metrics().get(name, set())} | {"le"}
        wrong += [
            (where, one, label)
            for match in _BY.finditer(one)
            for label in re.findall(r"\w+", match["labels"])
            if label not in known
        ]
    assert wrong == []
