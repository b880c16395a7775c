"""deploy/prometheus: the files promtool takes, alerts that fire when they should, and what docs/operate.md says of them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.clients.sessions import need_package
from tests.deploy.named_metrics import names_in, wrong_in
from tests.deploy.placing import DEPLOY, run
from tests.documents import anchors_of, code_in, links_in
from tests.named_tests import ROOT

FOLDER = DEPLOY / "prometheus"
OPERATING = (ROOT / "docs" / "operate.md").read_text("utf-8")
RULES = [rule for group in yaml.safe_load((FOLDER / "rules.yml").read_text("utf-8"))["groups"] for rule in group["rules"]]
ALERTS = [rule for rule in RULES if "alert" in rule]
TESTS = yaml.safe_load((FOLDER / "rules_test.yml").read_text("utf-8"))["tests"]
MORNING = "in the morning: "


@pytest.fixture(scope="module")
def promtool() -> str:
    return need_package("prometheus")


def told_in_the_table() -> dict[str, tuple[str, list[str]]]:
    """What docs/operate.md says one should be woken by: expression, how soon, and the anchors it leads to."""
    _, _, section = OPERATING.partition("\n### What to be woken by\n")
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in section.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    return {
        code_in(cells[0])[0].replace("\\|", "|"): (cells[0].partition("`")[0].strip(), links_in(cells[1]))
        for cells in rows
        if code_in(cells[0])
    }


def test_promtool_takes_the_configuration_and_the_rules(promtool: str, tmp_path: Path) -> None:
    for file in FOLDER.glob("*.yml"):
        shutil.copy(file, tmp_path)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "admin-token").write_text("t0ken\n")
    assert "SUCCESS" in run(promtool, "check", "config", str(tmp_path / "prometheus.yml"))
    assert f"{len(RULES)} rules found" in run(promtool, "check", "rules", str(tmp_path / "rules.yml"))


def test_alerts_fire_when_they_should_and_not_before(promtool: str) -> None:
    assert "SUCCESS" in run(promtool, "test", "rules", "rules_test.yml", cwd=FOLDER)


def test_each_alert_is_tested_quiet_and_firing() -> None:
    asked = [(case["alertname"], bool(case["exp_alerts"])) for test in TESTS for case in test.get("alert_rule_test", ())]
    assert sorted(asked) == sorted((rule["alert"], fires) for rule in ALERTS for fires in (False, True))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.get("alert") or rule["record"])
def test_a_rule_asks_for_what_there_is(rule: dict[str, str]) -> None:
    assert wrong_in(rule["expr"]) == []
    assert names_in(rule["expr"]) or rule["expr"].startswith("up{")


def test_the_tests_of_the_rules_feed_series_there_are() -> None:
    assert [wrong for test in TESTS for series in test["input_series"] for wrong in wrong_in(series["series"])] == []


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_is_wrong_and_where_to_read_on(rule: dict[str, dict[str, str]]) -> None:
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert set(rule["annotations"]) == {"summary", "description", "runbook"}
    assert all(rule["annotations"].values())
    file, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert anchor in anchors_of((ROOT / file).read_text("utf-8"))


def test_alerts_are_those_of_the_table_and_lead_where_it_does() -> None:
    table = told_in_the_table()
    assert len(table) > 10
    assert {rule["expr"] for rule in ALERTS} == set(table)
    for rule in ALERTS:
        how_soon, links = table[rule["expr"]]
        assert rule["labels"]["severity"] == ("ticket" if how_soon == MORNING.strip() else "page"), rule["alert"]
        assert f"#{rule['annotations']['runbook'].partition('#')[2]}" in links, rule["alert"]


def test_what_is_scraped_is_called_as_the_alerts_call_it() -> None:
    configuration = yaml.safe_load((FOLDER / "prometheus.yml").read_text("utf-8"))
    assert [job["job_name"] for job in configuration["scrape_configs"]] == ["gateway"]
    monitor = yaml.safe_load((DEPLOY / "kubernetes" / "base" / "service-monitor.yaml").read_text("utf-8"))
    assert monitor["spec"]["jobLabel"] == "app.kubernetes.io/name"
    assert monitor["spec"]["selector"]["matchLabels"]["app.kubernetes.io/name"] == "gateway"
