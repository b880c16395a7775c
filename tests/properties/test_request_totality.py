"""Whatever a caller sends, a dialect reads a value or raises a Problem, and a Problem can always be written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.xml import read_xml
from gateway.model import ApiRequest, Problem, ProblemKind, ProblemRaised, Retry, Source
from gateway.wire import WireRequest
from tests.properties.effort import MORE_EFFORT
from tests.properties.hostile import TARGET_CHARACTERS, bodies, headers, methods, requests
from tests.properties.speakers import SPEAKERS, Speaker, name_of, speaker

CALLERS = tuple(speaker(name) for name in sorted({one.dialect.name for one in SPEAKERS}))

problems = st.builds(
    Problem,
    kind=st.sampled_from(ProblemKind),
    source=st.sampled_from(Source),
    status=st.integers(400, 999),
    message=st.text(),
    code=st.none() | st.integers(),
    detail=st.none() | st.text(),
    more_info=st.none() | st.text(),
    retry=st.sampled_from(Retry),
    retry_after=st.none() | st.integers(0),
    allow=st.lists(st.sampled_from(("GET", "POST", "M-SEARCH")), max_size=3).map(tuple),
    operation=st.sampled_from(("", "calls.create", "no such operation")),
)


def _written(one: Speaker) -> tuple[WireRequest, ...]:
    """A good request for each operation of the dialect."""
    dialect = one.dialect
    asked = (one.ask(operation, one.face.representation) for operation in dialect.operations.values())
    return tuple(dialect.write_request(api, one.face).wire for api in asked)


@pytest.mark.parametrize("caller", CALLERS, ids=name_of)
def test_any_request_is_a_value_or_a_problem(caller: Speaker) -> None:
    @MORE_EFFORT
    @given(wire=requests(_written(caller)))
    def read(wire: WireRequest) -> None:
        try:
            api = caller.dialect.read_request(wire, caller.face)
        except ProblemRaised as raised:
            _check_answer(caller, raised.problem, wire)
        else:
            assert isinstance(api, ApiRequest)

    read()


@pytest.mark.parametrize("caller", CALLERS, ids=name_of)
@MORE_EFFORT
@given(
    problem=problems,
    wire=st.builds(WireRequest, methods, st.text() | st.text(TARGET_CHARACTERS), headers, bodies),
)
def test_any_problem_can_be_written(caller: Speaker, problem: Problem, wire: WireRequest) -> None:
    _check_answer(caller, problem, wire)


@pytest.mark.parametrize("caller", CALLERS, ids=name_of)
@pytest.mark.parametrize("suffix", ["", ".json", ".xml", ".csv", ".html", ".mp3"])
@pytest.mark.parametrize("kind", ProblemKind)
def test_every_kind_of_problem_in_every_representation(caller: Speaker, kind: ProblemKind, suffix: str) -> None:
    target = _written(caller)[0].path.removesuffix(".json") + suffix
    for status in (400, 401, 405, 429, 503):
        _check_answer(caller, Problem(kind, Source.GATEWAY, status, allow=("GET",)), WireRequest("GET", target))


def _check_answer(caller: Speaker, problem: Problem, wire: WireRequest) -> None:
    answer = caller.dialect.write_problem(problem, wire, caller.face)
    assert answer.status == problem.status
    content_type = answer.headers.get("Content-Type") or ""
    if "json" in content_type:
        assert isinstance(json.loads(answer.body), dict)
    else:
        assert "xml" in content_type
        assert read_xml(answer.body).children
    for name, value in answer.headers:
        assert not set("\r\n\0") & set(name + value)
