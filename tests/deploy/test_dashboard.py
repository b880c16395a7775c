"""deploy/grafana: a dashboard whose panels ask for metrics there are, and leave none out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from gateway.observe.metrics.catalog import CATALOG
from tests.deploy.named_metrics import names_in, wrong_in
from tests.deploy.placing import DEPLOY

DASHBOARD = json.loads((DEPLOY / "grafana" / "dashboard.json").read_text("utf-8"))
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
COLUMNS = 24


def expressions() -> Iterator[str]:
    yield from (target["expr"] for panel in PANELS for target in panel["targets"])
    yield from (variable["query"]["query"] for variable in DASHBOARD["templating"]["list"] if variable["type"] == "query")
    yield from (annotation["expr"] for annotation in DASHBOARD["annotations"]["list"])


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel["title"])
def test_a_panel_asks_for_what_there_is(panel: dict[str, Any]) -> None:
    assert [wrong for target in panel["targets"] for wrong in wrong_in(target["expr"])] == []
    assert all(target["datasource"] == SOURCE for target in panel["targets"])
    assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])


def test_every_metric_of_the_gateway_is_shown() -> None:
    assert set(CATALOG) - {name for expression in expressions() for name in names_in(expression)} == set()
    assert [wrong for expression in expressions() for wrong in wrong_in(expression)] == []


def test_panels_have_places_of_their_own() -> None:
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert place["x"] + place["w"] <= COLUMNS, panel["title"]
        assert not cells & taken, panel["title"]
        taken |= cells


def test_what_panels_ask_for_is_chosen_above_them() -> None:
    variables = {variable["name"] for variable in DASHBOARD["templating"]["list"]}
    assert variables == {"datasource", "job", "instance", "route"}


def test_grafana_is_told_where_prometheus_and_the_dashboard_are() -> None:
    sources = yaml.safe_load((DEPLOY / "grafana" / "datasource.yaml").read_text("utf-8"))["datasources"]
    assert [(source["type"], source["url"], source["isDefault"]) for source in sources] == [
        ("prometheus", "http://prometheus:9090", True)
    ]
    (provider,) = yaml.safe_load((DEPLOY / "grafana" / "dashboards.yaml").read_text("utf-8"))["providers"]
    configs = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text("utf-8"))["services"]["grafana"]["configs"]
    assert provider["options"]["path"] + "/gateway.json" in {config["target"] for config in configs}
