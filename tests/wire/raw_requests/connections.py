"""More than one request on a connection, less than one, expectations, and HTTP/1.0."""

from __future__ import annotations

from tests.wire.raw_requests.rows import (
    ANY,
    AUTHORIZED,
    CALL,
    FETCHED,
    HEAD,
    HOST,
    NEW,
    PATH,
    SPY,
    UPDATED,
    Call,
    Row,
    get,
    no,
    ok,
    passes,
    post,
    refused,
)

_PIPELINE = "RFC 9112 section 9.3.2: answers in the order of the requests"
_AFTER_BAD = "RFC 9112 section 11.2: what stands behind a bad request is never a request"
_OLD_HTTP = "RFC 9112 section 9.3: HTTP/1.0 closes but for keep-alive"
_CONTINUE = "RFC 9110 section 10.1.1"
_HALF = "RFC 9112 section 8: an incomplete message"
_GOOD = get(path=NEW)
_BAD = get(f"X : {SPY}\r\n")
_POST = post("Content-Length: 5\r\n")
_CHUNKED = post("Transfer-Encoding: chunked\r\n", body="5\r\nUrl=x\r\n0\r\n\r\n")
_FIVE = "Content-Length: 5\r\n"

_BAD_FIRST = {
    "bad field, then a good request": _BAD,
    "two lengths, then a good request": post("Content-Length: 5\r\nContent-Length: 7\r\n", path=PATH),
    "length and coding, then a good request": post(
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", path=PATH, body="0\r\n\r\n"
    ),
    "broken chunk, then a good request": post("Transfer-Encoding: chunked\r\n", path=PATH, body="x\r\n\r\n"),
    "fragment, then a good request": get(path=f"{PATH}#x"),
    "TRACE, then a good request": f"TRACE {PATH} HTTP/1.1\r\n{HEAD}\r\n",
    "coded body, then a good request": post("Content-Encoding: gzip\r\n", _FIVE, path=PATH),
    "bad version, then a good request": f"GET {PATH} HTTP/3.1\r\n{HEAD}\r\n",
    "no Host, then a good request": get(path=PATH, head=AUTHORIZED),
}
_STATUSES = {"TRACE, then a good request": 405, "coded body, then a good request": 415, "bad version, then a good request": 505}
_HALVES = {
    "nothing": "",
    "an empty line": "\r\n",
    "one letter": "G",
    "half a method": "GE",
    "half a target": f"GET {NEW[:20]}",
    "a line without end": f"GET {NEW} HTTP/1.1",
    "a line and a CR": f"GET {NEW} HTTP/1.1\r",
    "a line alone": f"GET {NEW} HTTP/1.1\r\n",
    "half a field": f"GET {NEW} HTTP/1.1\r\nHost: x",
    "a head without its blank line": f"GET {NEW} HTTP/1.1\r\n{HEAD}",
    "a head and a CR": f"GET {NEW} HTTP/1.1\r\n{HEAD}\r",
    "half a body": post("Content-Length: 10\r\n"),
    "no body": post(_FIVE, body=""),
}
_SILENT = {
    "half a line, then silence": (SPY, ANY),
    "a line, then silence": (f"GET {PATH}?{SPY} HTTP/1.1\r\n", ""),
    "half a head, then silence": (f"GET {PATH} HTTP/1.1\r\n{HEAD}", ""),
    "half a body, then silence": (post("Content-Length: 10\r\n", path=PATH), ""),
    "half a chunk, then silence": (post("Transfer-Encoding: chunked\r\n", path=PATH, body="5\r\nUrl"), ""),
    "a chunk beyond the limit, then silence": (post("Transfer-Encoding: chunked\r\n", path=PATH, body="fffffff\r\nUrl"), ""),
    "no end of trailers, then silence": (
        post("Transfer-Encoding: chunked\r\n", path=PATH, body="5\r\nUrl=x\r\n0\r\nX: y\r\n"),
        "",
    ),
}

