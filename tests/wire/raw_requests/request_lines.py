"""Request lines: `METHOD target HTTP/1.1` with one blank between, or a refusal that says what is wrong with it."""

from __future__ import annotations

from tests.wire.raw_requests.rows import (
    ANY,
    CALL,
    HEAD,
    HOST,
    NEW,
    PATH,
    SPY,
    VOICES,
    Answer,
    Call,
    Row,
    answered,
    get,
    ok,
    passes,
    refused,
)

_LINE = "RFC 9112 section 3: method SP request-target SP HTTP-version"
_VERSION = "RFC 9112 section 2.3: HTTP-version; RFC 9110 section 15.6.6"
_METHOD = "RFC 9110 section 9.1: methods are tokens and case-sensitive"


def _line(line: str) -> str:
    return f"{line}\r\n{HEAD}\r\n"


_BAD_LINES = {
    "no version": f"GET {PATH}",
    "no version but a blank": f"GET {PATH} ",
    "two blanks before the target": f"GET  {PATH} HTTP/1.1",
    "two blanks before the version": f"GET {PATH}  HTTP/1.1",
    "a blank behind the version": f"GET {PATH} HTTP/1.1 ",
    "a tab behind the version": f"GET {PATH} HTTP/1.1\t",
    "a tab before the version": f"GET {PATH}\tHTTP/1.1",
    "four words": f"GET {PATH} {SPY} HTTP/1.1",
    "two versions": f"GET {PATH} HTTP/1.1 HTTP/1.1",
    "version in small letters": f"GET {PATH} http/1.1",
    "version in mixed letters": f"GET {PATH} Http/1.1",
    "version followed by junk": f"GET {PATH} HTTP/1.1{SPY}",
    "version with two digits": f"GET {PATH} HTTP/1.10",
    "version with leading zero": f"GET {PATH} HTTP/01.1",
    "version with comma": f"GET {PATH} HTTP/1,1",
    "version without minor": f"GET {PATH} HTTP/1",
    "version without number": f"GET {PATH} HTTP/",
    "version with a blank in it": f"GET {PATH} HTTP/ 1.1",
    "version with plus": f"GET {PATH} HTTP/+1.1",
    "version of letters": f"GET {PATH} HTTP/x.y",
    "protocol RTSP": f"GET {PATH} RTSP/1.0",
    "protocol ICE": f"GET {PATH} ICE/1.0",
    "protocol HTTPS": f"GET {PATH} HTTPS/1.1",
    "protocol SIP": f"OPTIONS {PATH} SIP/2.0",
    "method with parenthesis": f"GE(T {PATH} HTTP/1.1",
    "method with a slash": f"GE/T {PATH} HTTP/1.1",
    "method with a comma": f"GET,POST {PATH} HTTP/1.1",
    "method in quotes": f'"GET" {PATH} HTTP/1.1',
    "method beyond ASCII": f"G\xc9T {PATH} HTTP/1.1",
}
_BAD_VERSIONS = {
    "version 0.9": "0.9",
    "version 1.2": "1.2",
    "version 1.9": "1.9",
    "version 2.0": "2.0",
    "version 3.0": "3.0",
    "version 0.0": "0.0",
    "version 9.9": "9.9",
}
_UNKNOWN_METHODS = {"method in small letters": "get", "method in mixed letters": "Get", "method nobody knows": "SPY4711"}
_REFUSED_METHODS = {"TRACE": "TRACE", "CONNECT a path": "CONNECT"}
_NOT_HERE = {"method PROPFIND": "PROPFIND", "method SEARCH": "SEARCH", "method M-SEARCH": "M-SEARCH"}
_NO_LINE = {
    "tabs for blanks": f"GET\t{PATH}\tHTTP/1.1\r\n{HEAD}\r\n",
    "vertical tabs for blanks": f"GET\x0b{PATH}\x0bHTTP/1.1\r\n{HEAD}\r\n",
    "no target": f"GET\r\n{HEAD}\r\n",
    "a method and a version": f"GET HTTP/1.1\r\n{HEAD}\r\n",
    "a version alone": f"HTTP/1.1\r\n{HEAD}\r\n",
    "an answer": f"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: {SPY}\r\n\r\n",
    "a path alone": f"{NEW}\r\n{HEAD}\r\n",
    "a field first": f"{HEAD}GET {PATH} HTTP/1.1\r\n\r\n",
    "a word": f"{SPY}\r\n\r\n",
    "HTTP/0.9": f"GET /{SPY}\r\n",
}

