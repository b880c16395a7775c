"""Header fields: names, folds, numbers and sizes, fields that may stand once, and those that speak of the connection."""

from __future__ import annotations

from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from tests.wire.raw_requests.rows import (
    AUTHORIZED,
    CALL,
    FETCHED,
    FORM,
    HEAD,
    HOST,
    JSON,
    NEW,
    PATH,
    SPY,
    UPDATED,
    VOICES,
    Answer,
    Call,
    Row,
    answered,
    get,
    passes,
    post,
    refused,
)

_FIELD = "RFC 9112 section 5: field-name ':' OWS field-value OWS"
_ONCE = "RFC 9110 section 5.3: a field that is no list may stand once"
_CONNECTION = "RFC 9110 section 7.6.1"
_LENGTH = "Content-Length: 5\r\n"
_OTHER = f"Authorization: {write_basic(Credentials('AC' + 'c' * 32, SPY))}\r\n"
_GOOD_FIRST = f"{HOST}{AUTHORIZED}{_OTHER}X-Spy: {SPY}\r\n"
_GOOD_LAST = f"{HOST}{_OTHER}{AUTHORIZED}X-Spy: {SPY}\r\n"

_BAD = {
    "a name with a blank": f"X Y: {SPY}\r\n",
    "a blank before the colon": f"X : {SPY}\r\n",
    "no colon": f"{SPY}\r\n",
    "no name": f": {SPY}\r\n",
    "a blank for a name": f" : {SPY}\r\n",
    "a name in brackets": f"[X]: {SPY}\r\n",
    "a name with parenthesis": f"X(y): {SPY}\r\n",
    "a name with a slash": f"X/y: {SPY}\r\n",
    "a name with an at sign": f"X@y: {SPY}\r\n",
    "a name with equals sign": f"X=y: {SPY}\r\n",
    "a name with a comma": f"X,y: {SPY}\r\n",
    "a name in quotes": f'"X": {SPY}\r\n',
    "a name beyond ASCII": f"X\xe4: {SPY}\r\n",
    "a name with a backslash": f"X\\y: {SPY}\r\n",
    "a fold by a blank": f"X: y\r\n {SPY}\r\n",
    "a fold by a tab": f"X: y\r\n\t{SPY}\r\n",
    "a fold of nothing": f"X: {SPY}\r\n \r\n",
    "a fold before the first field": "",
}
_LIMITS = {
    "101 fields": "X: y\r\n" * 101,
    "1,000 fields": "X: y\r\n" * 1_000,
    "a field too long": f"X: {'y' * 9_000}\r\n",
    "a name too long": f"{'X' * 9_000}: y\r\n",
    "fields too long together": "".join(f"X-{number}: {'y' * 400}\r\n" for number in range(12)),
}
_NAMED = {
    "Connection names Host": "Host",
    "Connection names Content-Length": "Content-Length",
    "Connection names Transfer-Encoding": "Transfer-Encoding",
    "Connection names Content-Type": "Content-Type",
    "Connection names a field of ours": "X-Request-Id",
    "Connection names nothing": "",
    "Connection names commas": ",,,",
    "Connection names itself": "Connection",
    "Connection names a word in brackets": "(x)",
}
_OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X_HTTP_Method_Override")

