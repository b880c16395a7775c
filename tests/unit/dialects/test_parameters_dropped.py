"""A parameter a backend's dialect has not is a loss, also where the field of the same name is none: `ApiVersion` of a number can
be derived from an answer, but to ask for it and not to get it is to lose it. So is the account a number is to be moved to.
"""

from __future__ import annotations

import pytest

from gateway.dialects import discover


@pytest.mark.parametrize("dialect", discover())
def test_no_parameter_is_dropped_in_silence(dialect: str) -> None:
    silent = {
        (operation.name, name)
        for entry in discover()[dialect].entries
        for operation, plan in zip(entry.operations, entry.plans, strict=True)
        if plan is not None
        for name, (_, loss) in plan.parameters.gone.items()
        if not loss
    }
    assert silent == set()
