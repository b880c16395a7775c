"""W3C Trace Context: what is read, what is not, and that whatever we send can be read again.

The examples are those of the recommendation and of the cases its test suite for implementations names.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.observe.tracing.context import Context, read_context, trace_id_text, write_context
from gateway.wire import Headers
from tests.properties.effort import MORE_EFFORT

TRACE, PARENT = "12345678901234567890123456789012", "1234567890123456"
GOOD = f"00-{TRACE}-{PARENT}-01"
READ = Context(int(TRACE, 16), int(PARENT, 16), sampled=True)
_SENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-0[01]")


def read(*parents: str, state: tuple[str, ...] = ()) -> Context | None:
    return read_context(Headers([*(("traceparent", one) for one in parents), *(("tracestate", one) for one in state)]))


@pytest.mark.parametrize(
    ("field", "sampled"),
    [
        (GOOD, True),
        (f"00-{TRACE}-{PARENT}-00", False),
        (f"00-{TRACE}-{PARENT}-ff", True),
        (f"00-{TRACE}-{PARENT}-09", True),
        (f"00-{TRACE}-{PARENT}-02", False),
        (f"cc-{TRACE}-{PARENT}-01", True),
        (f"cc-{TRACE}-{PARENT}-01-what-the-future-will-be-like", True),
        (f"cc-{TRACE}-{PARENT}-00-\xff", False),
        (f" {GOOD}", True),
        (f"\t {GOOD} \t", True),
    ],
)
def test_what_is_read(field: str, sampled: bool) -> None:
    assert read(field) == Context(READ.trace_id, READ.span_id, sampled)


@pytest.mark.parametrize("name", ["traceparent", "TraceParent", "TRACEPARENT"])
def test_the_name_is_read_in_any_case(name: str) -> None:
    assert read_context(Headers([(name, GOOD), ("TraceState", "a=1")])) == Context(READ.trace_id, READ.span_id, True, "a=1")


@pytest.mark.parametrize("name", ["trace-parent", "trace.parent", "trace_parent"])
def test_another_name_is_another_field(name: str) -> None:
    assert read_context(Headers([(name, GOOD)])) is None


@pytest.mark.parametrize(
    "field",
    [
        "",
        GOOD + ".",
        GOOD + "-what-the-future-will-be-like",
        GOOD + "-",
        f"cc-{TRACE}-{PARENT}-01.what",
        f"cc-{TRACE}-{PARENT}-0",
        f"ff-{TRACE}-{PARENT}-01",
        f".0-{TRACE}-{PARENT}-01",
        f"0.-{TRACE}-{PARENT}-01",
        f"CC-{TRACE}-{PARENT}-01",
        f"000-{TRACE}-{PARENT}-01",
        f"0-{TRACE}-{PARENT}-01",
        f"00-{'0' * 32}-{PARENT}-01",
        f"00-{TRACE[:-1]}.-{PARENT}-01",
        f"00-{'A' * 32}-{PARENT}-01",
        f"00-{TRACE}3-{PARENT}-01",
        f"00-{TRACE[1:]}-{PARENT}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{PARENT[:-1]}.-01",
        f"00-{TRACE}-{PARENT}7-01",
        f"00-{TRACE}-{PARENT[1:]}-01",
        f"00-{TRACE}-{PARENT}-0.",
        f"00-{TRACE}-{PARENT}-001",
        f"00-{TRACE}-{PARENT}-1",
        f"00-{TRACE}-{PARENT}-0A",
        f"00-{TRACE}-{PARENT}",
        f"{GOOD}, {GOOD}",
        f"00-{'١' * 32}-{PARENT}-01",
    ],
)
def test_what_is_not_begins_anew(field: str) -> None:
    assert read(field, state=("a=1",)) is None


def test_two_of_them_are_none() -> None:
    assert read(GOOD, f"00-{TRACE[:-1]}3-{PARENT}-01") is None
    assert read(GOOD, GOOD) is None


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ((), ""),
        (("",), ""),
        (("foo=1,bar=2",), "foo=1,bar=2"),
        (("foo=1,bar=2", "rojo=1,congo=2", "baz=3"), "foo=1,bar=2,rojo=1,congo=2,baz=3"),
        (("", "foo=1"), "foo=1"),
        (("foo=1", ""), "foo=1"),
        (("foo=1 \t , \t bar=2, \t baz=3",), "foo=1,bar=2,baz=3"),
        (("foo=1,,\t,bar=2",), "foo=1,bar=2"),
        (("foo= 1",), "foo= 1"),
        (("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE",), "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"),
        (("tenant@system=1,0a@b=2",), "tenant@system=1,0a@b=2"),
        ((f"{'a' * 256}={'v' * 256}",), f"{'a' * 256}={'v' * 256}"),
        (("a=!\"#$%&'()*+-./:;<>?@[\\]^_`{|}~",), "a=!\"#$%&'()*+-./:;<>?@[\\]^_`{|}~"),
        ((",".join(f"k{number}=v" for number in range(32)),), ",".join(f"k{number}=v" for number in range(32))),
    ],
)
def test_the_state_is_passed_on_in_its_order(lines: tuple[str, ...], state: str) -> None:
    assert read(GOOD, state=lines) == Context(READ.trace_id, READ.span_id, True, state)


@pytest.mark.parametrize(
    "line",
    [
        "foo=1,foo=1",
        "foo=1,foo=2",
        "foo =1",
        "FOO=1",
        "foo.bar=1",
        "@foo=1,bar=2",
        "=1",
        "foo=",
        "foo",
        "foo=bar=baz",
        "foo=\x01",
        "foo=\xe9",
        f"{'a' * 257}=1",
        f"a={'v' * 257}",
        ",".join(f"k{number}=v" for number in range(33)),
    ],
)
def test_a_malformed_state_is_left_out_and_the_trace_goes_on(line: str) -> None:
    assert read(GOOD, state=(line,)) == READ
    assert read(GOOD, state=("first=1", line)) == READ


IDS = st.builds(
    Context, st.integers(1, 2**128 - 1), st.integers(1, 2**64 - 1), st.booleans(), st.sampled_from(["", "a=1", "a=1,b@c= 2"])
)


@MORE_EFFORT
@given(IDS)
def test_what_we_send_is_read_as_it_was(context: Context) -> None:
    fields = write_context(context)
    assert _SENT.fullmatch(dict(fields)["traceparent"])
    assert [name for name, _ in fields] == ["traceparent", *(["tracestate"] if context.state else [])]
    assert read_context(Headers(fields)) == context
    assert trace_id_text(context) in fields[0][1]


_PIECES = st.sampled_from(["00", "cc", "ff", "-", TRACE, PARENT, "01", "0", ",", "=", "a=1", " ", "\t", "\xe9", "z" * 300])


@MORE_EFFORT
@given(st.lists(st.lists(_PIECES).map("".join), max_size=3), st.lists(st.lists(_PIECES).map("".join), max_size=3))
def test_whatever_a_caller_sends_is_read_or_is_none(parents: list[str], states: list[str]) -> None:
    context = read(*parents, state=tuple(states))
    if context is not None:
        assert read_context(Headers(write_context(context))) == context
