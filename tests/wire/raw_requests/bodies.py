"""What a body holds: forms, JSON, XML and what is coded, for methods that have one and methods that do not."""

from __future__ import annotations

import zlib

from tests.wire.raw_requests.rows import (
    CALL,
    ENVELOPE,
    FORM,
    HEAD,
    HOST,
    NEW,
    OLD,
    PATH,
    SPY,
    UPDATED,
    Answer,
    Call,
    Row,
    answered,
    get,
    ok,
    passes,
    refused,
)

_FORM = "URL Standard section 5.1"
_CHARSET = "bytes that do not fit are an error: a guess would send a text nobody wrote"
_JSON = "RFC 8259"
_XML = "no dialect takes XML in: no DTD, no entity is ever looked at"
_V = "twilio-2010"
_ENVELOPE_HEAD = HEAD + "Content-Type: application/json\r\n"


def _sized(method: str, path: str, body: str, head: str = HEAD + FORM) -> str:
    return f"{method} {path} HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n{body}"


def _typed(content_type: str, body: str) -> str:
    return _sized("POST", NEW, body, f"{HEAD}Content-Type: {content_type}\r\n")


def _multipart(part: str, boundary: str = "x") -> str:
    return _typed(f"multipart/form-data; boundary={boundary}", f"--x\r\n{part}\r\n--x--\r\n")


