"""Why a golden exchange is no question to a foreign server: each reason with its test, in the order in which they are tried."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from gateway.conformance.exchange import CALLER_SUBACCOUNT, PUBLIC_URL, Exchange
from gateway.conformance.formats import ID, path_form, split_suffix
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, complete_options
from gateway.model import ProblemRaised
from gateway.wire import Headers, WireRequest

LATER_PAGE = re.compile(r"(?:^|&)(?:page|offset)=[1-9]", re.IGNORECASE)
_OVERRIDE = re.compile(r"(?:^|&)_?method=(\w+)", re.IGNORECASE)
_STATES = frozenset({403, 409, 410, 412, 413, 422, 429})
"""Statuses by which a server tells its state, not what it was asked."""
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}|v\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Caller:
    """What the exchanges of a dialect have in common: the account they ask as, the header field that names it, the host."""

    account: str
    authorization: str
    host: str


@dataclass(frozen=True, slots=True)
class Dealings:
    """What is known of all exchanges of a dialect. `always` holds, by place, the parameters every successful request gives."""

    dialect: Dialect
    caller: Caller
    always: Mapping[tuple[str, str], frozenset[str]]


def find_dealings(exchanges: Iterable[Exchange], dialect: Dialect, caller: Caller) -> Dealings:
    """What the exchanges of a dialect tell together."""
    always: dict[tuple[str, str], frozenset[str]] = {}
    for exchange in exchanges:
        if exchange.response.status < HTTPStatus.BAD_REQUEST:
            names = _parameters(exchange)
            always[_place(exchange)] = always.get(_place(exchange), names) & names
    return Dealings(dialect, caller, always)


def reason_not_to_ask(exchange: Exchange, dealings: Dealings) -> str:
    """The first reason that holds; the empty text where the exchange is a question to any server."""
    return next((reason for reason, holds in _REASONS if holds(exchange, dealings)), "")


def fields_of(exchange: Exchange) -> Headers:
    """The header fields the caller sends."""
    return Headers((name, value) for name, value in exchange.request.headers if value is not None)


def said_methods(exchange: Exchange) -> tuple[str, ...]:
    """The method of the request line, and those a server may read out of its query: `_method=DELETE`, `method=put`."""
    return exchange.request.method, *(match[1].upper() for match in _OVERRIDE.finditer(_query(exchange)))


def _has_switches(exchange: Exchange, _: Dealings) -> bool:
    return bool(exchange.options or exchange.backend_options)


def _loses_a_parameter(exchange: Exchange, _: Dealings) -> bool:
    said = (_query(exchange) + " " + _body(exchange)).lower().replace("_", "")
    return any(loss.lower().replace("_", "") in said for loss in exchange.losses)


def _tells_a_state(exchange: Exchange, _: Dealings) -> bool:
    status = exchange.response.status
    failed = any(step.response.status >= HTTPStatus.BAD_REQUEST for step in exchange.upstream)
    broken = status < HTTPStatus.BAD_REQUEST and failed
    return broken or status >= HTTPStatus.INTERNAL_SERVER_ERROR or (status in _STATES and bool(exchange.upstream))


def _redirects(exchange: Exchange, _: Dealings) -> bool:
    return HTTPStatus.MULTIPLE_CHOICES <= exchange.response.status < HTTPStatus.BAD_REQUEST


def _is_refused_though_admitted(exchange: Exchange, dealings: Dealings) -> bool:
    refused = exchange.response.status == HTTPStatus.UNAUTHORIZED
    return refused and not _shows_other_credentials(exchange, dealings) and dealings.caller.account in exchange.request.target


def _is_lacking_behind(exchange: Exchange, dealings: Dealings) -> bool:
    """A refusal without asking the backend, of something the caller's dialect has: what stands behind has it not."""
    if exchange.response.status < HTTPStatus.BAD_REQUEST or exchange.upstream or _shows_other_credentials(exchange, dealings):
        return False
    request, dialect = exchange.request, dealings.dialect
    face = Face(base_url=PUBLIC_URL, base_path=dialect.root, options=complete_options(dialect.options, {}))
    try:
        dialect.read_request(WireRequest(request.method, request.target, fields_of(exchange), request.body.to_bytes()), face)
    except ProblemRaised:
        return False
    return True


