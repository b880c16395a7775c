"""Request-targets: their forms, escapes, dots and slashes. What is routed is what is asked of the backend, or nothing is."""

from __future__ import annotations

from tests.wire.raw_requests.rows import (
    ACCOUNT,
    ACME,
    ANY,
    BEHIND,
    FETCHED,
    HEAD,
    NEW,
    PATH,
    SID,
    SPY,
    Call,
    Row,
    answered,
    get,
    passes,
    refused,
)

_ABSOLUTE = "RFC 9112 section 3.2.2"
_FORMS = "RFC 9112 section 3.2: origin, absolute, authority, asterisk"
_DOTS = "RFC 3986 section 6.2.2.3; path traversal"
_ESCAPES = "RFC 3986 section 2.1"
_BEHIND = f"/2010-04-01/Accounts/{BEHIND.id}"
_V = "twilio-2010"

_GOOD = {
    "absolute form": f"http://v1.gateway.example{PATH}",
    "absolute form with port": f"http://v1.gateway.example:8080{PATH}",
    "absolute form with https": f"https://v1.gateway.example{PATH}",
    "absolute form in capitals": f"HTTP://V1.GATEWAY.EXAMPLE{PATH}",
    "absolute form of another host": f"http://v1.evil.example{PATH}",
    "absolute form with an empty port": f"http://v1.gateway.example:{PATH}",
    "two slashes first": f"/{PATH}",
    "absolute form, two slashes": f"http://v1.gateway.example/{PATH}",
    "bare question mark": f"{PATH}?",
    "lone ampersand": f"{PATH}?&",
}
_REFUSED = {
    "absolute form with user": f"http://{SPY}@v1.gateway.example{PATH}",
    "absolute form with user and password": f"http://x:{SPY}@v1.gateway.example{PATH}",
    "absolute form with fragment": f"http://v1.gateway.example{PATH}#{SPY}",
    "absolute form with bad port": f"http://v1.gateway.example:{SPY}{PATH}",
    "absolute form with port of six digits": f"http://v1.gateway.example:123456{PATH}",
    "absolute form with a backslash": f"http://v1.gateway.example\\@evil.example{PATH}",
    "absolute form with a blank in the host": f"http://v1 .gateway.example{PATH}",
    "fragment": f"{PATH}#{SPY}",
    "fragment in the query": f"{PATH}?x#{SPY}",
}
_REFUSED_NOWHERE = {
    "absolute form without host": f"http://{NEW}",
    "absolute form with one slash": f"http:{NEW}",
    "absolute form with ftp": f"ftp://v1.gateway.example{NEW}",
    "absolute form with file": f"file://{NEW}",
    "absolute form with ws": f"ws://v1.gateway.example{NEW}",
    "authority form": "v1.gateway.example:80",
    "a relative path": NEW[1:],
    "a query alone": f"?{SPY}",
    "a fragment alone": f"#{SPY}",
    "a backslash first": f"\\{NEW}",
    "an encoded slash first": f"%2f{NEW[1:]}",
}
_NOWHERE = {
    "dot segments": "/Calls/../Calls/{sid}",
    "dot segments that leave the account": "/../{other}/Calls/{sid}",
    "dot segments encoded": "/%2e%2e/{other}/Calls/{sid}",
    "dot segments half encoded": "/.%2E/{other}/Calls/{sid}",
    "dot segments with encoded slashes": "/Calls/..%2f..%2f{other}",
    "dot segments with parameters": "/..;/{other}/Calls/{sid}",
    "dot segments with a parameter's value": "/..;x=y/{other}/Calls/{sid}",
    "single dot": "/./Calls/{sid}",
    "single dot encoded": "/%2e/Calls/{sid}",
    "dots at the end": "/Calls/..",
    "backslashes": "\\Calls\\{sid}",
    "dots and backslashes": "/..\\{other}\\Calls",
    "encoded backslash": "/Calls%5c{sid}",
    "encoded slash": "/Calls%2F{sid}",
    "encoded NUL": "/Calls/{sid}%00",
    "encoded NUL before a suffix": "/Calls/{sid}%00.json",
    "encoded line break": "/Calls/{sid}%0d%0aX-Injected:%201",
    "encoded blank alone": "/Calls/%20",
    "encoded DEL": "/Calls/%7f",
    "overlong slash": "/Calls%c0%af{sid}",
    "overlong slash of three bytes": "/Calls%e0%80%af{sid}",
    "overlong dots": "/%c0%ae%c0%ae/{other}",
    "encoded half of a surrogate pair": "/Calls/%ed%a0%80",
    "no UTF-8": "/Calls/%ff%fe",
}
_PASSED = {
    "an escape that is none": ("%zz", "%25zz"),
    "an escape cut short": ("a%4", "a%254"),
    "a percent sign at the end": ("a%", "a%25"),
    "an escape of IIS": ("%u002f", "%25u002f"),
    "doubly encoded slash": ("a%252fb", "a%252fb"),
    "doubly encoded dots": ("%252e%252e", "%252e%252e"),
    "fullwidth slash": ("a%ef%bc%8fb", "a%EF%BC%8Fb"),
    "fullwidth dots": ("%ef%bc%8e%ef%bc%8e", "%EF%BC%8E%EF%BC%8E"),
    "two dots and a letter": ("..a", "..a"),
    "three dots": ("...", "..."),
    "a parameter on a segment": ("CA1;x=y", "CA1;x=y"),
    "an encoded question mark": ("a%3fb", "a%3Fb"),
    "an encoded fragment": ("a%23b", "a%23b"),
    "an at sign": ("a@b", "a@b"),
}

