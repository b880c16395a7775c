"""Transfer-Encoding in every spelling, alone and beside a length: `chunked`, once and nothing else, or a refusal."""

from __future__ import annotations

from tests.wire.raw_requests.rows import ANY, CALL, NEW, PATH, SPY, UPDATED, Call, Row, no, ok, passes, post, refused

_ONE = "5\r\nUrl=x\r\n0\r\n\r\n"
_SPYING = f"b\r\nUrl={SPY}\r\n0\r\n\r\n"
_BOTH = "RFC 9112 section 6.1: both a transfer coding and a length"
_LAST = "RFC 9112 section 6.3 rule 4: chunked is not the final coding"
_TE_TE = "TE.TE: an obfuscated Transfer-Encoding"
_NOTHING = Call("POST", CALL)

_GOOD = {
    "coding exact": "Transfer-Encoding: chunked\r\n",
    "coding in mixed letters": "tRANSFER-eNCODING: cHUNKED\r\n",
    "coding right behind the colon": "Transfer-Encoding:chunked\r\n",
    "coding with blanks around": "Transfer-Encoding:   chunked  \r\n",
    "coding behind a tab": "Transfer-Encoding:\tchunked\r\n",
}
_BAD = {
    "coding with x before": "xchunked",
    "coding with x behind": "chunkedx",
    "coding behind another word": "x chunked",
    "coding before another word": "chunked x",
    "coding cut in two": "chun ked",
    "coding in quotes": '"chunked"',
    "coding in single quotes": "'chunked'",
    "coding twice": "chunked, chunked",
    "coding twice without blank": "chunked,chunked",
    "coding then identity": "chunked, identity",
    "coding then gzip": "chunked, gzip",
    "coding identity": "identity",
    "coding cow": "cow",
    "coding of a comma": ",",
    "coding behind vertical tab": "\x0bchunked",
    "coding before vertical tab": "chunked\x0b",
    "coding behind form feed": "\x0cchunked",
    "coding behind NUL": "\0chunked",
    "coding before NUL": "chunked\0",
    "coding behind backspace": "\x08chunked",
    "coding behind a no-break space": "\xa0chunked",
    "coding with Kelvin sign": "chun\xe2\x84\xaaed",
    "coding with bare CR": "\rchunked",
    "coding in braces": "{chunked}",
    "coding as equals sign": "=chunked",
}
_UNKNOWN_FIRST = {
    "coding identity, then chunked": "identity, chunked",
    "coding gzip, then chunked": "gzip, chunked",
    "coding cow, then chunked": "cow, chunked",
    "coding a comma, then chunked": ", chunked",
    "coding with parameter": "chunked;q=1",
    "coding ended by a comma": "chunked,",
    "coding empty": "",
    "coding before a tab": "chunked\t",
}
_TWO_FIELDS = {
    "codings chunked and chunked": ("chunked", "chunked"),
    "codings chunked and identity": ("chunked", "identity"),
    "codings identity and chunked": ("identity", "chunked"),
    "codings cow and chunked": ("cow", "chunked"),
    "codings chunked and cow": ("chunked", "cow"),
    "codings chunked and nothing": ("chunked", ""),
    "codings nothing and chunked": ("", "chunked"),
}
_HIDING = {
    "coding before blank and colon": "Transfer-Encoding : chunked\r\n",
    "coding before tab and colon": "Transfer-Encoding\t: chunked\r\n",
    "coding before vertical tab and colon": "Transfer-Encoding\x0b: chunked\r\n",
    "coding before NUL and colon": "Transfer-Encoding\0: chunked\r\n",
    "coding folded": "Transfer-Encoding:\r\n chunked\r\n",
    "coding folded by a tab": "Transfer-Encoding:\r\n\tchunked\r\n",
    "coding folded behind a comma": "Transfer-Encoding: identity,\r\n chunked\r\n",
    "coding on a line that begins with a blank": "X: y\r\n Transfer-Encoding: chunked\r\n",
    "coding behind bare LF": "X: y\nTransfer-Encoding: chunked\r\n",
    "coding behind bare CR": "X: y\rTransfer-Encoding: chunked\r\n",
    "coding behind CR CR LF": "X: y\r\r\nTransfer-Encoding: chunked\r\n",
    "coding ended by bare LF": "Transfer-Encoding: chunked\n",
    "coding with a blank in its name": "Transfer Encoding: chunked\r\n",
    "coding in quotes by its name": '"Transfer-Encoding": chunked\r\n',
}
_WITH_LENGTH = {
    "length and coding, cut by length": ("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", f"0\r\n\r\n{SPY}"),
    "coding and length, cut by coding": ("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", f"5c\r\n{SPY}\r\n0\r\n\r\n"),
    "length zero and coding": ("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", _SPYING),
    "length and coding that agree": (f"Content-Length: {len(_SPYING)}\r\nTransfer-Encoding: chunked\r\n", _SPYING),
    "length and coding in small letters": ("content-length: 6\r\ntransfer-encoding: chunked\r\n", _SPYING),
    "length and coding identity": ("Content-Length: 11\r\nTransfer-Encoding: identity\r\n", f"Url={SPY}"),
    "length and coding cow": ("Content-Length: 11\r\nTransfer-Encoding: cow\r\n", f"Url={SPY}"),
    "length and coding empty": ("Content-Length: 11\r\nTransfer-Encoding:\r\n", f"Url={SPY}"),
    "length and coding behind vertical tab": ("Content-Length: 11\r\nTransfer-Encoding: \x0bchunked\r\n", f"Url={SPY}"),
    "length, coding, length": ("Content-Length: 5\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n", _SPYING),
}


