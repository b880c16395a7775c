"""Whatever a caller sends, a dialect reads a value or raises a Problem, and a Problem can always be written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.xml import read_xml
from gateway.dialects.rest import RestDialect
from gateway.model import ApiRequest, Problem, ProblemKind, ProblemRaised, Retry, Source
from gateway.wire import Headers, WireRequest, WireResponse
from tests.properties.effort import MORE_EFFORT
from tests.properties.hostile import TARGET_CHARACTERS, bodies, headers, methods, requests
from tests.properties.speakers import SPEAKERS, Speaker, name_of, speaker, switched

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
    return tuple(one.call(one.ask(operation, one.face.representation)) for operation in dialect.operations.values())


@pytest.mark.parametrize("caller", CALLERS, ids=name_of)
def test_any_request_is_a_value_or_a_problem(caller: Speaker) -> None:
    faces = switched(caller.dialect.name)

    @MORE_EFFORT
    @given(wire=requests(_written(caller)), one=st.sampled_from(faces))
    def read(wire: WireRequest, one: Speaker) -> None:
        try:
            api = one.dialect.read_request(wire, one.face)
        except ProblemRaised as raised:
            _check_answer(one, raised.problem, wire)
        else:
            _ask_every_backend(api)

    read()


def _ask_every_backend(api: ApiRequest) -> None:
    """What was read can be asked of a backend of any dialect, or is refused."""
    for backend in SPEAKERS:
        try:
            written = backend.dialect.write_request(api, backend.face)
        except ProblemRaised as raised:
            assert raised.problem.status >= 400  # noqa: PT017 -- a backend may as well understand it
        else:
            target = written.wire.target
            assert target.startswith("/")
            assert target.isascii()
            assert not set("\r\n\0 ") & set(target)
            _check_headers(written.wire.headers)


@pytest.mark.parametrize("caller", CALLERS, ids=name_of)
@MORE_EFFORT
@given(
    problem=problems,
    wire=st.builds(WireRequest, methods, st.text() | st.text(TARGET_CHARACTERS), headers, bodies),
    data=st.data(),
)
def test_any_problem_can_be_written(caller: Speaker, problem: Problem, wire: WireRequest, data: st.DataObject) -> None:
    _check_answer(data.draw(st.sampled_from(switched(caller.dialect.name))), problem, wire)


@pytest.mark.parametrize("caller", CALLERS, ids=name_of)
@pytest.mark.parametrize("suffix", ["", ".json", ".xml", ".csv", ".html", ".mp3"])
@pytest.mark.parametrize("kind", ProblemKind)
def test_every_kind_of_problem_in_every_representation(caller: Speaker, kind: ProblemKind, suffix: str) -> None:
    target = _GOOD[caller.dialect.name].path.removesuffix(".json") + suffix
    for status in (400, 401, 405, 429, 503):
        answer = _check_answer(caller, Problem(kind, Source.GATEWAY, status, allow=("GET",)), WireRequest("GET", target))
        assert answer.body


_GOOD = {caller.dialect.name: _written(caller)[0] for caller in CALLERS}


def _check_answer(caller: Speaker, problem: Problem, wire: WireRequest) -> WireResponse:
    answer = caller.dialect.write_problem(problem, wire, caller.face)
    _check_status(caller, problem, answer.status)
    content_type = answer.headers.get("Content-Type") or ""
    if not answer.body or _shows_bare_errors(caller):
        pass
    elif "json" in content_type:
        assert isinstance(json.loads(answer.body), dict)
    else:
        assert "xml" in content_type
        assert read_xml(answer.body).children
    _check_headers(answer.headers)
    return answer


def _check_status(caller: Speaker, problem: Problem, status: int) -> None:
    """That of the problem, but where the dialect has one of its own for it."""
    if isinstance(caller.dialect, RestDialect):
        assert status == caller.dialect.grammar.error_status(problem)
    elif status < 400:  # a dialect may show what lies behind the end of a list as an empty one
        assert (problem.kind, status) == (ProblemKind.PAST_THE_END, 200)


def _shows_bare_errors(caller: Speaker) -> bool:
    """Whether a switch has errors be as bare as servers send them: a sentence, whatever it is labelled."""
    return caller.face.options.get("errors") == "server"


def _check_headers(shown: Headers) -> None:
    for name, value in shown:
        assert not set("\r\n\0") & set(name + value)
