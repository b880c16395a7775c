"""The benchmark's reckoning and showing: medians, ratios, tables, plots, what wrk says, the place in the README."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import choice
from bench.agreement import read_xml
from bench.cells import Cell, Plan, Turn, median_of, ratios
from bench.growth import Growth, growth_table, write_plots
from bench.latency import Delay
from bench.report import BEGIN, END, Report, write_between_markers
from bench.subjects import GATEWAY, LUA, REWRITE
from bench.svg import Line, plot
from bench.table import table, throughput
from bench.workloads import WORKLOADS
from bench.wrk import Run, parse, script

README = Path(__file__).parents[2] / "bench" / "README.md"


def cell(subject: str, rate: float, *, workload: str = "2008/1", fault: str = "") -> Cell:
    return median_of(workload, subject, Plan(), [Turn(rate, rate, fault)])


def test_a_cell_is_the_median_of_its_turns_with_the_extremes_beside_it() -> None:
    found = median_of("2008/1", GATEWAY, Plan(connections=8, workers=2), [Turn(5, 1), Turn(9, 3), Turn(6, 2)])
    assert found == Cell("2008/1", GATEWAY, 2, 8, per_cpu_second=6, per_second=2, spread=(5, 9))


def test_one_turn_that_failed_makes_the_cell_a_failed_one() -> None:
    found = median_of("2008/1", GATEWAY, Plan(), [Turn(5, 1), Turn(9, 3, "3 errors")])
    assert found.fault == "3 errors"


def test_a_ratio_is_the_gateways_rate_by_the_peers_and_of_failed_ones_there_is_none() -> None:
    cells = [cell(GATEWAY, 500), cell(LUA, 1000), cell(REWRITE, 4000, fault="refused"), cell(LUA, 10, workload="other/1")]
    assert ratios(cells) == {("2008/1", 1, 32, LUA): 0.5}


def test_the_table_has_a_row_for_each_workload_and_a_column_for_each_peer_that_ran() -> None:
    cells = [
        cell(GATEWAY, 1234.5),
        cell(LUA, 2469),
        cell(GATEWAY, 12.34, workload="2008/1000"),
        cell(LUA, 1, workload="2008/1000", fault="x"),
    ]
    assert throughput(cells).splitlines() == [
        "| workload  | conns | procs | gateway | nginx+Lua (ratio) |",
        "| --------- | ----: | ----: | ------: | ----------------: |",
        "| 2008/1    |    32 |     1 |   1,234 |      2,469 (0.50) |",
        "| 2008/1000 |    32 |     1 |    12.3 |            failed |",
    ]


def test_a_table_without_rows_is_a_head() -> None:
    assert table(("a", "bb"), []) == "| a | bb |\n| - | -: |"


WRK = """Running 1s test @ http://127.0.0.1:8080/x
  1 threads and 32 connections
{"requests": 14768, "microseconds": 2001303, "refused": 0, "broken": 1, "late": 2}
"""


def test_what_wrk_says_is_read() -> None:
    assert parse(WRK) == Run(requests=14768, seconds=2.001303, refused=0, broken=1, late=2)


def test_wrk_that_says_nothing_is_a_fault() -> None:
    with pytest.raises(ValueError, match="wrk told nothing: 'unable to connect'"):
        parse("unable to connect")


@pytest.mark.parametrize(
    ("run", "status", "fault"),
    [
        (Run(10, 1.0, 0, 0, 0), 200, ""),
        (Run(10, 1.0, 10, 0, 0), 404, ""),
        (Run(10, 1.0, 3, 0, 0), 200, "3 of 10 answers had a status above 399, 0 were expected"),
        (Run(10, 1.0, 9, 0, 0), 404, "9 of 10 answers had a status above 399, 10 were expected"),
        (Run(10, 1.0, 0, 1, 0), 200, "1 errors of connections, 0 requests without an answer"),
        (Run(10, 1.0, 0, 0, 1), 200, "0 errors of connections, 1 requests without an answer"),
        (Run(0, 1.0, 0, 0, 0), 200, "nothing was answered"),
    ],
)
def test_a_run_counts_only_where_every_answer_was_the_expected_one(run: Run, status: int, fault: str) -> None:
    assert run.fault(status) == fault


def test_the_script_for_wrk_sends_the_request_of_the_workload() -> None:
    create = next(workload for workload in WORKLOADS if workload.method == "POST")
    text = script(create)
    assert 'wrk.method = "POST"' in text
    assert f'wrk.body = "{create.body}"' in text
    assert f'wrk.headers["Authorization"] = "{create.authorization}"' in text


def test_a_plot_is_a_picture_with_a_point_for_each_value() -> None:
    picture = read_xml(plot("a < b", "items", "µs", [Line("one", [(1, 10), (10, 20), (100, 30)]), Line("two", [(5, 5)])]))
    circles = [element for element in picture.iter() if element.tag.endswith("circle")]
    assert [(circle.get("cx"), circle.get("cy")) for circle in circles[:3]] == [
        ("70.0", "224.0"),
        ("345.0", "178.0"),
        ("620.0", "132.0"),
    ]
    assert len(circles) == 4
    assert "a < b" in [element.text for element in picture.iter()]


def test_of_nothing_there_is_no_plot() -> None:
    with pytest.raises(ValueError, match="there is nothing to plot"):
        plot("a", "b", "c", [Line("one", [])])


def test_what_a_further_item_costs_is_what_the_first_did_not() -> None:
    assert Growth("lists", ((1, 100.0), (2, 700.0), (11, 200.0), (101, 1100.0))).per_further_item() == ((11, 10.0), (101, 10.0))


def test_growth_is_shown_as_a_table_and_as_two_plots(tmp_path: Path) -> None:
    items = Growth("lists", ((1, 100.0), (1000, 9000.0)))
    assert growth_table([items, Growth("others", ((1, 50.0),))]).splitlines()[2:] == [
        "| 1        |       100 |         50 |",
        "| 1,000    |     9,000 |          – |",
    ]
    write_plots([items], [Growth("routes", ((1, 100.0),))], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["growth-configuration.svg", "growth-items.svg"]


def test_a_report_is_told_as_text_and_as_json() -> None:
    report = Report({"Python": "3.11"}, [cell(GATEWAY, 500), cell(LUA, 1000, fault="gone")], missing={"Envoy": "not here"})
    report.delays.append(Delay("2008/1", 250, (1.0, 3.5), (0.5, 1.25)))
    text = report.text()
    assert text.startswith("Python 3.11.\n\n")
    assert "- 2008/1, nginx+Lua: failed, gone." in text
    assert "- Envoy is left out: not here." in text
    assert "| 2008/1   |     250 |           1.00 |           3.50 |         0.50 |         1.25 |         2.25 |" in text
    assert json.loads(report.json())["cells"][0]["per_cpu_second"] == 500


def test_the_last_run_is_put_between_the_markers(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text(f"before\n{BEGIN}\nold\n{END}\nbehind\n")
    write_between_markers(file, "new")
    assert file.read_text() == f"before\n{BEGIN}\n\nnew\n\n{END}\nbehind\n"


def test_a_file_without_markers_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("nothing")
    with pytest.raises(ValueError, match="has no <!-- last run: begin -->"):
        write_between_markers(file, "new")
    assert file.read_text() == "nothing"


def test_the_readme_has_the_markers_and_names_every_family_of_workloads() -> None:
    text = README.read_text("utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert [family for family in {workload.family for workload in WORKLOADS} if f"`{family}`" not in text] == []


def test_words_choose_workloads_and_a_whole_name_chooses_one_alone() -> None:
    batches = choice.usual(Plan())
    chosen = choice.only(batches[:1], ["pass-json/1", "restcomm"])
    names = [workload.name for workload in chosen[0].workloads]
    assert names == [*(f"restcomm-to-2010-json/{size}" for size in (1, 50, 1000)), "pass-json/1"]
    assert choice.only(batches, ["no such"]) == []
    assert choice.only(batches, []) == batches
