"""The section `tracing`: what it is made into, what is left out of it, and that nothing shows the secrets for the collector."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from gateway.settings import Tracing
from gateway.settings.scalars.shares import read_share
from tests.settings.samples import SMALL, faults, parsed

SECRET = "s3cr3t-of-acme"
FULL = """\
tracing:
  endpoint: https://collector.example/otlp/v1/traces
  sample: 0.5%
  trust_callers: true
  service: edge-1
  headers: {Authorization: {env: ACME_TOKEN}}
"""


def tracing_of(text: str) -> Tracing:
    tracing = parsed(SMALL + text).tracing
    assert tracing is not None
    return tracing


def test_there_is_none_unless_it_is_asked_for() -> None:
    assert parsed(SMALL).tracing is None


def test_what_is_left_out_has_its_default() -> None:
    tracing = tracing_of("tracing: {endpoint: http://127.0.0.1:4318/v1/traces}")
    assert (tracing.sample.of_one, tracing.trust_callers, tracing.service, dict(tracing.headers), tracing.ca) == (
        0.1,
        False,
        "gateway",
        {},
        None,
    )


def test_what_is_said_is_taken() -> None:
    tracing = tracing_of(FULL)
    assert tracing.endpoint == "https://collector.example/otlp/v1/traces"
    assert (tracing.sample.of_one, str(tracing.sample), tracing.trust_callers) == (0.005, "0.5%", True)
    assert {name: secret.reveal() for name, secret in tracing.headers.items()} == {"authorization": SECRET}


def test_nothing_shows_the_secrets() -> None:
    settings = parsed(SMALL + FULL)
    assert settings.tracing is not None
    shown = f"{settings!r} {settings} {settings.model_dump_json()} {settings.model_dump(mode='json')}"
    assert SECRET not in shown
    assert settings.tracing.model_dump(mode="json")["headers"] == {"authorization": "***"}
    with pytest.raises(TypeError):
        pickle.dumps(settings.tracing)


def test_the_same_settings_are_equal_and_another_secret_makes_others(tmp_path: Path) -> None:
    file = tmp_path / "token"
    text = SMALL + FULL.replace("{env: ACME_TOKEN}", f"{{file: {file}}}")
    file.write_text("one")
    first, again = parsed(text), parsed(text)
    file.write_text("two")
    assert first.tracing == again.tracing
    assert first.tracing != parsed(text).tracing
    assert file in first.files()


@pytest.mark.parametrize(
    ("text", "share"), [("0%", 0.0), ("100%", 1.0), ("100.0%", 1.0), ("12.5%", 0.125), ("0.001%", 0.00001)]
)
def test_a_share(text: str, share: float) -> None:
    assert read_share(text).of_one == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10", "10%"),
        ("0.25", "25%"),
        ("1", "100%"),
        ("1.0", "100%"),
        ("10 %", "10%"),
        ("5 percent", "5%"),
        ("x", ""),
        ("-1%", ""),
    ],
)
def test_what_is_no_share_offers_what_was_meant(text: str, meant: str) -> None:
    (fault,) = faults(f"{SMALL}tracing: {{endpoint: http://c/v1/traces, sample: '{text}'}}")
    assert fault.endswith(f'; did you mean "{meant}"?' if meant else "a share such as 10%, 0.5% or 100%")
