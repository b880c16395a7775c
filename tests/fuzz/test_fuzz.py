"""Every reader of bytes keeps its invariant: for good input, for what once broke it, for noise and for damaged good input.

The same functions are what `make fuzz` searches, guided by coverage and for as long as it is told.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS
from tests.properties.effort import SOME_EFFORT
from tests.properties.hostile import mutations

_EACH = pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
_KEPT = [
    pytest.param(target, data, id=f"{target.name}: {name}") for target in TARGETS for name, data in target.findings.items()
]


@_EACH
def test_good_input_is_read(target: Target) -> None:
    assert target.seeds
    with target.open() as fuzz_one:
        for seed in target.seeds:
            fuzz_one(seed)


@pytest.mark.parametrize(("target", "data"), _KEPT)
def test_what_was_found_is_not_found_again(target: Target, data: bytes) -> None:
    with target.open() as fuzz_one:
        fuzz_one(data)


@_EACH
def test_any_bytes_keep_the_invariant(target: Target) -> None:
    damaged = st.sampled_from(target.seeds).flatmap(mutations)
    with target.open() as fuzz_one:

        @SOME_EFFORT
        @given(st.binary(max_size=200) | damaged | damaged.flatmap(mutations))
        def fuzz(data: bytes) -> None:
            fuzz_one(data)

        fuzz()