def _has_another_setting(exchange: Exchange, dealings: Dealings) -> bool:
    hosts = fields_of(exchange).get_all("Host")
    return CALLER_SUBACCOUNT in exchange.request.target + _body(exchange) or hosts != (dealings.caller.host,)


def _touches_everything(exchange: Exchange, dealings: Dealings) -> bool:
    """What no account survives: all things of a sort deleted at once, the account itself suspended or closed."""
    last = split_suffix(exchange.request.target.partition("?")[0].rstrip("/").rpartition("/")[2])[0]
    return "delete_all" in _query(exchange).lower() or (last == dealings.caller.account and "Status" in _parameters(exchange))


def _is_of_another_page(exchange: Exchange, _: Dealings) -> bool:
    return exchange.response.status >= HTTPStatus.BAD_REQUEST and LATER_PAGE.search(_query(exchange)) is not None


def _is_admitted_otherwise(exchange: Exchange, dealings: Dealings) -> bool:
    shown = fields_of(exchange).get("Authorization")
    return exchange.response.status < HTTPStatus.BAD_REQUEST and shown not in (None, dealings.caller.authorization)


def _has_odd_ids(exchange: Exchange, _: Dealings) -> bool:
    location = Headers((name, value or "") for name, value in exchange.response.headers).get("Location") or ""
    segments = f"{exchange.request.target.partition('?')[0]}/{urlsplit(location).path}".split("/")
    return exchange.response.status <= HTTPStatus.BAD_REQUEST and any(map(_is_odd_id, segments))


def _is_refused_behind(exchange: Exchange, dealings: Dealings) -> bool:
    """A 400 of the backend for a request that leaves out nothing which the successful ones give."""
    complete = _parameters(exchange) >= dealings.always.get(_place(exchange), frozenset())
    return exchange.response.status == HTTPStatus.BAD_REQUEST and bool(exchange.upstream) and complete


def _has_a_token(exchange: Exchange, _: Dealings) -> bool:
    return "PageToken" in exchange.request.target


_REASONS: tuple[tuple[str, Callable[[Exchange, Dealings], bool]], ...] = (
    ("depends on a switch of the gateway", _has_switches),
    ("depends on a loss", _loses_a_parameter),
    ("depends on the state of a backend", _tells_a_state),
    ("depends on where a server keeps its files", _redirects),
    ("depends on the secrets of a backend", _is_refused_though_admitted),
    ("depends on what the dialect of a backend has", _is_lacking_behind),
    ("depends on how a gateway is set up", _has_another_setting),
    ("changes more than one should of an account in use", _touches_everything),
    ("depends on how many things a server has", _is_of_another_page),
    ("depends on credentials of another sort", _is_admitted_otherwise),
    ("asks for an id of a form of its own", _has_odd_ids),
    ("depends on what a backend refuses", _is_refused_behind),
    ("depends on a token of a server's own", _has_a_token),
)


def _shows_other_credentials(exchange: Exchange, dealings: Dealings) -> bool:
    return fields_of(exchange).get("Authorization") != dealings.caller.authorization


def _is_odd_id(segment: str) -> bool:
    """Whether a path segment is an id, but neither a sid nor a UUID: another server has no thing of such an id to learn."""
    plain = split_suffix(segment)[0]
    return any(letter.isdigit() for letter in plain) and not ID.fullmatch(plain) and not _VERSION.fullmatch(plain)


def _place(exchange: Exchange) -> tuple[str, str]:
    return exchange.request.method, split_suffix(path_form(exchange.request.target))[0]


def _parameters(exchange: Exchange) -> frozenset[str]:
    body = exchange.request.body
    if body.kind == "json":
        return frozenset(body.value) if isinstance(body.value, dict) else frozenset()
    return frozenset(name for name, _ in parse_qsl(f"{_body(exchange)}&{_query(exchange)}", keep_blank_values=True))


def _query(exchange: Exchange) -> str:
    return exchange.request.target.partition("?")[2]


def _body(exchange: Exchange) -> str:
    return exchange.request.body.to_bytes().decode("utf-8", "replace")
