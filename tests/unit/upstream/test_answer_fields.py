"""The fields of an answer: which go on, whatever was remembered of others with the same names, and what they tell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.hop_by_hop import keep_end_to_end
from gateway.upstream.answer_fields import sort_fields
from gateway.upstream.failures import AttemptFailed
from gateway.wire import Headers

NAMES = (
    "Date",
    "X-Named",
    "x-named",
    "Connection",
    "Keep-Alive",
    "Proxy-Status",
    "Content-Encoding",
    "Content-Type",
    "Upgrade",
)
VALUES = ("", "keep-alive", "Close", "X-Named", "close, x-named", "gzip")


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), max_size=6))
def test_those_that_go_on_are_the_end_to_end_ones_in_order(fields: list[tuple[str, str]]) -> None:
    headers = Headers(fields)
    sorted_ = sort_fields(headers)
    assert sorted_.end_to_end == keep_end_to_end(headers)
    assert sorted_.lasting == keep_end_to_end(headers).without("Content-Encoding", "Content-Length")
    assert all(kept.names == Headers(kept).names for kept in (sorted_.end_to_end, sorted_.lasting))
    assert sorted_.coding == ((headers.get("Content-Encoding") or "identity").lower())


@pytest.mark.parametrize("length", ["", "0", "12"])
def test_the_length_is_that_which_is_told(length: str) -> None:
    assert sort_fields(Headers([("Content-Length", length)])).length == int(length or 0)


@pytest.mark.parametrize(
    "fields",
    [
        [("Content-Length", "1"), ("content-length", "1")],
        [("Content-Length", "1"), ("Transfer-Encoding", "chunked")],
        [("Transfer-Encoding", "gzip")],
        [("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")],
    ],
)
def test_a_body_whose_end_is_open_to_opinion_is_no_answer(fields: list[tuple[str, str]]) -> None:
    for _ in range(2):
        with pytest.raises(AttemptFailed):
            sort_fields(Headers(fields))
    assert sort_fields(Headers([("Transfer-Encoding", "Chunked"), ("Date", "now")])).lasting == Headers([("Date", "now")])
