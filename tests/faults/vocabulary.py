"""The words for what goes wrong between the gateway and a backend, each a Fault that a proxy can carry out.

Named by what is seen on the wire. Nothing here knows what the gateway should make of it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

from tests.faults.link import Fault, Link, Moment

SPY = b"spy"
"""Stands in whatever is made up here: no caller may ever see it."""
FORGED = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{"sid":"spy"}'
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *\d+")
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_STEP = 0.05
"""Seconds between the bytes of a trickle: far below any time limit of a silence."""
_BREATH = 0.001
"""Seconds between the pieces of a flood: it is to go on for ever, not to take the processor from everybody else."""

_Spoil = Callable[[Link], Awaitable[None]]


def _say(data: bytes, *, then: Callable[[Link], None]) -> _Spoil:
    async def spoil(link: Link) -> None:
        await link.send(data)
        then(link)

    return spoil


def _change(change: Callable[[Link], bytes], *, then: Callable[[Link], None]) -> _Spoil:
    async def spoil(link: Link) -> None:
        await link.send(change(link))
        then(link)

    return spoil


def _end(how: Callable[[Link], None]) -> _Spoil:
    async def spoil(link: Link) -> None:
        how(link)

    return spoil


def _stall(part: Callable[[Link], bytes]) -> _Spoil:
    async def spoil(link: Link) -> None:
        await link.send(part(link))
        await link.until_closed()
        link.close()

    return spoil


async def _trickle(link: Link) -> None:
    """The head byte by byte, the body in pieces of any size."""
    await _send_bytewise(link, link.head)
    step = 1 + len(link.body) // 100
    for at in range(0, len(link.body), step):
        await link.send(link.body[at : at + step])
        await asyncio.sleep(0)


async def _trickle_for_ever(link: Link) -> None:
    await _send_bytewise(link, link.head)
    while True:  # ends with the ConnectionError of a connection that the gateway has closed
        await link.send(b" ")
        await asyncio.sleep(_STEP)


async def _send_bytewise(link: Link, data: bytes) -> None:
    for at in range(len(data)):
        await link.send(data[at : at + 1])
        await asyncio.sleep(0)


def _flood(start: Callable[[Link], bytes], piece: bytes) -> _Spoil:
    async def spoil(link: Link) -> None:
        await link.send(start(link))
        while True:  # ends with the ConnectionError of a connection that the gateway has closed
            await link.send(piece)
            await asyncio.sleep(_BREATH)

    return spoil


def _nothing(_link: Link) -> bytes:
    return b""


def _half_of_head(link: Link) -> bytes:
    return link.head[: len(link.head) // 2]


def _half_of_body(link: Link) -> bytes:
    return link.head + link.body[: len(link.body) // 2]


def _chunked(link: Link, size: bytes = b"%x", *, whole: bool = True) -> bytes:
    """The answer with its body in two chunks, of which the second one may be missing."""
    head = _LENGTH.sub(b"\r\nTransfer-Encoding: chunked", link.head)
    half = len(link.body) // 2
    first, second = link.body[:half], link.body[half:]
    written = size.replace(b"%x", b"%x" % len(first)) + b"\r\n" + first + b"\r\n"
    rest = b"%x\r\n%s\r\n0\r\n\r\n" % (len(second), second) if whole else b""
    return head + written + rest


def _half_of_chunks(link: Link) -> bytes:
    return _chunked(link, whole=False)


def _bad_chunk_size(link: Link) -> bytes:
    return _chunked(link, b"\xb1%x")


def _flipped(pattern: bytes) -> Callable[[Link], bytes]:
    """The answer with the highest bit of one byte turned over, the first one behind where the pattern matches."""

    def change(link: Link) -> bytes:
        found = re.search(pattern, link.answer)
        assert found is not None, f"{pattern!r} is not in the answer"
        at = found.end()
        return link.answer[:at] + bytes([link.answer[at] ^ 0x80]) + link.answer[at + 1 :]

    return change


def _with_length(difference: int) -> Callable[[Link], bytes]:
    def change(link: Link) -> bytes:
        return _LENGTH.sub(b"\r\nContent-Length: %d" % (len(link.body) + difference), link.head) + link.body

    return change


def _with_extra(link: Link) -> bytes:
    return link.answer + FORGED


def _whole(link: Link) -> bytes:
    return link.answer


def _after_interim(interim: bytes) -> Callable[[Link], bytes]:
    def change(link: Link) -> bytes:
        return interim + link.answer

    return change


def _go_on(_link: Link) -> None:
    return


_HTML = b"<html><h1>503 spy</h1></html>"
_PAGE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(_HTML), _HTML)
_EMPTY = _OK + b"Content-Length: 0\r\n\r\n"
_EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </spy>\r\n\r\n"
_ALERT = b"\x15\x03\x03\x00\x02\x02\x28"
_NO_HTTP = b"SSH-2.0-spy\r\n\r\n"

RESET_AT_ONCE = Fault("reset at once", Moment.ACCEPTED, _end(Link.reset))
CLOSED_AT_ONCE = Fault("closed at once", Moment.ACCEPTED, _end(Link.close))
TLS_AT_ONCE = Fault("TLS alert at once", Moment.ACCEPTED, _say(_ALERT, then=Link.close))

RESET_AFTER_REQUEST = Fault("reset after the request", Moment.ASKED, _end(Link.reset))
CLOSED_AFTER_REQUEST = Fault("closed after the request", Moment.ASKED, _end(Link.close))
STALL_UNASKED = Fault("stall, and the backend is not asked", Moment.ASKED, _stall(_nothing))
TLS_ALERT = Fault("TLS alert for an answer", Moment.ASKED, _say(_ALERT, then=Link.close))
GARBAGE_STATUS_LINE = Fault("garbage for a status line", Moment.ASKED, _say(_NO_HTTP, then=Link.close))
ERROR_PAGE = Fault("503 in HTML", Moment.ASKED, _say(_PAGE, then=_go_on))
EMPTY_ANSWER = Fault("200 with nothing in it", Moment.ANSWERED, _say(_EMPTY, then=_go_on))

LOST_ANSWER = Fault("reset instead of the answer", Moment.ANSWERED, _end(Link.reset))
NO_ANSWER = Fault("closed instead of the answer", Moment.ANSWERED, _end(Link.close))
STALL_BEFORE_HEAD = Fault("stall before the head", Moment.ANSWERED, _stall(_nothing))
STALL_IN_HEAD = Fault("stall in the head", Moment.ANSWERED, _stall(_half_of_head))
STALL_AFTER_HEAD = Fault("stall after the head", Moment.ANSWERED, _stall(lambda link: link.head))
STALL_IN_BODY = Fault("stall in the body", Moment.ANSWERED, _stall(_half_of_body))
TRICKLE = Fault("byte by byte", Moment.ANSWERED, _trickle)
ENDLESS_TRICKLE = Fault("spaces for ever behind the head", Moment.ANSWERED, _trickle_for_ever)
TRUNCATED_HEAD = Fault("truncated head", Moment.ANSWERED, _change(_half_of_head, then=Link.close))
TRUNCATED_BODY = Fault("truncated body", Moment.ANSWERED, _change(_half_of_body, then=Link.close))
RESET_IN_BODY = Fault("reset in the body", Moment.ANSWERED, _change(_half_of_body, then=Link.reset))
TRUNCATED_CHUNKS = Fault("truncated chunks", Moment.ANSWERED, _change(_half_of_chunks, then=Link.close))
CORRUPT_VERSION = Fault("flipped bit in the version", Moment.ANSWERED, _change(_flipped(rb"^HT"), then=_go_on))
CORRUPT_STATUS = Fault("flipped bit in the status", Moment.ANSWERED, _change(_flipped(rb"^HTTP/1.1 2"), then=_go_on))
CORRUPT_FIELD = Fault("flipped bit in a field's name", Moment.ANSWERED, _change(_flipped(rb"\r\nContent-T"), then=_go_on))
CORRUPT_LENGTH = Fault("flipped bit in the length", Moment.ANSWERED, _change(_flipped(rb"Content-Length: "), then=_go_on))
CORRUPT_CHUNK_SIZE = Fault("flipped bit in a chunk's size", Moment.ANSWERED, _change(_bad_chunk_size, then=_go_on))
CORRUPT_BODY = Fault("flipped bit in the body", Moment.ANSWERED, _change(_flipped(rb"\r\n\r\n"), then=_go_on))
ENDLESS_HEAD = Fault("endless head", Moment.ANSWERED, _flood(lambda _link: _OK, b"X-Spy: " + SPY * 1000 + b"\r\n"))
ENDLESS_FIELD = Fault("endless field", Moment.ANSWERED, _flood(lambda _link: _OK + b"X-Spy: ", SPY * 1000))
ENDLESS_BODY = Fault("endless body", Moment.ANSWERED, _flood(lambda _link: _OK + b"\r\n" + b"[", b" " * 4096))
ENDLESS_INTERIM = Fault("endless interim answers", Moment.ANSWERED, _flood(_nothing, _EARLY))
SHORT_LENGTH = Fault("Content-Length too short", Moment.ANSWERED, _change(_with_length(-10), then=_go_on))
LONG_LENGTH = Fault("Content-Length too long", Moment.ANSWERED, _change(_with_length(10), then=_go_on))
LONG_LENGTH_CLOSED = Fault("Content-Length too long, then closed", Moment.ANSWERED, _change(_with_length(10), then=Link.close))
CHUNKS = Fault("in chunks", Moment.ANSWERED, _change(_chunked, then=_go_on))
INTERIM = Fault("some interim answers first", Moment.ANSWERED, _change(_after_interim(_EARLY * 20), then=_go_on))
EXTRA_BYTES = Fault("another answer behind it", Moment.ANSWERED, _change(_with_extra, then=_go_on))
ANSWER_THEN_CLOSE = Fault("closed behind the answer", Moment.ANSWERED, _change(_whole, then=Link.close))
ANSWER_THEN_RESET = Fault("reset behind the answer", Moment.ANSWERED, _change(_whole, then=Link.reset))