ROWS: tuple[Row, ...] = (
    *(passes(name, _ABSOLUTE, get(path=target)) for name, target in _GOOD.items()),
    *(refused(name, _FORMS, get(path=target)) for name, target in _REFUSED.items()),
    *(refused(name, _FORMS, get(path=target), voice=ANY) for name, target in _REFUSED_NOWHERE.items()),
    *(
        answered(name, _DOTS, get(path=ACCOUNT + rest.format(sid=SID, other="AC" + "c" * 32)), 404, voice=_V)
        for name, rest in _NOWHERE.items()
    ),
    *(
        passes(name, _ESCAPES, get(path=f"{ACCOUNT}/Calls/{asked}.json"), Call("GET", f"{_BEHIND}/Calls/{sent}.json"))
        for name, (asked, sent) in _PASSED.items()
    ),
    passes("an escape that is needless", _ESCAPES, get(path=f"{ACCOUNT}/%43alls/{SID}.json")),
    passes("an encoded account", _ESCAPES, get(path=f"/2010-04-01/Accounts/%41C{ACME.id[2:]}/Calls/{SID}.json")),
    passes("slashes all over", "RFC 3986 section 3.3", get(path=NEW.replace("/", "///"))),
    answered("an encoded version", _ESCAPES, get(path=NEW.replace("2010", "%32010")), 404, voice=ANY),
    answered(
        "the account of another",
        "the path must belong to the credentials",
        get(path=NEW.replace(ACME.id, "AC" + "c" * 32)),
        401,
        voice=_V,
    ),
    answered(
        "absolute form without path", f"{_ABSOLUTE}: an empty path is /", get(path="http://v1.gateway.example"), 404, voice=ANY
    ),
    answered("the root", "no route", get(path="/"), 404, voice=ANY),
    answered("slashes alone", "no route", get(path="//////"), 404, voice=ANY),
    answered("a query of NUL names", "a name nobody can mean", get(path=f"{NEW}?%00=x"), 400, voice=_V),
    answered("a query that is no UTF-8", "a guess would send another text", get(path=f"{NEW}?x=%ff"), 400, voice=_V),
    answered("a query of 1,001 parameters", "a limit", get(path=f"{NEW}?{'a&' * 1001}"), 400, voice=_V),
    passes(
        "a query that holds a URL",
        "RFC 3986 section 3.4: / and ? are data there",
        get(path=f"{NEW}?a=http://evil.example/?b"),
        Call("GET", f"{FETCHED.target}?a=http%3A%2F%2Fevil.example%2F%3Fb"),
    ),
    passes(
        "a semicolon in the query",
        "URL Standard section 5.1: no separator",
        get(path=f"{NEW}?a=1;b=2"),
        Call("GET", f"{FETCHED.target}?a=1%3Bb%3D2"),
    ),
    passes(
        "a line break in the query",
        "CRLF injection",
        get(path=f"{NEW}?a=%0d%0aX:%20y"),
        Call("GET", f"{FETCHED.target}?a=%0D%0AX%3A+y"),
    ),
    refused("a request in the target", "CRLF injection", f"GET {NEW}?x HTTP/1.1\r\n {SPY} HTTP/1.1\r\n{HEAD}\r\n", voice=_V),
)