ROWS: tuple[Row, ...] = (
    Row("two good requests", _PIPELINE, _GOOD + _POST, (ok(), ok(UPDATED))),
    Row("ten good requests", _PIPELINE, (_GOOD + _CHUNKED) * 5, (ok(), ok(UPDATED)) * 5),
    Row("a good request, then a bad one", _PIPELINE, _GOOD + _BAD, (ok(), no(400)), closes=True),
    Row("a good post, then a bad one", _PIPELINE, _POST + _BAD, (ok(UPDATED), no(400)), closes=True),
    Row("chunks, then a bad request", _PIPELINE, _CHUNKED + _BAD, (ok(UPDATED), no(400)), closes=True),
    Row("a good request, then garbage", _PIPELINE, f"{_GOOD}\x16\x03\x01{SPY}", (ok(), no(400, voice=ANY)), closes=True),
    Row("a good, a bad and a good request", _AFTER_BAD, _GOOD + _BAD + _GOOD, (ok(), no(400)), closes=True),
    *(
        Row(name, _AFTER_BAD, f"{text}{_GOOD}", (no(_STATUSES.get(name, 400)),), closes=True)
        for name, text in _BAD_FIRST.items()
    ),
    Row(
        "close, then a good request",
        "RFC 9112 section 9.6: nothing is read behind it",
        get("Connection: close\r\n") + _GOOD,
        (ok(),),
        closes=True,
    ),
    Row("a request nobody may make, then a good one", _PIPELINE, get(head=HOST) + _GOOD, (no(401), ok())),
    Row(
        "a path nowhere, then a good request", _PIPELINE, get(path=f"{NEW}/../x") + _GOOD, (no(404, voice="twilio-2010"), ok())
    ),
    Row(
        "a body that looks like a request",
        "it is a body",
        post(f"Content-Length: {len(_GOOD) + 4}\r\n", body=f"Url={_GOOD}"),
        (ok(Call("POST", CALL, (("Url", _GOOD.replace("+", " ")),))),),
    ),
    *(Row(f"{name}, then the end", _HALF, text, (), closes=True, ends=True) for name, text in _HALVES.items()),
    *(
        Row(name, "RFC 9110 section 15.5.9", text, (no(408, 413, voice=voice),), closes=True, silent=True)
        for name, (text, voice) in _SILENT.items()
    ),
    passes("expectation met", _CONTINUE, post("Expect: 100-continue\r\n", _FIVE), UPDATED, dropped=("Expect",)),
    passes("expectation in capitals", _CONTINUE, post("Expect: 100-CONTINUE\r\n", _FIVE), UPDATED, dropped=("Expect",)),
    passes("expectation without body", _CONTINUE, get("Expect: 100-continue\r\n"), dropped=("Expect",)),
    passes(
        "expectation with chunks",
        _CONTINUE,
        post("Expect: 100-continue\r\n", "Transfer-Encoding: chunked\r\n", body="5\r\nUrl=x\r\n0\r\n\r\n"),
        UPDATED,
    ),
    passes(
        "expectation in HTTP/1.0",
        f"{_CONTINUE}: MUST ignore",
        post("Expect: 100-continue\r\n", _FIVE, version="HTTP/1.0"),
        UPDATED,
        closes=True,
    ),
    refused("expectation unknown", "RFC 9110 section 15.5.18", post(f"Expect: {SPY}\r\n", _FIVE, path=PATH), 417),
    refused(
        "expectations known and unknown",
        "RFC 9110 section 15.5.18",
        post(f"Expect: 100-continue, {SPY}\r\n", _FIVE, path=PATH),
        417,
    ),
    refused(
        "expectation twice",
        "RFC 9110 section 15.5.18",
        post(f"Expect: 100-continue\r\nExpect: {SPY}\r\n", _FIVE, path=PATH),
        417,
    ),
    refused(
        "expectation of a body beyond the limit",
        _CONTINUE,
        post("Expect: 100-continue\r\nContent-Length: 99999\r\n", path=PATH, body=""),
        413,
    ),
    passes("HTTP/1.0", _OLD_HTTP, get(version="HTTP/1.0"), closes=True),
    passes("HTTP/1.0 without Host", _OLD_HTTP, get(version="HTTP/1.0", head=AUTHORIZED, path=NEW), closes=True),
    passes("HTTP/1.0 kept alive", _OLD_HTTP, get("Connection: keep-alive\r\n", version="HTTP/1.0")),
    passes("HTTP/1.0 with a body", _OLD_HTTP, post(_FIVE, version="HTTP/1.0"), UPDATED, closes=True),
    refused("HTTP/1.0 with two Hosts", "RFC 9112 section 3.2", get(f"Host: {SPY}\r\n", version="HTTP/1.0")),
    Row(
        "HTTP/1.0, then a good request",
        f"{_OLD_HTTP}: nothing is read behind it",
        get(version="HTTP/1.0") + _GOOD,
        (ok(),),
        closes=True,
    ),
    Row(
        "HTTP/1.0 kept alive, then HTTP/1.1",
        _OLD_HTTP,
        get("Connection: keep-alive\r\n", version="HTTP/1.0") + _GOOD,
        (ok(FETCHED), ok(FETCHED)),
    ),
    refused(
        "HTTP/1.0 with the coding",
        "RFC 9112 section 6.1",
        get("Transfer-Encoding: chunked\r\n", version="HTTP/1.0") + "0\r\n\r\n",
    ),
)
