"""Whatever a stranger may send: raw text and bytes, and good messages with something wrong in them.

Header values hold what the server's HTTP parser lets through: any byte but CR, LF and NUL, those beyond ASCII as a lone
surrogate (`surrogateescape`). A request-target is a character for each byte.
"""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from gateway.wire import Headers, WireRequest, WireResponse
from tests.properties.hostile_json import JSON_BODIES

TARGET_CHARACTERS = "".join(map(chr, range(0x21, 0x100)))
_HEADER_CHARACTERS = "".join(map(chr, (*range(0x20, 0x7F), *range(0xDC80, 0xDD00), 0x09)))

header_text = st.text(_HEADER_CHARACTERS, max_size=60)
methods = st.sampled_from(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "PROPFIND", "*"))
segments = st.one_of(
    st.sampled_from(
        (
            "..",
            ".",
            "%2F",
            "%2e%2e",
            "%2e%2e%2f",
            "..;x",
            "%5c",
            "%EF%BC%95",
            "%D9%A1",
            "%00",
            "%",
            "%zz",
            "%ff",
            "",
            "Accounts",
            "Calls",
            "Local",
            ".json",
            "x.json.xml",
            "?",
            "#",
        )
    ),
    st.text(TARGET_CHARACTERS.replace("/", "").replace("?", ""), max_size=20),
)
content_types = st.one_of(
    st.sampled_from(
        (
            "application/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset=utf-16",
            "application/x-www-form-urlencoded; charset*=utf-8''%ff; charset=\udcff",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "multipart/form-data; boundary=x\udcff",
            "multipart/form-data; boundary*0=a; boundary*1*=b",
            "application/json",
            "text/json",
            "text/json; charset=iso-8859-1",
            'application/json; charset="utf-8"',
            "application/json; charset=utf-16",
            "application/x-www-form-urlencoded; charset=latin-1; boundary=x",
            "application/xml; charset=ebcdic",
            "text/html",
            "; charset",
            "",
        )
    ),
    header_text,
)
queries = st.one_of(
    st.text(TARGET_CHARACTERS, max_size=40),
    st.lists(
        st.tuples(
            st.sampled_from(
                (
                    "_method",
                    "method",
                    "METHOD",
                    "format",
                    "delete_all",
                    "limit",
                    "offset",
                    "Page",
                    "PageSize",
                    "PageToken",
                    "page",
                    "num",
                    "To",
                    "From",
                    "Status",
                    "StartTime>",
                    "StartTime%3E%3D2009",
                    "%00",
                )
            ),
            st.sampled_from(
                (
                    "",
                    "0",
                    "-1",
                    "9" * 5000,
                    "1",
                    "json",
                    "xml",
                    "get",
                    "PUT",
                    "DELETE",
                    "PATCH",
                    "\xff",
                    "%ff",
                    "2009-07-06",
                    "\u0661".encode().decode("latin-1"),
                    "true.json",
                )
            ),
        ),
        max_size=5,
    ).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)),
)
bodies = st.one_of(
    st.binary(max_size=120),
    queries.map(lambda query: query.encode("latin-1")),
    st.sampled_from(
        (
            b'--x\r\nContent-Disposition: form-data; name="To"\r\n\r\n1\r\n--x--',
            b"--x\r\nContent-Disposition: form-data; name*=utf-8''%ff\r\n\r\n1\r\n--x--",
            b"--x\r\n\r\n--x--",
            b"{}",
            b"<a/>",
        )
    ),
    JSON_BODIES,
)
header_names = st.sampled_from(
    ("Content-Type", "Accept", "Authorization", "Location", "Retry-After", "Date", "Allow", "WWW-Authenticate", "Host")
)
header_values = st.one_of(
    header_text,
    content_types,
    st.sampled_from(
        ("Basic", "Basic Og==", "Basic /w==", "Basic \udcff", "*/*", "application/json", "audio/x-wav", "0", "9" * 5000)
    ),
    st.sampled_from(
        ("Fri, 31 Dec 9999 23:59:59 -1000", "Thu, 01 Jan 1970 00:00:00 +9999", "Mon, 1 Jan 0001 00:00:00", "/2008-08-01/x")
    ),
)
headers = st.lists(st.tuples(header_names, header_values), max_size=4).map(Headers)


def requests(good: Sequence[WireRequest]) -> st.SearchStrategy[WireRequest]:
    """Requests from raw noise to a good one with anything changed in it."""
    targets = st.one_of(
        st.text(TARGET_CHARACTERS, max_size=60),
        st.builds(_target, st.sampled_from(good), st.lists(segments, max_size=3), st.integers(0, 8), queries),
    )
    real = st.sampled_from(good).map(lambda wire: wire.headers)
    made_up = st.builds(WireRequest, methods, targets, headers | real, bodies)
    changed = st.builds(
        lambda wire, extra, body, query: WireRequest(
            wire.method, f"{wire.target}{query}", Headers((*extra, *wire.headers)), body
        ),
        st.sampled_from(good),
        headers | st.just(Headers()),
        bodies,
        st.just("") | queries.map(lambda query: f"?{query}"),
    )
    return st.one_of(made_up, changed)


def _target(wire: WireRequest, inserted: Sequence[str], place: int, query: str) -> str:
    parts = wire.path.split("/")
    path = "/".join((*parts[:place], *inserted, *parts[place:]))
    return f"{path}?{query}" if query else path


def mutations(data: bytes) -> st.SearchStrategy[bytes]:
    """The message with up to four bytes flipped, put in or taken out, or a piece of it repeated."""
    changes = st.lists(
        st.tuples(st.sampled_from("fidr"), st.integers(0, max(0, len(data) - 1)), st.integers(0, 255)), min_size=1, max_size=4
    )
    return changes.map(lambda chosen: _mutate(data, chosen))


def _mutate(data: bytes, changes: Sequence[tuple[str, int, int]]) -> bytes:
    for what, place, byte in changes:
        head, tail = data[:place], data[place:]
        if what == "f":
            data = head + bytes((byte,)) + tail[1:]
        elif what == "i":
            data = head + bytes((byte,)) + tail
        elif what == "d":
            data = head + tail[1 + byte % 16 :]
        else:
            data = head + tail[: 1 + byte] + tail
    return data


statuses = st.one_of(st.sampled_from((200, 201, 204, 301, 307, 400, 401, 404, 405, 429, 500, 503)), st.integers(200, 999))


def responses(body: st.SearchStrategy[bytes]) -> st.SearchStrategy[WireResponse]:
    """Answers with any status, any headers and such a body."""
    return st.builds(WireResponse, statuses, headers, body)
