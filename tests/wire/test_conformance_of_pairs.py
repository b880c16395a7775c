"""The conformance kit in front of the sandboxes of the other dialects: what a caller is promised does not depend on what is behind.

Only what the matrix says of the operation on that pair may fail: it is refused there, with some parameters refused, or lossy.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from gateway.conformance import Outcome
from gateway.dialects import discover
from gateway.matrix.cells import Cell
from gateway.matrix.cells import Outcome as Fate
from gateway.matrix.outcomes import compute_matrix, index_cells
from tests.wire.conformance_running import DIALECTS, SPOKEN, failures, kit_of

PAIRS = [(caller, behind) for behind in discover() if behind != SPOKEN for caller in DIALECTS]
CHAINED: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("json-envelope", "json-envelope"): {
        "two-line-feeds-are-one-too-many": "each of the two sides takes one line feed off",
        "on-json-list-routes": "the sandbox has no routes",
        "seed-list-of-menus": "the sandbox has no menus",
        "seed-list-of-menus-by-format": "likewise",
    },
    ("restcomm-2012", "restcomm-2012"): {
        "on-restcomm-list-clients": "the sandbox has no clients",
        "on-restcomm-list-gateways": "the sandbox has no gateways",
    },
}
"""What else fails because the sandbox behind is the 2010 one with a face, by pair and rule, each with its reason."""


@cache
def cells() -> Mapping[tuple[str, str, str], Cell]:
    return index_cells(compute_matrix(tuple(discover().values())))


@pytest.mark.parametrize(("caller", "behind"), PAIRS, ids=str)
async def test_what_fails_is_what_the_matrix_says(caller: str, behind: str) -> None:
    kit = kit_of(caller)
    verdicts = await kit.run(writes=False, behind=behind)
    failed, chained = failures(verdicts), CHAINED.get((caller, behind), {})
    meant = {one.name: cells().get((caller, behind, kit.operation(one))) for one in kit.exchanges}
    unexplained = {rule: lines for rule, lines in failed.items() if rule not in chained and not explains(meant[rule])}
    assert unexplained == {}
    assert [rule for rule in chained if rule not in failed] == []
    refused = [rule for rule in failed if (cell := meant[rule]) and cell.outcome is Fate.REFUSED]
    assert [rule for rule in refused if not failed[rule][0].startswith("status: ")] == []
    assert sum(one.outcome is Outcome.PASS for one in verdicts) > len(failed) - len(refused), "most of what is there is kept"


def explains(cell: Cell | None) -> bool:
    """Whether an answer of that cell may differ from what the dialect promises."""
    return cell is not None and cell.outcome is not Fate.TRANSLATED
