"""A request that is written for a backend is read back as the same call, for every operation of every dialect.

Dialects that say less than the canonical model give what they can say: what is read back then must be written and read back
unchanged, and where nothing is declared lost it must equal what was asked.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gateway.dialects.entries import Entry
from gateway.dialects.rest import RestDialect
from gateway.dialects.tables import Operation
from gateway.dialects.twilio_2010.operations import OPERATIONS
from gateway.matrix.requests import canonical_names
from gateway.model import ApiRequest, Fields, PageRequest, ProblemKind, ProblemRaised, Representation
from tests.properties.canonical_values import credentials_of, given_values, keys, path_segments
from tests.properties.effort import EFFORT
from tests.properties.played_pairs import asked_at, required
from tests.properties.speakers import SPEAKERS, Speaker, name_of, put_to_host

_CASES = tuple((one, operation) for one in SPEAKERS for operation in one.dialect.operations.values())
_CANONICAL_CASES = tuple((one, operation) for one, operation in _CASES if one.dialect.name == "twilio-2010")


@st.composite
def calls(draw: st.DrawFn, one: Speaker, operation: Operation) -> ApiRequest:
    """The operation with any identifiers, any of its parameters in any order, and a slice where it takes one."""
    asked = one.ask(operation, Representation.JSON)
    canonical = OPERATIONS.get(operation.name, operation)
    names = [parameter.name for parameter in canonical.parameters]
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=6)) if names else []
    chosen += [name for name in required(one.dialect, operation.name) if name in names and name not in chosen]
    chosen += [parameter.name for parameter in canonical.parameters if parameter.repeated and parameter.name in chosen]
    page = (
        PageRequest(draw(st.integers(0, 99)), draw(st.integers(1, 1000))) if canonical.paged and draw(st.booleans()) else None
    )
    account = draw(st.just(asked.account) | path_segments) if asked.account else None
    return replace(
        asked,
        account=account,
        ids=tuple((name, draw(st.just(sid) | path_segments)) for name, sid in asked.ids),
        parameters=tuple((name, draw(given_values(name))) for name in chosen),
        page=page,
        credentials=draw(credentials_of(account)),
        extra=draw(_beside_parameters(one, operation)),
    )


def _beside_parameters(one: Speaker, operation: Operation) -> st.SearchStrategy[Fields]:
    """What the dialect alone can say there: parameters nobody else has, or any structure where nobody else has the call."""
    canonical = OPERATIONS.get(operation.name)
    if canonical is None:
        values = st.text(max_size=8) | st.integers(0, 99) | st.booleans() | st.none()
        free = not operation.parameters and operation.method in ("POST", "PUT")
        return st.dictionaries(keys, values, max_size=3) if free else st.just({})
    known = {parameter.name for parameter in canonical.parameters} | _paging_words(one, operation)
    own = [name for place in asked_at(one.dialect, operation.name) for name in canonical_names(place) if name not in known]
    return st.dictionaries(st.sampled_from(own), st.text(max_size=8), max_size=3) if own else st.just({})


def _paging_words(one: Speaker, operation: Operation) -> set[str]:
    """The parameters that say which slice is wanted: `page` has it."""
    if not isinstance(one.dialect, RestDialect):
        return set()
    words = one.dialect.grammar.paging_of(operation.name)
    return {words.number, words.size, words.token}


def _turn(one: Speaker, api: ApiRequest) -> tuple[ApiRequest, bool]:
    """What is read back, without what the reading reports and how an answer is to look, and whether nothing was lost."""
    written = one.dialect.write_request(api, one.face)
    seen = one.dialect.read_request(put_to_host(written.wire), one.face)
    assert seen.account == api.account or (api.account is None and seen.credentials and seen.account == seen.credentials.id)
    same = replace(
        seen,
        account=api.account,  # that of the credentials where the path has none
        representation=api.representation,
        suffix=api.suffix,
        page=_slice(seen.page),
        reply_type=api.reply_type,
        spoken=api.spoken,
        notes=(),
        losses=(),
        unknown=(),
        public=False,
    )
    return same, not (written.losses or written.notes or seen.losses or seen.notes)


def _slice(page: PageRequest | None) -> PageRequest | None:
    """Which slice is wanted, without how far the gateway may go for it."""
    if page is None or (page.number, page.size, page.token, page.skip) == (None, None, None, 0):
        return None
    return PageRequest(page.number, page.size, page.token, skip=page.skip)


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
    @EFFORT
    @given(api=calls(one, operation))
    def write_and_read(api: ApiRequest) -> None:
        try:
            seen, plain = _turn(one, api)
        except ProblemRaised as raised:
            # what the dialect cannot say, or a value that cannot stand in its path
            assert _may_be_refused(raised.problem.kind, api)  # noqa: PT017 -- or it can be said
            return
        _check_meaning(one, api, seen)
        told = replace(api, operation=seen.operation, method=seen.method, parameters=_repeats_together(api))
        kept = _without_implied(seen, api)
        assert not plain or replace(kept, parameters=_repeats_together(kept)) == told
        again, _ = _turn(one, seen)
        assert again == seen

    write_and_read()


def _may_be_refused(kind: ProblemKind, api: ApiRequest) -> bool:
    return kind in (ProblemKind.UNSUPPORTED, ProblemKind.INVALID) or (
        api.credentials is None and kind is ProblemKind.UNAUTHENTICATED  # a dialect may need them to know whose call it is
    )


def _check_meaning(one: Speaker, api: ApiRequest, seen: ApiRequest) -> None:
    """Where several canonical operations live at one path, the first is what a request there means, or what it says decides."""
    where = {_place(place.entry) for place in asked_at(one.dialect, api.operation)}
    places = [entry for entry in one.dialect.entries if _place(entry) in where]
    first = {entry.operations[0].name for entry in places}
    others = {operation.name for entry in places for operation in entry.operations[1:]}
    assert seen.operation in first or ((api.parameters or api.extra) and seen.operation in others)
    # a dialect whose callers choose the method keeps it, for it may decide how they are answered
    assert seen.method in {api.method, *(entry.method for entry in places)}


def _place(entry: Entry) -> tuple[str, ...]:
    return (entry.method, *("{}" if segment.startswith("{") else segment for segment in entry.path))


def _without_implied(seen: ApiRequest, api: ApiRequest) -> ApiRequest:
    """A PUT says the whole (RFC 9110, 9.3.4): a dialect may read into it the defaults of what it does not say."""
    given = {name for name, _ in api.parameters}
    if seen.method != "PUT":
        return seen
    return replace(seen, parameters=tuple(pair for pair in seen.parameters if pair[0] in given))


def _repeats_together(api: ApiRequest) -> tuple[tuple[str, str], ...]:
    """The parameters, each repeated one where it stands first: a dialect may say its values as one list."""
    first = {name: place for place, (name, _) in reversed(list(enumerate(api.parameters)))}
    return tuple(sorted(api.parameters, key=lambda pair: first[pair[0]]))