ROWS: tuple[Row, ...] = (
    *(refused(name, _LINE, _line(line)) for name, line in _BAD_LINES.items()),
    *(refused(name, _VERSION, _line(f"GET {PATH} HTTP/{number}"), 505) for name, number in _BAD_VERSIONS.items()),
    *(refused(name, _METHOD, _line(f"{method} {PATH} HTTP/1.1"), 501) for name, method in _UNKNOWN_METHODS.items()),
    *(
        refused(name, "RFC 9110 sections 9.3.6 and 9.3.8: no proxy of that kind", _line(f"{method} {PATH} HTTP/1.1"), 405)
        for name, method in _REFUSED_METHODS.items()
    ),
    *(answered(name, "RFC 9110 section 15.5.6", _line(f"{method} {PATH} HTTP/1.1"), 405) for name, method in _NOT_HERE.items()),
    *(refused(name, _LINE, text, voice=ANY) for name, text in _NO_LINE.items()),
    refused("a method of 300 letters", _METHOD, _line(f"{'G' * 300} {PATH} HTTP/1.1"), 400, 501, voice=ANY),
    refused("a method longer than a line may be", _METHOD, _line(f"{'G' * 9_000} {PATH} HTTP/1.1"), 400, 414, voice=ANY),
    refused("a target longer than a line may be", "RFC 9110 section 15.5.15", get(path=f"{PATH}?{SPY * 1_000}"), 414),
    refused("CONNECT an authority", "RFC 9110 section 9.3.6", _line("CONNECT evil.example:443 HTTP/1.1"), 405, voice=ANY),
    refused("TRACE with Max-Forwards", "RFC 9110 section 7.6.2", _line(f"TRACE {PATH} HTTP/1.1\r\nMax-Forwards: 0"), 405),
    refused(
        "OPTIONS with Max-Forwards",
        "RFC 9110 section 7.6.2",
        _line(f"OPTIONS {NEW} HTTP/1.1\r\nMax-Forwards: 0"),
        405,
        voice="twilio-2010",
    ),
    answered("OPTIONS of everything", "RFC 9112 section 3.2.4", _line("OPTIONS * HTTP/1.1"), 404, 405, voice=ANY),
    refused("GET of everything", "RFC 9112 section 3.2.4: OPTIONS alone", _line("GET * HTTP/1.1"), 400, voice=ANY),
    refused(
        "HTTP/2 preface",
        "RFC 9113 section 3.4",
        f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0{SPY}",
        400,
        505,
        voice=ANY,
    ),
    passes(
        "h2c upgrade",
        "RFC 9113 section 3.1: no longer used; RFC 9110 section 7.8: it may be ignored. h2c smuggling",
        get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"),
        dropped=("Upgrade", "HTTP2-Settings", "Connection"),
    ),
    passes(
        "WebSocket upgrade",
        "RFC 6455 section 4.1; RFC 9110 section 7.8: it may be ignored",
        get(
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        ),
        dropped=("Upgrade", "Connection"),
    ),
    passes("upgrade nobody names in Connection", "RFC 9110 section 7.8", get("Upgrade: websocket\r\n"), dropped=("Upgrade",)),
    Row("HEAD of a call", "RFC 9110 section 9.3.2", f"HEAD {NEW} HTTP/1.1\r\n{HEAD}\r\n", (ok(has_body=False),)),
    Row(
        "DELETE of a call",
        "RFC 9110 section 9.3.5",
        f"DELETE {NEW} HTTP/1.1\r\n{HEAD}\r\n",
        (Answer(frozenset({204}), Call("DELETE", CALL), has_body=False),),
    ),
    Row(
        "HEAD with a bad field",
        "RFC 9110 section 9.3.2: the answer has no body",
        f"HEAD {PATH} HTTP/1.1\r\n{HOST}X : {SPY}\r\n\r\n",
        (Answer(frozenset({400}), has_body=False),),
        closes=True,
    ),
    *(passes(f"GET in {voice}", "the path of a call", get(path=path)) for voice, path in VOICES.items()),
)