def _with(value: str) -> str:
    return post(f"Transfer-Encoding: {value}\r\n", path=PATH, body=_SPYING)


ROWS: tuple[Row, ...] = (
    *(passes(name, "RFC 9112 section 7.1", post(field, body=_ONE), UPDATED) for name, field in _GOOD.items()),
    *(refused(name, f"{_LAST}; {_TE_TE}", _with(value), 400) for name, value in _BAD.items()),
    *(refused(name, "RFC 9112 section 6.1: 501", _with(value), 400, 501) for name, value in _UNKNOWN_FIRST.items()),
    *(
        refused(
            name,
            _TE_TE,
            post(f"Transfer-Encoding: {one}\r\n", f"Transfer-encoding: {two}\r\n", path=PATH, body=_SPYING),
            400,
            501,
        )
        for name, (one, two) in _TWO_FIELDS.items()
    ),
    *(refused(name, _TE_TE, post(field, path=PATH, body=_SPYING), 400) for name, field in _HIDING.items()),
    *(
        refused(name, f"{_BOTH}; CL.TE and TE.CL", post(fields, path=PATH, body=body), 400, 501)
        for name, (fields, body) in _WITH_LENGTH.items()
    ),
    refused(
        "coding in HTTP/1.0",
        "RFC 9112 section 6.1: faulty framing",
        post("Transfer-Encoding: chunked\r\n", path=PATH, version="HTTP/1.0", body=_SPYING),
    ),
    refused(
        "coding and length in HTTP/1.0",
        "RFC 9112 section 6.1",
        post("Transfer-Encoding: chunked\r\nContent-Length: 11\r\n", path=PATH, version="HTTP/1.0", body=_SPYING),
    ),
    Row(
        "coding spelled with underscore",
        "CGI reads X_Y as X-Y: to the backend it would be a coding",
        post("Transfer_Encoding: chunked\r\n", "Content-Length: 5\r\n", path=NEW),
        (ok(UPDATED),),
        dropped=("Transfer_Encoding",),
    ),
    Row(
        "chunks nobody announced",
        "TE.0",
        post(body=f"{SPY}\r\n0\r\n\r\n"),
        (ok(_NOTHING), no(400, voice=ANY)),
        closes=True,
    ),
    Row(
        "coding, and a whole request behind the last chunk",
        "RFC 9112 section 9.3.2: pipelining",
        post("Transfer-Encoding: chunked\r\n", body=f"{_ONE}{post('Content-Length: 5' + chr(13) + chr(10))}"),
        (ok(UPDATED), ok(UPDATED)),
    ),
)
