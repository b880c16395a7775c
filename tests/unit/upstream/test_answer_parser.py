"""Bytes to answers, however they are cut: the same head and body, within bounds, and nothing of what stands behind."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.upstream.answer_parser import AnswerParser
from gateway.upstream.causes import ClientPayloadError, ClientResponseError
from gateway.wire import Headers

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
ANSWERS = (
    OK + b"X-Empty:\r\nX: a\r\nContent-Length: 3\r\n\r\nabc",
    b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK + b"Content-Length: 3\r\n\r\nabc",
    CHUNKED + b"2;x=y\r\nab\r\n1\r\nc\r\n0\r\nX-Trailer: 1\r\nY-Trailer: \0\r\n\r\n",
)


@dataclass
class Seen:
    heads: list[tuple[int, Headers]] = field(default_factory=list)
    body: bytes = b""

    def take_head(self, status: int, headers: Headers) -> None:
        self.heads.append((status, headers))

    def take_body(self, piece: bytes) -> None:
        self.body += piece


def read(parser: AnswerParser, pieces: list[bytes], *, head_only: bool = False) -> Seen:
    seen = Seen()
    parser.begin(seen, head_only=head_only)
    for piece in pieces:
        parser.feed(piece)
    return seen


def cut(answer: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % len(answer) for place in places} - {0})
    return [answer[start:end] for start, end in zip([0, *ends], [*ends, len(answer)], strict=True)]


@given(st.sampled_from(ANSWERS), st.lists(st.integers(0, 1000)))
def test_it_does_not_matter_how_an_answer_is_cut(answer: bytes, places: list[int]) -> None:
    parser = AnswerParser()
    for _ in range(2):
        seen = read(parser, cut(answer, places))
        assert (parser.ended, parser.reusable, seen.body) == (True, True, b"abc")
        assert seen.heads == read(AnswerParser(), [answer]).heads
        assert [status for status, _ in seen.heads] == [200]


def test_fields_without_a_value_keep_their_place() -> None:
    (head,) = read(AnswerParser(), [ANSWERS[0]]).heads
    assert head[1] == Headers([("X-Empty", ""), ("X", "a"), ("Content-Length", "3")])


@pytest.mark.parametrize(
    ("answer", "endless", "error"),
    [
        (OK + b"X: ", b"y" * 1000, ClientResponseError),
        (OK, b"x" * 1000, ClientResponseError),
        (b"HTTP/1.1 200 ", b"O" * 1000, ClientResponseError),
        (OK, b"X: y\r\n", ClientResponseError),
        (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100, ClientResponseError),
        (CHUNKED + b"5;x=", b"y" * 1000, ClientPayloadError),
        (CHUNKED + b"0\r\nX: ", b"y" * 1000, ClientPayloadError),
        (CHUNKED + b"0\r\n", b"X: y\r\n", ClientResponseError),
    ],
    ids=["value", "name", "reason", "fields", "interim answers", "chunk extension", "trailer's value", "trailers"],
)
def test_whatever_has_no_end_is_given_up(answer: bytes, endless: bytes, error: type[Exception]) -> None:
    parser = AnswerParser()
    with pytest.raises(error):
        read(parser, [answer, *[endless] * 1000])
    assert not parser.ended


@pytest.mark.parametrize("name", [b"X Y", b"Transfer-Encoding ", b"X\xe9", b"X(1)"])
def test_the_name_of_a_field_is_a_token(name: bytes) -> None:
    with pytest.raises(ClientResponseError):
        read(AnswerParser(), [OK + name + b": chunked\r\nContent-Length: 0\r\n\r\n"])


def test_another_answer_behind_it_is_dropped_and_garbage_is_not_forgiven() -> None:
    parser = AnswerParser()
    assert read(parser, [ANSWERS[0] + ANSWERS[0].replace(b"abc", b"bad")]).body == b"abc"
    assert (parser.ended, parser.reusable) == (True, False)
    with pytest.raises(ClientPayloadError):
        read(AnswerParser(), [ANSWERS[0] + b"bad"])


def test_behind_the_answer_to_head_stands_nothing() -> None:
    parser = AnswerParser()
    for _ in range(2):
        seen = read(parser, [OK + b"Content-Length: 3\r\n\r\n"], head_only=True)
        assert (parser.ended, parser.reusable, len(seen.heads)) == (True, True, 1)
    with pytest.raises(ClientPayloadError):
        read(parser, [ANSWERS[0]], head_only=True)


@pytest.mark.parametrize(
    ("head", "so"), [(b"\r\n", True), (b"Content-Length: 9\r\n\r\n", False), (b"Transfer-Encoding: chunked\r\n\r\n", False)]
)
def test_only_a_body_of_no_told_length_ends_with_its_connection(head: bytes, *, so: bool) -> None:
    parser = AnswerParser()
    read(parser, [OK + head])
    assert (parser.in_head, parser.ended, parser.ends_with_connection()) == (False, False, so)
