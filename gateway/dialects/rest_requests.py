"""Requests of the resource-path dialects: read from a caller, written to a backend.

What a caller of such an API may do with HTTP is decided here: `_method` on a POST, PUT as an update, parameters in the query
and in a form body, also on a GET, with or without a Content-Type.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from email.message import Message

from msgspec.structs import replace

from gateway.codecs.errors import CodecError
from gateway.codecs.form import decode_multipart, decode_pairs, decode_query, encode_form, encode_pairs
from gateway.dialects.grammar import PagingWords
from gateway.dialects.refusal import invalid, malformed, unsupported_media
from gateway.dialects.target import read_suffix
from gateway.model import ApiRequest, PageRequest
from gateway.wire import WireRequest

FORM = "application/x-www-form-urlencoded"
_OVERRIDE = "_method"
_OVERRIDES = ("PUT", "DELETE")
_PURCHASES = frozenset(f"incoming_phone_numbers.{family}create" for family in ("", "local.", "toll_free.", "mobile."))
_NAMES_A_NUMBER = ("PhoneNumber", "AreaCode")
_BARE_FILTER = re.compile(r"(?P<name>\w+)(?P<sign>[<>])=(?P<value>.+)", re.ASCII)

Pairs = tuple[tuple[str, str], ...]


_STRAY_SUFFIX = re.compile(r"(?P<query>.*=[\d-]+)\.json", re.ASCII | re.DOTALL)


def move_suffix(wire: WireRequest) -> WireRequest:
    """The request with `.json` behind its path, where a client appended it behind the query.

    twilio-python 3 does that to every path it is given with a query: `…/Calls?num=5.json`. Only behind a number or a date, so
    that no text which ends like that is touched.
    """
    if wire.method != "GET" or "?" not in wire.target or not wire.target.endswith(".json"):
        return wire
    match = _STRAY_SUFFIX.fullmatch(wire.query)
    if match is None or read_suffix(wire.path):
        return wire
    return replace(wire, target=f"{wire.path.removesuffix('/')}.json?{match['query']}")


def read_method(wire: WireRequest, query: Pairs, *, overridable: bool) -> tuple[str, Pairs]:
    """The method meant, and the query without `_method`, which a POST may carry (2010-04-01 docs, Request page).

    `overridable` is False where a dialect reads no query of a POST: then the word means nothing, and deletes nothing.
    """
    method = "GET" if wire.method == "HEAD" else wire.method
    if method != "POST" or not query or not overridable:
        return method, query
    override = next((value for name, value in query if name == _OVERRIDE), None)
    if override is None:
        return method, query
    if override.upper() not in _OVERRIDES:
        raise invalid("_method must be PUT or DELETE")
    return override.upper(), tuple(pair for pair in query if pair[0] != _OVERRIDE)


def read_query(wire: WireRequest) -> Pairs:
    """The query, order and repeats kept; `StartTime%3E%3D2009-07-06` as one bare name is a date filter too."""
    query = wire.query
    if not query:
        return ()
    try:
        pairs = decode_query(query)
    except CodecError as error:
        raise malformed(f"The query can't be read: {error.message}") from error
    return tuple(_read_bare_filter(pair) for pair in pairs)


def _read_bare_filter(pair: tuple[str, str]) -> tuple[str, str]:
    match = _BARE_FILTER.fullmatch(pair[0]) if not pair[1] else None
    return (match["name"] + match["sign"], match["value"]) if match else pair


def read_body(wire: WireRequest) -> Pairs:
    """The form in the body. Clients put one on a GET, or send it without a Content-Type: both are read."""
    if not wire.body:
        return ()
    content_type = wire.headers.get("Content-Type") or FORM
    try:
        pairs = decode_pairs(wire.body) if content_type == FORM else _read_labelled(wire.body, content_type)
    except CodecError as error:
        raise malformed(f"The form in the body can't be read: {error.message}") from error
    if any(name == _OVERRIDE for name, _ in pairs):
        # Passed on as a parameter nobody knows it would turn an update into a delete at a backend that reads it there.
        raise invalid("_method is read in the query alone. Send it there, or leave it out.")
    return tuple(_read_bare_filter(pair) for pair in pairs)


def _read_labelled(body: bytes, content_type: str) -> Pairs:
    """Raises CodecError, and ProblemRaised (415) for a type that is no form."""
    header = Message()
    header["Content-Type"] = content_type
    if header.get_content_type() == FORM:
        return decode_pairs(body, charset=str(header.get_param("charset", "utf-8")))
    if header.get_content_type() == "multipart/form-data":
        return decode_multipart(body, content_type)
    raise unsupported_media(f"The body must be {FORM}. Send parameters as a form.")


def take_page(api: ApiRequest, words: PagingWords) -> ApiRequest:
    """The request with its paging parameters as a PageRequest. Raises ProblemRaised where they are no whole numbers."""
    if not api.parameters:
        return api
    taken = {words.number, words.size, words.token}
    given = tuple(pair for pair in api.parameters if pair[0] in taken)
    if not given:
        return api
    _refuse_differing(given)
    values = dict(given)
    page = PageRequest(
        number=_whole(values, words.number), size=_whole(values, words.size), token=values.get(words.token) or None
    )
    return replace(api, page=page, parameters=tuple(pair for pair in api.parameters if pair[0] not in taken))


def _whole(values: dict[str, str], name: str) -> int | None:
    text = values.get(name, "")
    if not text:
        return None
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise invalid(f"{name} must be a whole number, 0 or more")
    return int(text)


def write_page(page: PageRequest | None, words: PagingWords) -> Pairs:
    """The paging parameters of a slice, in the order size, number, token."""
    if page is None:
        return ()
    pairs = ((words.size, page.size), (words.number, page.number), (words.token or "", page.token))
    return tuple((name, str(value)) for name, value in pairs if name and value is not None)


def write_parameters(method: str, target: str, pairs: Pairs, paging: Pairs) -> tuple[str, bytes, tuple[tuple[str, str], ...]]:
    """(target with its query, body, headers): parameters are a form body on a POST and a PUT, else a query."""
    if method in ("POST", "PUT"):
        return target, encode_form(pairs), (("Content-Type", FORM),)
    if not pairs and not paging:
        return target, b"", ()
    return f"{target}?{encode_pairs(pairs + paging)}", b"", ()


def unknown_parameters(pairs: Pairs, known: Container[str]) -> tuple[str, ...]:
    """The names that are not known, each once, in order."""
    return tuple(dict.fromkeys([name for name, _ in pairs if name not in known]))


def refuse_contradictions(pairs: Pairs, single: Container[str]) -> None:
    """Raises ProblemRaised where a parameter that may be given once is given with two values: guessing places wrong calls."""
    if len(pairs) > 1:
        _refuse_differing([pair for pair in pairs if pair[0] in single])


def refuse_unnamed_number(api: ApiRequest, message: str, code: int | None = None) -> None:
    """Raises ProblemRaised (400) for the purchase of no number in particular: some backends would choose one, and it costs."""
    if api.operation in _PURCHASES and not any(value for name, value in api.parameters if name in _NAMES_A_NUMBER):
        raise invalid(message, code)


def _refuse_differing(pairs: Iterable[tuple[str, str]]) -> None:
    values: dict[str, str] = {}
    for name, value in pairs:
        if values.setdefault(name, value) != value:
            raise invalid(f"{name} is given twice with different values; give it once")
