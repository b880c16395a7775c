"""Nobody writes lines of the log but the gateway: whatever a caller sends, each line is one line, in both forms."""

from __future__ import annotations

import asyncio
import json
import logging
import re

import structlog
from hypothesis import given
from hypothesis import strategies as st

from tests.silence.backends import DIALECTS
from tests.silence.callers import HOST
from tests.silence.effort import ONE_GATEWAY, PIECES
from tests.silence.hearing import Overheard, overheard
from tests.silence.private import Private, basic, privates
from tests.silence.stage import ROOTS, staged

_FORGED = '"}\n{"event": "forged", "level": "error"}\r\n2026-01-01T00:00:00Z [error    ] forged\x1b[31m\x1b]0;forged\x07'
_NASTY = st.sampled_from(
    [
        _FORGED,
        "forged\x00",
        "\x85forged\u2028forged\u2029forged",
        "\u202eforged\ufeff",
        "forged\x1b[2J" * 400,
        '" forged="',
        "forged" * 5000,
        "\ud800forged",
        "%s%(forged)s{forged}",
        "\rforged",
    ]
)
_TEXTS = _NASTY | st.text(max_size=60).map("forged{}".format)
_LINE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z \[[a-z]+ *\] .*")
_FURTHER = "    | "


def assert_one_line_each(heard: Overheard) -> None:
    """For machines: JSON and nothing else, in ASCII. For people: a time and a level in front, or the mark of what goes on."""
    assert heard.machines.getvalue().isascii()
    assert all("event" in json.loads(line) for line in heard.lines)
    shown = heard.people.getvalue()
    assert shown.replace("\n", "").isprintable()
    begun = [line for line in shown.split("\n")[:-1] if not line.startswith(_FURTHER)]
    assert [line for line in begun if _LINE.fullmatch(line) is None] == []
    assert len(begun) == len(heard.lines)


def requests(text: str) -> list[bytes]:
    """The text as a request id, as a path, in a query, as a field, as a name, as a method, raw and in bytes of UTF-8."""
    data = text.encode("utf-8", "surrogatepass")
    host = HOST.encode()
    found = []
    for root in ROOTS.values():
        where = f"{root}/Accounts/AC1".encode()
        found += [
            b"GET " + where + b" HTTP/1.1\r\n" + host + b"\r\nX-Request-Id: " + data + b"\r\n\r\n",
            b"GET " + where + b"/" + data + b" HTTP/1.1\r\n" + host + b"\r\n\r\n",
            b"GET " + where + b"?" + data + b" HTTP/1.1\r\n" + host + b"\r\n\r\n",
            b"GET " + where + b" HTTP/1.1\r\nHost: " + data + b"\r\n\r\n",
            b"GET " + where + b" HTTP/1.1\r\n" + host + b"\r\n" + data + b": 1\r\n\r\n",
            data + b" " + where + b" HTTP/1.1\r\n" + host + b"\r\n\r\n",
        ]
    return found


@ONE_GATEWAY
@given(privates(), st.lists(_TEXTS, min_size=2, max_size=2).map(lambda drawn: [_FORGED, *drawn]))
def test_no_request_writes_a_line_of_its_own(private: Private, texts: list[str]) -> None:
    async def play() -> int:
        async with staged(private) as stage:
            return len([answer for text in texts for request in requests(text) if (answer := await stage.ask(request))])

    with overheard() as heard:
        assert asyncio.run(play()) > len(DIALECTS)
    assert_one_line_each(heard)
    assert "forged" not in re.sub(r'"request_id": "[!-~]{1,128}"', "", heard.machines.getvalue())


@ONE_GATEWAY
@given(privates(), st.text("\"'\\=<>&{}[]%$;|`!#()*,.:?@^~/-_aA0", min_size=1, max_size=128))
def test_a_request_id_of_the_callers_stands_as_it_is_within_its_line(private: Private, name: str) -> None:
    async def play() -> str | None:
        async with staged(private) as stage:
            request = f"GET /2010-04-01/Accounts/AC1 HTTP/1.1\r\n{HOST}\r\n{basic(stage.private.acme)}\r\nX-Request-Id: {name}\r\n\r\n"
            answer = await stage.ask(request.encode())
            return answer.get("X-Request-Id") if answer else None

    with overheard() as heard:
        assert asyncio.run(play()) == name
    assert_one_line_each(heard)
    (line,) = [read for line in heard.lines if (read := json.loads(line))["event"] == "call"]
    assert line["request_id"] == name


@PIECES
@given(_TEXTS)
def test_whatever_is_logged_is_one_line(text: str) -> None:
    with overheard() as heard:
        structlog.get_logger("gateway.test").info(text, value=text, values=(text, {text: text}))
        logging.getLogger("gateway.test").warning("said %s and %r", text, text)
        logging.getLogger(text.replace(".", "") or "x").error(text)
    assert len(heard.lines) == 3
    assert_one_line_each(heard)
