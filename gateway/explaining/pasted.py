"""Reads a call out of what people have at hand: METHOD and URL, a curl command line, or an entry of a HAR file."""

from __future__ import annotations

import argparse
import json
import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote, unquote

from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from gateway.wire import Headers, WireRequest

_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_CONTINUED = re.compile(r"\\\r?\n")  # a line that goes on in the next one
_IGNORED = ("-s", "-S", "-i", "-v", "-k", "-L", "-f", "--silent", "--show-error", "--insecure", "--location", "--compressed")
_MOST_WORDS = 1_000  # argparse takes the square of their number
_URL = re.compile(
    r"(?:https?://)?(?:(?P<user>[^/?#@]*)@)?(?P<host>(?:[\w.~%-]+|\[[\da-f:.]+\])(?::\d+)?)(?P<target>[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)


class Unreadable(ValueError):
    """What was pasted is no call; the text says why."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Unreadable(f"this curl command can't be read: {message}")


def read_call(words: Sequence[str], headers: Sequence[str], data: Sequence[str]) -> WireRequest:
    """A call from the words of the command line: `POST URL`, `URL`, or `curl …`, quoted as one word or not.

    Raises Unreadable.
    """
    if any("\ud800" <= character <= "\udfff" for text in (*words, *headers, *data) for character in text):
        raise Unreadable("the command line holds bytes that are no UTF-8 text")
    if len(words) == 1 and words[0].lstrip().startswith("curl "):
        words = _split_line(words[0])
    if words and words[0] == "curl":
        return _read_curl(words[1:])
    match words:
        case [method, url]:
            return _make(method.upper(), url, headers, "&".join(data))
        case [url]:
            return _make("POST" if data else "GET", url, headers, "&".join(data))
        case _:
            raise Unreadable("expected METHOD URL with -H and -d, or a curl command")


def split_words(words: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """The words, the headers and the data of METHOD URL -H … -d …; a curl command stays whole. Raises Unreadable."""
    if words and words[0].startswith("curl"):
        return list(words), [], []
    others: list[str] = []
    headers: list[str] = []
    data: list[str] = []
    places = {"-H": headers, "--header": headers, "-d": data, "--data": data}
    rest = iter(words)
    for word in rest:
        if word not in places:
            others.append(word)
        elif (value := next(rest, None)) is not None:
            places[word].append(value)
        else:
            raise Unreadable(f"{word} has nothing behind it")
    return others, headers, data


def read_pasted(text: str) -> WireRequest:
    """A call from a text that was pasted, of one line or of several, quoted as a shell has it. Raises Unreadable."""
    return read_call(*split_words(_split_line(text)))


def _split_line(line: str) -> list[str]:
    try:
        return shlex.split(_CONTINUED.sub(" ", line))
    except ValueError as error:
        raise Unreadable(f"this curl command can't be read: {str(error).lower()}") from error


def _curl_parser() -> _Parser:
    """The options of curl that say what is sent, and those that change nothing of it."""
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("-X", "--request")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("-u", "--user")
    parser.add_argument("-G", "--get", action="store_true")
    parser.add_argument("-I", "--head", action="store_true")
    parser.add_argument("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", action="append", default=[], dest="data")
    parser.add_argument("--data-urlencode", action="append", default=[])
    parser.add_argument("--url", dest="named_url")
    for flag in _IGNORED:
        parser.add_argument(flag, action="store_true", dest=f"ignored_{flag.strip('-')}")
    parser.add_argument("url", nargs="?")
    return parser


def _read_curl(words: Sequence[str]) -> WireRequest:
    if len(words) > _MOST_WORDS:
        raise Unreadable(f"this curl command has more than {_MOST_WORDS} words")
    given = _curl_parser().parse_args(list(words))
    url = given.named_url or given.url
    if not url:
        raise Unreadable("this curl command has no URL")
    pieces = [*given.data, *(_encode(piece) for piece in given.data_urlencode)]
    headers = list(given.header)
    if given.user:
        name, _, secret = given.user.partition(":")
        headers.append(f"Authorization: {write_basic(Credentials(name, secret))}")
    if given.get and pieces:
        url, pieces = f"{url}{'&' if '?' in url else '?'}{'&'.join(pieces)}", []
    method = given.request or ("HEAD" if given.head else "POST" if pieces else "GET")
    return _make(method, url, headers, "&".join(pieces))


def _encode(piece: str) -> str:
    name, equals, value = piece.partition("=")
    return f"{name}={quote(value)}" if equals else quote(name)


def read_har(file: Path, entry: int) -> WireRequest:
    """The call of one entry, the first is 0. Raises Unreadable."""
    try:
        request = json.loads(file.read_text())["log"]["entries"][entry]["request"]
        headers = [f"{header['name']}: {header['value']}" for header in request.get("headers", ())]
        method, url, data = request["method"], request["url"], request.get("postData", {}).get("text", "")
        if not all(isinstance(text, str) for text in (method, url, data)):
            raise TypeError
        return _make(method, url, headers, data)
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(f"{file} has no entry {entry} that is a request ({type(error).__name__})") from error


def _make(method: str, url: str, headers: Sequence[str], data: str) -> WireRequest:
    """The call, its target byte for byte: slashes, dots and a bare `?` mean something to those who paste them."""
    user, host, target = _split_url(url)
    fields = [(name.strip(), value.strip()) for name, colon, value in (header.partition(":") for header in headers) if colon]
    named = {name.lower() for name, _ in fields}
    if user and "authorization" not in named:
        name, _, secret = user.partition(":")
        fields.append(("Authorization", write_basic(Credentials(unquote(name), unquote(secret)))))
    if host and "host" not in named:
        fields.insert(0, ("Host", host))
    if data and "content-type" not in named:
        fields.append(_FORM)
    try:
        target.encode("latin-1")
    except UnicodeEncodeError:
        target = quote(target, safe="/?&=%<>:;,+@!$'()*~#[]")
    return WireRequest(method, target, Headers(fields), data.encode())


def _split_url(url: str) -> tuple[str, str, str]:
    """(user and secret, host and port, target) of a URL, with or without its scheme, or of a bare path."""
    if url.startswith("/"):
        return "", "", url.partition("#")[0]
    match = _URL.fullmatch(url)
    if match is None:
        raise Unreadable("the URL is none: expected http://host/path or a path that begins with a slash")
    target = (match["target"] or "").partition("#")[0]
    return match["user"] or "", match["host"], target if target.startswith("/") else f"/{target}"
