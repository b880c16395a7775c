"""`/metrics` of a gateway that serves, as one process and as two workers: every family of the catalogue, and nothing else."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from gateway.app import known_dialects
from gateway.observe.metrics.catalog import CATALOG
from gateway.observe.metrics.described import Described, Teller
from gateway.settings import Settings, parse_settings
from tests.lifecycle.living import ANSWER, FETCH, ID, PATIENCE, SECRET, Config, Living, living
from tests.unit.observe.allowed import strange_labels
from tests.unit.observe.recorded import told
from tests.unit.upstream.raw_backend import backend_with

DEAD = "http://localhost:1"
CONFIG = """\
allow_inline_secrets: true
workers: {workers}
shutdown: {{notice: 0s, deadline: 10s}}
listen: [{{bind: "127.0.0.1:0", public_url: http://gateway.example}}]
admin: {{bind: "127.0.0.1:0"}}
backends:
  behind: {{dialect: twilio-2010, endpoints: [{endpoint}]}}
{more}
accounts:
  - name: acme
    caller: {{id: {id}, secret: {secret}}}
    backend: {{id: ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, secret: secret-behind}}
routes:
  - {{name: dead, when: {{path: /2010-04-01}}, caller: twilio-2010, backend: {dead}}}
  - {{name: old, when: {{path: /2008-08-01}}, caller: twilio-2008, backend: behind, unknown_parameters: drop}}
"""
BESIDE = f"  beside: {{dialect: twilio-2010, endpoints: [{DEAD}]}}"
BOTH = pytest.mark.parametrize("workers", [1, 2])


@dataclass
class TwoBackends(Config):
    """A backend that answers, and, until it is taken out, one nobody can reach."""

    has_beside: bool = True

    @property
    def text(self) -> str:
        more, dead = (BESIDE, "beside") if self.has_beside else ("", "behind")
        return CONFIG.format(workers=self.workers, endpoint=self.endpoint, id=ID, secret=SECRET, more=more, dead=dead)

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def write(self) -> None:
        self.file.write_text(self.text)

    def settings(self) -> Settings:
        return parse_settings(self.text, "gateway.yaml", known_dialects(), {}, base=self.file.parent)


@asynccontextmanager
async def used(file: Path, workers: int) -> AsyncIterator[tuple[Living, TwoBackends]]:
    """A gateway that has carried calls, lost something, failed to reach a backend and refused what is no call."""
    async with backend_with(ANSWER) as backend:
        config = TwoBackends(file, backend.endpoint, workers)
        async with living(config) as gateway:
            statuses = [(await gateway.call()).status for _ in range(6)]
            statuses += [(await gateway.call(target=f"{FETCH}?Odd=1")).status]
            statuses += [(await gateway.call(target=FETCH.replace("2008-08-01", "2010-04-01"))).status]
            statuses += [(await gateway.call(target="/nowhere")).status]
            assert statuses == [200] * 7 + [502, 404]
            yield gateway, config


async def text_of(gateway: Living) -> str:
    """Once the workers have measured all there is to measure: they do it now and then."""
    async with asyncio.timeout(PATIENCE):
        while True:
            text = (await gateway.ask("GET", "/metrics")).body.decode()
            if "gateway_endpoint_requests{" in text and "gateway_endpoint_connections{" in text:
                return text


def families_in(text: str) -> list[Metric]:
    return list(text_string_to_metric_families(text))


@BOTH
async def test_every_metric_described_is_told_and_every_one_told_is_described(file: Path, workers: int) -> None:
    async with used(file, workers) as (gateway, config):
        families = families_in(await text_of(gateway))
    assert [(family.name, family.type, family.documentation) for family in families] == [
        (one.family, one.kind, one.help) for one in in_the_order_of_tellers()
    ]
    assert [family.name for family in families if not family.samples] == []
    assert list(strange_labels(families, config.settings(), config.hash)) == []
    assert sum(told(families, "gateway_calls_total").values()) == 9
    assert told(families, "gateway_losses_total") == {("unknown-parameter-dropped", "old"): 1}
    assert told(families, "gateway_unknown_parameters_total")["drop", "old"] == 1
    assert told(families, "gateway_upstream_seconds_count") == {("behind",): 7, ("beside",): 1}
    assert told(families, "gateway_own_seconds_count") == {("old",): 7, ("dead",): 1, ("none",): 1}
    assert told(families, "gateway_backend_failures_total")["beside", DEAD, "backend_unreachable"] >= 1
    assert told(families, "gateway_endpoint_last_failure_timestamp_seconds").keys() == {("beside", DEAD, "backend_unreachable")}
    assert told(families, "gateway_workers_ready") == {(): workers}
    assert told(families, "gateway_config_info") == {(config.hash,): 1}


def in_the_order_of_tellers() -> list[Described]:
    """As they are told: by those that carry calls, then by who keeps these, then by who reads the configuration."""
    order = (Teller.SERVING, Teller.KEEPING_WORKERS, Teller.CONFIGURED)
    return sorted(CATALOG.values(), key=lambda one: order.index(one.teller))


@BOTH
async def test_a_backend_that_a_reload_removed_is_told_only_as_what_was_counted(file: Path, workers: int) -> None:
    async with used(file, workers) as (gateway, config):
        before = families_in(await text_of(gateway))
        config.has_beside = False
        config.write()
        assert (await gateway.ask("POST", "/reload")).status == 200
        async with asyncio.timeout(PATIENCE):  # workers that serve the old config finish their calls and go
            while f'gateway_endpoint_up{{backend="beside",endpoint="{DEAD}"}}' in await text_of(gateway):
                pass
        families = families_in(await text_of(gateway))
    tells = {family.name for family in families for one in family.samples if one.labels.get("endpoint") == DEAD}
    assert tells == {"gateway_backend_failures", "gateway_backend_repeats"}
    assert told(families, "gateway_endpoint_up").keys() == {("behind", config.endpoint)}
    assert told(families, "gateway_calls_total") == told(before, "gateway_calls_total"), "what was counted is counted"
    assert told(families, "gateway_config_info") == {(config.hash,): 1} != told(before, "gateway_config_info")
    assert told(families, "gateway_config_reload_seconds")[()] > 0
    assert told(families, "gateway_reloads_total") == {("applied",): 1, ("refused",): 0}
    assert told(families, "gateway_config_last_reload_ok") == {(): 1}


@BOTH
async def test_promtool_finds_nothing_to_say(file: Path, workers: int) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: Debian's package prometheus has it")
    async with used(file, workers) as (gateway, _):
        text = await text_of(gateway)
    command = (promtool, "check", "metrics")
    checked = await asyncio.to_thread(
        subprocess.run, command, input=text, capture_output=True, text=True, timeout=60, check=False
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
