"""A request that is written for a backend is read back as the same call, for every operation of every dialect.

Dialects that say less than the canonical model give what they can say: what is read back then must be written and read back
unchanged, and where nothing is declared lost it must equal what was asked.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dialects.change import Move
from gateway.dialects.tables import Operation
from gateway.dialects.twilio_2010.operations import OPERATIONS
from gateway.model import ApiRequest, Credentials, PageRequest, ProblemKind, ProblemRaised, Representation
from tests.properties.canonical_values import path_segments
from tests.properties.effort import EFFORT
from tests.properties.speakers import SPEAKERS, Speaker, name_of

_CASES = tuple((one, operation) for one in SPEAKERS for operation in one.dialect.operations.values())
_CANONICAL_CASES = tuple((one, operation) for one, operation in _CASES if one.dialect.name == "twilio-2010")
_VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_CREDENTIALS = st.none() | st.builds(Credentials, st.text("AC019", min_size=1, max_size=34), _VALUES)


@st.composite
def calls(draw: st.DrawFn, one: Speaker, operation: Operation) -> ApiRequest:
    """The operation with any identifiers, any of its parameters in any order, and a slice where it takes one."""
    asked = one.ask(operation, Representation.JSON)
    canonical = OPERATIONS.get(operation.name, operation)
    names = [parameter.name for parameter in canonical.parameters]
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=6)) if names else []
    chosen += [parameter.name for parameter in canonical.parameters if parameter.repeated and parameter.name in chosen]
    page = (
        PageRequest(draw(st.integers(0, 99)), draw(st.integers(1, 1000))) if canonical.paged and draw(st.booleans()) else None
    )
    return replace(
        asked,
        account=draw(path_segments) if asked.account else None,
        ids=tuple((name, draw(path_segments)) for name, _ in asked.ids),
        parameters=tuple((name, draw(_VALUES)) for name in chosen),
        page=page,
        credentials=draw(_CREDENTIALS),
    )


def _turn(one: Speaker, api: ApiRequest) -> tuple[ApiRequest, bool]:
    """What is read back, without what the reading reports, and whether nothing was lost or changed on the way."""
    written = one.dialect.write_request(api, one.face)
    seen = one.dialect.read_request(written.wire, one.face)
    same = replace(seen, representation=api.representation, suffix=api.suffix, notes=(), losses=(), unknown=(), public=False)
    return same, not (written.losses or written.notes or seen.losses or seen.notes)


@pytest.mark.parametrize(("one", "operation"), _CANONICAL_CASES, ids=name_of)
def test_the_canonical_dialect_reads_back_what_it_writes(one: Speaker, operation: Operation) -> None:
    @EFFORT
    @given(api=calls(one, operation))
    def write_and_read(api: ApiRequest) -> None:
        seen, plain = _turn(one, api)
        assert plain
        assert seen == api

    write_and_read()


@pytest.mark.parametrize(("one", "operation"), _CASES, ids=name_of)
def test_what_a_dialect_can_say_comes_back(one: Speaker, operation: Operation) -> None:
    meant = _meant(one, operation.name)

    @EFFORT
    @given(api=calls(one, operation))
    def write_and_read(api: ApiRequest) -> None:
        try:
            seen, plain = _turn(one, api)
        except ProblemRaised as raised:
            # what the dialect cannot say, or a value that cannot stand in its path
            assert raised.problem.kind in (ProblemKind.UNSUPPORTED, ProblemKind.INVALID)  # noqa: PT017 -- or it can be said
            return
        assert seen.operation == meant
        assert not plain or seen == replace(api, operation=meant)
        again, _ = _turn(one, seen)
        assert again == seen

    write_and_read()


def _meant(one: Speaker, operation: str) -> str:
    """Where several canonical operations live at one path, the first of them is what a request there means."""
    moves = (rule for change in one.dialect.changes for rule in change.rules if isinstance(rule, Move))
    return next((move.ours[0] for move in moves if operation in move.ours[1:]), operation)
