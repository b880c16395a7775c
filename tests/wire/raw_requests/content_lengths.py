"""Content-Length in every spelling: what is no plain decimal number, once, is refused; what is, counts the body's bytes."""

from __future__ import annotations

from tests.wire.raw_requests.rows import ANY, CALL, NEW, PATH, SPY, UPDATED, Call, Row, no, ok, passes, post, refused

_GRAMMAR = "RFC 9110 section 8.6: Content-Length = 1*DIGIT"
_TWICE = "RFC 9112 section 6.3 rule 5; CL.CL"
_HIDDEN = "RFC 9112 section 5.1; header hidden from one of two parsers"
_BODY = f"Url={SPY}"

_GOOD = {
    "length exact": "Content-Length: 5\r\n",
    "length with leading zeros": "Content-Length: 0005\r\n",
    "length with blanks around": "Content-Length:   5  \r\n",
    "length behind a tab": "Content-Length:\t5\r\n",
    "length right behind the colon": "Content-Length:5\r\n",
    "length named in small letters": "content-length: 5\r\n",
    "length named in mixed letters": "CoNtEnT-LeNgTh: 5\r\n",
}
_BAD = {
    "length with plus": "+5",
    "length with minus": "-5",
    "length minus zero": "-0",
    "length plus zero": "+0",
    "length in hex": "0x5",
    "length in hex without mark": "a",
    "length with a letter behind": "5x",
    "length two numbers": "5 5",
    "length with underscore": "1_1",
    "length a list that agrees": "11,11",
    "length a list with blank": "11, 11",
    "length a list that differs": "11, 5",
    "length a list begun empty": ",11",
    "length a list ended empty": "11,",
    "length with parameter": "11;q=1",
    "length a fraction": "11.0",
    "length with exponent": "1e1",
    "length in quotes": '"11"',
    "length empty": "",
    "length of blanks": "   ",
    "length behind vertical tab": "\x0b11",
    "length before form feed": "11\x0c",
    "length before NUL": "11\0",
    "length with bare CR": "1\r1",
    "length superscript two": "\xb2",
    "length in Arabic digits": "\xd9\xa5",
    "length in fullwidth digits": "\xef\xbc\x95",
    "length behind a no-break space": "\xa011",
    "length 2**64 and 11": "18446744073709551627",
    "length of 25 nines": "9" * 25,
    "length of more than 20 digits": "0" * 30 + "11",
}
_PAIRS = {
    "lengths that agree": ("11", "11"),
    "lengths that differ": ("11", "5"),
    "lengths that differ, short first": ("5", "11"),
    "lengths equal but for a zero": ("11", "011"),
    "lengths one empty": ("", "11"),
    "lengths zero and more": ("0", "11"),
}
_HIDING = {
    "length before blank and colon": "Content-Length : 11\r\n",
    "length before tab and colon": "Content-Length\t: 11\r\n",
    "length before vertical tab and colon": "Content-Length\x0b: 11\r\n",
    "length folded": "Content-Length:\r\n 11\r\n",
    "length folded in the middle": "Content-Length: 1\r\n 1\r\n",
    "length with a blank in its name": "Content Length: 11\r\n",
    "length with NUL in its name": "Content\0-Length: 11\r\n",
    "length behind bare CR": "X: y\rContent-Length: 11\r\n",
    "length behind bare LF": "X: y\nContent-Length: 11\r\n",
    "length ended by bare LF": "Content-Length: 11\n",
    "length ended by bare CR": "Content-Length: 11\rX: y\r\n",
    "length on a line that begins with a blank": "X: y\r\n Content-Length: 11\r\n",
    "length with equals sign": "Content-Length=11\r\n",
}
_NOTHING = Call("POST", CALL)

ROWS: tuple[Row, ...] = (
    *(passes(name, _GRAMMAR, post(field), UPDATED) for name, field in _GOOD.items()),
    passes(
        "length decimal though it begins with zero",
        f"{_GRAMMAR}; read as octal it would be 8",
        post("Content-Length: 010\r\n", body="Url=abcdef"),
        Call("POST", CALL, (("Url", "abcdef"),)),
    ),
    *(
        refused(name, _GRAMMAR, post(f"Content-Length: {value}\r\n", path=PATH, body=_BODY), 400)
        for name, value in _BAD.items()
    ),
    *(
        refused(name, _TWICE, post(f"Content-Length: {one}\r\n", f"content-length: {two}\r\n", path=PATH, body=_BODY), 400)
        for name, (one, two) in _PAIRS.items()
    ),
    *(refused(name, _HIDDEN, post(field, path=PATH, body=_BODY), 400) for name, field in _HIDING.items()),
    refused(
        "length beyond the limit",
        "RFC 9110 section 15.5.14",
        post("Content-Length: 4294967307\r\n", path=PATH, body=_BODY),
        413,
    ),
    refused(
        "length 2**63 - 1",
        "RFC 9110 section 15.5.14",
        post("Content-Length: 9223372036854775807\r\n", path=PATH, body=_BODY),
        413,
    ),
    refused(
        "length 2**63", "RFC 9110 section 15.5.14", post("Content-Length: 9223372036854775808\r\n", path=PATH, body=_BODY), 413
    ),
    Row(
        "length spelled with underscore",
        "CGI reads X_Y as X-Y: to the backend it would be a second length",
        post("Content_Length: 5\r\n", body=f"{SPY}\r\n\r\n"),
        (ok(_NOTHING), no(400, voice=ANY)),
        closes=True,
        dropped=("Content_Length",),
    ),
    Row(
        "length zero and bytes behind",
        "RFC 9112 section 6.3; CL.0",
        post("Content-Length: 0\r\n", body=f"{SPY}\r\n\r\n"),
        (ok(_NOTHING), no(400, voice=ANY)),
        closes=True,
    ),
    Row(
        "length shorter than what follows",
        "RFC 9112 section 6.3",
        post("Content-Length: 5\r\n", body=f"Url=x={SPY}\r\n\r\n"),
        (ok(UPDATED), no(400, voice=ANY)),
        closes=True,
    ),
    Row(
        "length longer than what follows",
        "RFC 9112 section 6.3: an incomplete message",
        post("Content-Length: 50\r\n"),
        (),
        closes=True,
        ends=True,
    ),
    Row(
        "no length at all",
        "RFC 9112 section 6.3 rule 7: no body",
        post(body=f"{SPY}\r\n\r\n", path=NEW),
        (ok(_NOTHING), no(400, voice=ANY)),
        closes=True,
    ),
)