ROWS: tuple[Row, ...] = (
    *(refused(name, _FIELD, get(field)) for name, field in _BAD.items() if field),
    refused("a fold before the first field", _FIELD, get(head=f" X: {SPY}\r\n{HEAD}")),
    *(refused(name, "RFC 6585 section 5", get(fields), 431) for name, fields in _LIMITS.items()),
    passes("60 fields", "RFC 6585 section 5", get("X: y\r\n" * 60)),
    passes("a field without value", _FIELD, get("X:\r\n")),
    passes("a name of odd characters", "RFC 9110 section 5.6.2: a token", get("!#$%&'*+-.^_`|~0: y\r\n")),
    *(
        passes(name, _CONNECTION, post(f"Connection: {value}\r\n", _LENGTH), UPDATED, dropped=("Connection",))
        for name, value in _NAMED.items()
    ),
    passes(
        "Connection names Authorization",
        f"{_CONNECTION}: never a field that is meant for all recipients",
        get("Connection: Authorization\r\n"),
    ),
    passes(
        "Connection names a field",
        _CONNECTION,
        get("Connection: X-Secret\r\nX-Secret: y\r\n"),
        dropped=("X-Secret", "Connection"),
    ),
    passes("Connection close", "RFC 9112 section 9.6", get("Connection: close\r\n"), closes=True, dropped=("Connection",)),
    passes("Connection close in capitals", "RFC 9112 section 9.6", get("Connection: CLOSE\r\n"), closes=True),
    passes("Connection close in a list", "RFC 9112 section 9.6", get("Connection: X, close\r\n"), closes=True),
    passes("Connection keep-alive and close", "RFC 9112 section 9.3", get("Connection: keep-alive, close\r\n"), closes=True),
    passes(
        "Connection close in a second field", "RFC 9110 section 5.3", get("Connection: X\r\nConnection: close\r\n"), closes=True
    ),
    passes(
        "fields of one hop",
        _CONNECTION,
        get("TE: trailers\r\nKeep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic eDp5\r\n"),
        dropped=("TE", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization"),
    ),
    *(
        passes(
            f"method override by {name}",
            "the request that was admitted is the one carried out",
            post(f"{name}: DELETE\r\n", _LENGTH),
            UPDATED,
            dropped=(name,),
        )
        for name in _OVERRIDES
    ),
    Row(
        "method override by _method",
        "2010-04-01 docs, Request page",
        post(_LENGTH, path=f"{NEW}?_method=DELETE"),
        (Answer(frozenset({204}), Call("DELETE", CALL), has_body=False),),
    ),
    answered(
        "method override that is none",
        "2010-04-01 docs, Request page",
        post(_LENGTH, path=f"{NEW}?_method=TRACE"),
        400,
        voice="twilio-2010",
    ),
    passes(
        "method override on a GET",
        "2010-04-01 docs: POST alone",
        get(path=f"{NEW}?_method=DELETE"),
        Call("GET", f"{CALL}?_method=DELETE"),
    ),
    *(
        answered(f"Authorization twice, {which}, in {voice}", _ONCE, get(head=head, path=path), 400, 401, voice=voice)
        for which, head in (("good first", _GOOD_FIRST), ("good last", _GOOD_LAST))
        for voice, path in VOICES.items()
    ),
    answered("Authorization of a list", _ONCE, get(head=f"{HOST}{AUTHORIZED[:-2]}, Basic {SPY}\r\n"), 400, 401),
    answered("Authorization missing", "RFC 9110 section 15.5.2", get(head=f"{HOST}X-Spy: {SPY}\r\n"), 401),
    answered(
        "Authorization of another scheme", "RFC 9110 section 11.6.2", get(head=f"{HOST}Authorization: Bearer {SPY}\r\n"), 401
    ),
    answered("Authorization that is no base64", "RFC 7617 section 2", get(head=f"{HOST}Authorization: Basic {SPY}!\r\n"), 401),
    answered(
        "Authorization without colon",
        "RFC 7617 section 2",
        get(head=f"{HOST}Authorization: Basic c1B5NDcxMQ==\r\nX-Spy: {SPY}\r\n"),
        401,
    ),
    refused("Content-Type twice, form first", _ONCE, post(JSON, _LENGTH, body=SPY[:5]), 400, 415, voice="twilio-2010"),
    refused("Content-Type twice, form last", _ONCE, post(FORM, _LENGTH, head=HEAD + JSON), 400, 415, voice="twilio-2010"),
    refused("Content-Type twice the same", _ONCE, post(FORM, _LENGTH), voice="twilio-2010"),
    passes(
        "Cookie and Range",
        "they describe other copies and other sessions",
        get("Cookie: a=b\r\nRange: bytes=0-1\r\nIf-None-Match: *\r\n", path=NEW),
        FETCHED,
        dropped=("Cookie", "Range", "If-None-Match"),
    ),
    passes("httpoxy", "CVE-2016-5385: Proxy becomes HTTP_PROXY", get("Proxy: http://evil.example\r\n"), dropped=("Proxy",)),
    passes(
        "a body's digest",
        "of another body than the backend gets",
        post("Content-MD5: eA==\r\n", _LENGTH),
        UPDATED,
        dropped=("Content-MD5",),
    ),
    passes("Accept-Encoding", "answers are read", get("Accept-Encoding: gzip, br\r\n", path=PATH)),
)
