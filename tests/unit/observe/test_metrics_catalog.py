"""The catalogue of the metrics is all there is, its table speaks of this gateway, and nothing else can be made."""

from __future__ import annotations

import re

import pytest
from prometheus_client import CollectorRegistry, Metric

from gateway.observe.metrics.catalog import CATALOG, SECTIONS
from gateway.observe.metrics.config import ConfigMetrics
from gateway.observe.metrics.described import Kind, Teller
from gateway.observe.metrics.instruments import Instruments, in_order
from gateway.observe.metrics.labels import ATTEMPT_KINDS, LIMITS
from gateway.observe.metrics.registry import GatewayMetrics
from gateway.observe.metrics.table import table
from gateway.observe.metrics.workers import WorkerMetrics
from gateway.policy.admission.refusals import Reason
from gateway.settings.sections.routes import UnknownParameters
from tests.documents import code_in, configuration_keys

DESCRIBED = pytest.mark.parametrize("name", CATALOG)


def made() -> list[Metric]:
    return [*GatewayMetrics().families(), *WorkerMetrics().families(1), *ConfigMetrics().families()]


def test_what_is_made_is_what_is_described() -> None:
    assert {family.name: (family.type, family.documentation) for family in made()} == {
        one.family: (one.kind, one.help) for one in CATALOG.values()
    }
    assert len(CATALOG) == sum(len(section.metrics) for section in SECTIONS)


@DESCRIBED
def test_each_is_described_whole(name: str) -> None:
    one = CATALOG[name]
    assert re.fullmatch(r"gateway_[a-z]+(?:_[a-z]+)*", name)
    assert name.endswith("_total") is (one.kind is Kind.COUNTER)
    assert one.help.endswith(".")
    assert one.means
    assert not one.means.endswith(".")
    assert bool(one.buckets) is (one.kind is Kind.HISTOGRAM)
    assert list(one.buckets) == sorted(set(one.buckets))
    assert (one.mode is not None) is (one.kind is Kind.GAUGE and one.teller is Teller.SERVING)


def test_what_nobody_described_cannot_be_made() -> None:
    make = Instruments(CollectorRegistry())
    with pytest.raises(KeyError):
        make.counter("gateway_surprises_total")
    with pytest.raises(ValueError, match="is a gauge"):
        make.counter("gateway_queue")


def test_families_without_a_series_are_there_too() -> None:
    families = in_order((), *Teller)
    assert [family.name for family in families] == [one.family for one in CATALOG.values()]
    assert [family.samples for family in families] == [[] for _ in CATALOG]


def test_the_values_of_labels_are_those_of_the_code() -> None:
    assert set(Reason) < set(LIMITS)
    assert set(CATALOG["gateway_unknown_parameters_total"].labels[1].values) == set(UnknownParameters)
    assert all(kind.startswith("backend_") for kind in ATTEMPT_KINDS)


def test_the_table_names_keys_the_configuration_has() -> None:
    keys = configuration_keys()
    tops = {key.partition(".")[0].partition("[")[0] for key in keys}
    named = {code for code in code_in(table()) if re.fullmatch(r"[\w.\[\]]+", code) and re.split(r"[.\[]", code)[0] in tops}
    named = {code for code in named if "." in code or "[" in code}
    assert len(named) > 8
    assert named - keys == set()