_READ = {
    "form with an escape that is none": ("Url=%zz", (("Url", "%zz"),)),
    "form with an escape cut short": ("Url=a%4", (("Url", "a%4"),)),
    "form with NUL in a value": ("Url=a%00b", (("Url", "a\0b"),)),
    "form with a line break in a value": ("Url=%0d%0aX:%20y", (("Url", "\r\nX: y"),)),
    "form with UTF-8": ("Url=%c3%a9", (("Url", "\xe9"),)),
    "form with raw UTF-8": ("Url=\xc3\xa9", (("Url", "\xe9"),)),
    "form with empty pieces": ("&&Url=x&&", (("Url", "x"),)),
    "form of a name alone": ("Url", (("Url", ""),)),
    "form with the same value twice": ("Url=x&Url=x", (("Url", "x"), ("Url", "x"))),
    "form of doubly encoded text": ("Url=%2525", (("Url", "%25"),)),
}
_UNREAD = {
    "form that is no UTF-8": f"Url=%ff&x={SPY}",
    "form of raw bytes that are no UTF-8": f"Url=\xff&x={SPY}",
    "form of overlong UTF-8": f"Url=%c0%80&x={SPY}",
    "form of half a surrogate pair": f"Url=%ed%a0%80&x={SPY}",
    "form in UTF-16 with its mark": "\xff\xfeU\0r\0l\0=\0x\0",
    "form with NUL in a name": f"U%00rl={SPY}",
    "form of 1,001 parameters": "a=1&" * 1_001,
    "form of 4,000 ampersands and 2,000 names": "a&&" * 2_000,
    "form with two values for one name": f"Url=x&Url={SPY}",
}
_TYPES = {
    "charset unknown": (f"{FORM[14:-2]}; charset=klingon", f"Url={SPY}", 400),
    "charset UTF-16": (f"{FORM[14:-2]}; charset=utf-16", "U\0r\0l\0=\0x\0", 400),
    "charset UTF-7": (f"{FORM[14:-2]}; charset=utf-7", f"Url=+AGE-{SPY}", 400),
    "JSON where a form belongs": ("application/json", '{"Url": "x"}', 415),
    "text where a form belongs": ("text/plain", f"Url={SPY}", 415),
    "a Content-Type that is none": (SPY, f"Url={SPY}", 415),
    "multipart without boundary": ("multipart/form-data", "--x\r\n\r\n--x--", 400),
    "multipart cut off": ("multipart/form-data; boundary=x", f"--x\r\n\r\n{SPY}", 400),
    "multipart mixed": ("multipart/mixed; boundary=x", "--x\r\n\r\n--x--", 415),
    "XML": ("application/xml", f"<Url>{SPY}</Url>", 415),
    "XML with a DTD": ("text/xml", f"<!DOCTYPE a [<!ENTITY b '{SPY}'>]><a>&b;</a>", 415),
    "XML with an external entity": ("text/xml", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a>&b;</a>", 415),
    "XML that laughs": ("text/xml", "<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;'>]><a>&c;&c;</a>", 415),
}
_OBJECT = {
    "JSON in 10,000 levels": "[" * 10_000,
    "JSON in 70 levels": '{"a":' * 70 + "1" + "}" * 70,
    "JSON with a number of 5,000 digits": f'{{"commands": {"9" * 5_000}}}',
    "JSON with 1e400": '{"commands": 1e400}',
    "JSON with NaN": '{"commands": NaN}',
    "JSON with a key twice": f'{{"commands": [], "commands": "{SPY}"}}',
    "JSON with an escaped key twice": '{"commands": [], "comm\\u0061nds": []}',
    "JSON with a comment": '{"commands": [] /* x */}',
    "JSON with a comma too many": '{"commands": [],}',
    "JSON in single quotes": "{'commands': []}",
    "JSON with a control character": '{"commands": "\x01"}',
    "JSON cut off": '{"commands": [',
    "JSON twice": "{}{}",
    "JSON an array": "[]",
    "JSON a text": f'"{SPY}"',
    "JSON null": "null",
    "JSON that is no UTF-8": '{"commands": "\xff"}',
    "JSON in UTF-16": "\xff\xfe{\0}\0",
    "JSON of nothing": "",
}
_GZIP = zlib.compress(f"Url={SPY}".encode()).decode("latin-1")

ROWS: tuple[Row, ...] = (
    *(passes(name, _FORM, _sized("POST", NEW, body), Call("POST", CALL, pairs)) for name, (body, pairs) in _READ.items()),
    passes(
        "form in Latin-1",
        _FORM,
        _typed(f"{FORM[14:-2]}; charset=iso-8859-1", "Url=\xe9"),
        Call("POST", CALL, (("Url", "\xe9"),)),
    ),
    passes("form without Content-Type", "clients send it so", _sized("POST", NEW, "Url=x", HEAD), UPDATED),
    *(answered(name, f"{_FORM}; {_CHARSET}", _sized("POST", NEW, body), 400, voice=_V) for name, body in _UNREAD.items()),
    refused("form of 10,000 parameters", "RFC 9110 section 15.5.14", _sized("POST", NEW, "a=1&" * 10_000), 413, voice=_V),
    *(
        answered(name, _XML if "XML" in name else _FORM, _typed(kind, body), status, voice=_V)
        for name, (kind, body, status) in _TYPES.items()
    ),
    answered(
        "XML for 2008", _XML, _sized("POST", OLD, "<a/>", f"{HEAD}Content-Type: application/xml\r\n"), 415, voice="twilio-2008"
    ),
    passes("multipart", "RFC 7578", _multipart('Content-Disposition: form-data; name="Url"\r\n\r\nx'), UPDATED),
    answered(
        "multipart with a file",
        "RFC 7578",
        _multipart(f'Content-Disposition: form-data; name="Url"; filename="{SPY}"\r\n\r\nx'),
        400,
        voice=_V,
    ),
    answered(
        "multipart with another boundary",
        "RFC 7578",
        _multipart(f'Content-Disposition: form-data; name="Url"\r\n\r\n{SPY}', "y"),
        400,
        voice=_V,
    ),
    *(
        answered(name, _JSON, _sized("POST", "/calls", body, _ENVELOPE_HEAD), 400, voice="json-envelope")
        for name, body in _OBJECT.items()
    ),
    answered(
        "XML for the envelope",
        _XML,
        _sized("POST", "/calls", "<a/>", f"{HEAD}Content-Type: text/xml\r\n"),
        400,
        voice="json-envelope",
    ),
    passes("a GET with a form", "clients send it so", _sized("GET", NEW, "x=y"), Call("GET", f"{CALL}?x=y")),
    passes(
        "a GET with a body of another type",
        "json-envelope: a GET has no body",
        _sized("GET", ENVELOPE, SPY, f"{HEAD}Content-Type: text/plain\r\n"),
    ),
    Row("a HEAD with a form", "as the GET", _sized("HEAD", NEW, "x=y"), (ok(Call("GET", f"{CALL}?x=y"), has_body=False),)),
    Row(
        "a DELETE with a form",
        "RFC 9110 section 9.3.5: it has no meaning",
        _sized("DELETE", NEW, f"_method=POST&x={SPY}"),
        (Answer(frozenset({204}), Call("DELETE", CALL), has_body=False),),
    ),
    answered(
        "method override in the form",
        "to a backend that obeys it, it is another request",
        _sized("POST", NEW, "_method=DELETE"),
        400,
        voice=_V,
    ),
    refused("gzip", "RFC 9110 section 15.5.16", _sized("POST", PATH, _GZIP, f"{HEAD}{FORM}Content-Encoding: gzip\r\n"), 415),
    refused(
        "deflate in capitals",
        "RFC 9110 section 15.5.16",
        _sized("POST", PATH, _GZIP, f"{HEAD}{FORM}Content-Encoding: DEFLATE\r\n"),
        415,
    ),
    refused(
        "a coding nobody knows",
        "RFC 9110 section 15.5.16",
        _sized("POST", PATH, SPY, f"{HEAD}{FORM}Content-Encoding: {SPY}\r\n"),
        415,
    ),
    refused(
        "identity and gzip",
        "RFC 9110 section 15.5.16",
        _sized("POST", PATH, _GZIP, f"{HEAD}{FORM}Content-Encoding: identity\r\nContent-Encoding: gzip\r\n"),
        415,
    ),
    passes(
        "identity",
        "RFC 9110 section 8.4.1",
        _sized("POST", NEW, "Url=x", f"{HEAD}{FORM}Content-Encoding: identity\r\n"),
        UPDATED,
    ),
    refused("a body beyond the limit", "RFC 9110 section 15.5.14", _sized("POST", PATH, SPY * 3_000), 413),
    answered("nobody's form", "RFC 9110 section 15.5.2", _sized("POST", NEW, f"Url={SPY}", f"{HOST}{FORM}"), 401, voice=_V),
    passes("a GET that says it has no body", "RFC 9110 section 8.6", get("Content-Length: 0\r\n")),
)
