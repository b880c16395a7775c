"""Line ends and control bytes: CRLF ends a line, a bare CR or LF and a control byte stand nowhere in a head."""

from __future__ import annotations

from tests.wire.raw_requests.rows import ANY, AUTHORIZED, HEAD, HOST, NEW, PATH, SPY, Row, get, no, ok, passes, refused

_BARE_LF = "RFC 9112 section 2.2: a recipient MAY take a bare LF; taken by one of two parsers, it hides a line"
_BARE_CR = "RFC 9112 section 2.2: a bare CR is invalid or a blank"
_CONTROL = "RFC 9110 section 5.5: CR, LF and NUL are rejected or replaced; other controls are invalid"
_EMPTY = "RFC 9112 section 2.2: empty lines before a request line are ignored"

_BAD_ENDS = {
    "all lines ended by bare LF": get().replace("\r\n", "\n"),
    "request line ended by bare LF": get().replace("HTTP/1.1\r\n", "HTTP/1.1\n"),
    "request line ended by bare CR": get().replace("HTTP/1.1\r\n", "HTTP/1.1\r"),
    "request line ended by CR CR LF": get().replace("HTTP/1.1\r\n", "HTTP/1.1\r\r\n"),
    "request line ended by LF CR": get().replace("HTTP/1.1\r\n", "HTTP/1.1\n\r"),
    "Host ended by bare LF": get().replace(HOST, HOST.replace("\r\n", "\n")),
    "Host ended by CR CR LF": get().replace(HOST, HOST.replace("\r\n", "\r\r\n")),
    "a field ended by bare LF": get(f"X: {SPY}\n"),
    "a field ended by bare CR": get(f"X: {SPY}\rZ: y\r\n"),
    "a field ended by LF CR LF": get(f"X: {SPY}\n\r\n"),
    "head ended by LF LF": f"GET {PATH} HTTP/1.1\r\n{HEAD[:-2]}\n\n",
    "head ended by LF CRLF": f"GET {PATH} HTTP/1.1\r\n{HEAD[:-2]}\n\r\n",
    "head ended by CRLF LF": f"GET {PATH} HTTP/1.1\r\n{HEAD}\n",
    "head ended by CRLF CR X": f"GET {PATH} HTTP/1.1\r\n{HEAD}\rX: y\r\n\r\n",
    "a request behind LF LF": f"GET {PATH} HTTP/1.1\r\n{HEAD}X: y\n\nGET {NEW} HTTP/1.1\r\n{HEAD}\r\n",
    "a request behind CR CR": f"GET {PATH} HTTP/1.1\r\n{HEAD}X: y\r\rGET {NEW} HTTP/1.1\r\n{HEAD}\r\n",
}
_BAD_BYTES = {
    "NUL in a value": f"X: {SPY}\0\r\n",
    "NUL at the start of a value": f"X:\0{SPY}\r\n",
    "NUL in a name": f"X\0: {SPY}\r\n",
    "NUL as a line": "\0\r\n",
    "SOH in a value": f"X: {SPY}\x01\r\n",
    "backspace in a value": f"X: {SPY}\x08\r\n",
    "escape in a value": f"X: {SPY}\x1b[2J\r\n",
    "vertical tab in a value": f"X: {SPY}\x0by\r\n",
    "form feed in a value": f"X: {SPY}\x0cy\r\n",
    "DEL in a value": f"X: {SPY}\x7f\r\n",
    "DEL in a name": f"X\x7f: {SPY}\r\n",
    "tab in a name": f"X\tY: {SPY}\r\n",
}
_BAD_LINES = {
    "NUL first": f"\0{get()}",
    "NUL in the method": get().replace("GET", "GE\0T"),
    "NUL behind the version": get().replace("HTTP/1.1", "HTTP/1.1\0"),
    "escape first": f"\x1b{get()}",
    "a blank first": f" {get()}",
    "a tab first": f"\t{get()}",
    "vertical tab first": f"\x0b{get()}",
    "byte order mark first": f"\xef\xbb\xbf{get()}",
}
_BAD_TARGETS = {
    "NUL in the target": "\0",
    "NUL at the end of the path": f"?{SPY}\0",
    "tab in the target": f"?{SPY}\ty",
    "bare CR in the target": f"?{SPY}\ry",
    "vertical tab in the target": f"?{SPY}\x0by",
    "form feed in the target": f"?{SPY}\x0cy",
    "escape in the target": f"?{SPY}\x1by",
    "DEL in the target": f"?{SPY}\x7fy",
    "bytes beyond ASCII in the query": f"?{SPY}=\xe4",
    "UTF-8 in the path": "\xc3\xa9",
    "a blank in the target": f"?a {SPY}",
}

ROWS: tuple[Row, ...] = (
    *(refused(name, f"{_BARE_LF}; {_BARE_CR}", text) for name, text in _BAD_ENDS.items()),
    *(refused(name, _CONTROL, get(field)) for name, field in _BAD_BYTES.items()),
    *(refused(name, "RFC 9112 section 3", text, voice=ANY) for name, text in _BAD_LINES.items()),
    *(refused(name, "RFC 9112 section 3.2", get(path=f"{PATH}{tail}")) for name, tail in _BAD_TARGETS.items()),
    passes("an empty line first", _EMPTY, f"\r\n{get()}"),
    passes("five empty lines first", _EMPTY, "\r\n" * 5 + get()),
    passes(
        "bytes beyond ASCII in a value that is not passed on",
        "RFC 9110 section 5.5: obs-text",
        get("Accept: text/\xe4\r\n", path=NEW),
    ),
    Row("an empty line between two requests", _EMPTY, f"{get()}\r\n{get()}", (ok(), ok())),
    Row(
        "a bare LF line behind a good request",
        "whatever it is, it is no part of the first",
        f"{get()}X: {SPY}\n\n",
        (ok(), no(400, voice=ANY)),
        closes=True,
    ),
    refused(
        "no Host, and the authorization folded",
        "RFC 9112 section 5.2",
        f"GET {PATH} HTTP/1.1\r\n{AUTHORIZED[:-2]}\r\n {SPY}\r\n\r\n",
    ),
)
