"""One golden exchange as immutable values, and how it is read from YAML.

The reading is strict: an unknown or missing key, a body given twice, a line without a target is an `ExchangeError` that names
file and line. What all exchanges have in common (public URL, accounts, HTTP Basic) is filled in here: the values are complete.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias
from urllib.parse import urlencode

from gateway.conformance.identities import Identity, identity_of
from gateway.conformance.nodes import JsonValue, Node, Pairs
from gateway.wire import Headers

PUBLIC_URL = "http://gateway.example"
BACKEND_ENDPOINT = "https://api.backend.example"
CALLER_ACCOUNT, CALLER_SECRET = "AC0123456789abcdef0123456789abcdef", "caller-secret"
BACKEND_ACCOUNT, BACKEND_SECRET = "ACfedcba9876543210fedcba9876543210", "backend-secret"
CALLER_SUBACCOUNT, BACKEND_SUBACCOUNT = "AC00000000000000000000000000000c01", "AC00000000000000000000000000000b01"

_STATUS_DIGITS = 3
BodyKind: TypeAlias = Literal["form", "json", "xml", "body", "empty", "unsaid"]
Fields: TypeAlias = tuple[tuple[str, str | None], ...]
Options: TypeAlias = Mapping[str, JsonValue]

_CONTENT_TYPES: Mapping[BodyKind, str] = MappingProxyType(
    {"form": "application/x-www-form-urlencoded", "json": "application/json", "xml": "application/xml"}
)


@dataclass(frozen=True, slots=True)
class Body:
    """A message body in the notation of the file: `form` has pairs, `json` a value, `xml` and `body` a text.

    `unsaid` is a response of which the file says nothing but status and headers.
    """

    kind: BodyKind = "empty"
    pairs: Pairs = ()
    value: JsonValue = None
    text: str = ""

    def to_bytes(self) -> bytes:
        if self.kind == "form":
            return urlencode(self.pairs).encode()
        return json.dumps(self.value, ensure_ascii=False).encode() if self.kind == "json" else self.text.encode()


@dataclass(frozen=True, slots=True)
class Request:
    """A request as written: sent as it stands by the caller, or what must have been sent to the backend."""

    method: str
    target: str
    headers: Fields
    body: Body


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as written: given as it stands by the backend, or what the caller must get."""

    status: int
    headers: Fields
    body: Body


@dataclass(frozen=True, slots=True)
class Step:
    """One round trip with the backend."""

    request: Request
    response: Response


@dataclass(frozen=True, slots=True)
class Exchange:
    """One golden exchange. `where` is `file:line`; `representation` is None where the backend's own default holds."""

    name: str
    where: str
    source: str
    caller: str
    backend: str
    credentials: Literal["passthrough", "mapped"]
    options: Options
    backend_options: Options
    representation: str | None
    request: Request
    upstream: tuple[Step, ...]
    response: Response
    losses: tuple[str, ...]


def content_type(body: Body) -> Fields:
    """The Content-Type that goes with a body unless the exchange gives its own; nothing for a raw or an empty one."""
    known = _CONTENT_TYPES.get(body.kind)
    return (("Content-Type", known),) if known and not (body.kind == "form" and not body.pairs) else ()


def _basic(account: str, secret: str) -> str:
    return "Basic " + b64encode(f"{account}:{secret}".encode()).decode()


def read_exchange(node: Node) -> Exchange:
    """One entry of a file. Raises `ExchangeError` where it is not written as it must be."""
    entries = node.record(
        required=("name", "source", "caller", "backend", "request", "upstream", "response"),
        optional=("credentials", "options", "backend_options", "representation", "losses"),
    )
    credentials = entries["credentials"].text() if "credentials" in entries else "passthrough"
    if credentials not in ("passthrough", "mapped"):
        entries["credentials"].fail(f"credentials are passthrough or mapped, not {credentials!r}")
    caller, backend = entries["caller"].text(), entries["backend"].text()
    request = _read_caller_request(entries["request"], caller)
    forwarded = _forwarded(request, identity_of(caller), identity_of(backend), mapped=credentials == "mapped")
    return Exchange(
        name=entries["name"].text(),
        where=node.where,
        source=entries["source"].text(),
        caller=caller,
        backend=backend,
        credentials="mapped" if credentials == "mapped" else "passthrough",
        options=_read_options(entries.get("options")),
        backend_options=_read_options(entries.get("backend_options")),
        representation=entries["representation"].text() if "representation" in entries else None,
        request=request,
        upstream=tuple(_read_step(item, forwarded) for item in entries["upstream"].items()),
        response=_read_response(entries["response"]),
        losses=tuple(item.text() for item in entries["losses"].items()) if "losses" in entries else (),
    )


def _forwarded(request: Request, caller: Identity, backend: Identity, *, mapped: bool) -> str | None:
    """The credentials the backend must get: the caller's own or the mapped ones, by the id the backend's dialect uses."""
    headers = Headers((name, value) for name, value in request.headers if value is not None)
    sent = headers.get("Authorization") or headers.get(caller.alias)
    if not sent:
        return None
    if not sent.lower().startswith("basic "):
        return sent
    account, secret = b64decode(sent[6:]).decode().split(":", 1) if not mapped else (BACKEND_ACCOUNT, BACKEND_SECRET)
    return _basic(backend.name_account(account), secret.rstrip("\r\n"))


def _read_options(node: Node | None) -> Options:
    return MappingProxyType({name: value.json() for name, value in node.mapping().items()} if node else {})


def _read_step(node: Node, authorization: str | None) -> Step:
    entries = node.record(required=("request", "response"))
    return Step(_read_request(entries["request"], (("Authorization", authorization),)), _read_response(entries["response"]))


def _read_caller_request(node: Node, caller: str) -> Request:
    identity = identity_of(caller)
    defaults = (("Host", identity.host), ("Authorization", _basic(identity.name_account(CALLER_ACCOUNT), CALLER_SECRET)))
    return _read_request(node, defaults, sends=True)


def _read_request(node: Node, defaults: Fields, *, sends: bool = False) -> Request:
    entries = node.record(required=("line",), optional=("headers", "form", "json", "body"))
    method, blank, target = entries["line"].text().partition(" ")
    if not (method.isupper() and blank and target.startswith("/")):
        entries["line"].fail("a line is a method, one blank and a target that starts with /")
    body = _read_body(node, entries, ("form", "json", "body"), default="empty")
    given = _read_headers(entries.get("headers"))
    named = {name.lower() for name, _ in given}
    more = (*defaults, *(content_type(body) if sends else ()))
    headers = (*((name, value) for name, value in more if name.lower() not in named), *given)
    return Request(method, target.encode().decode("latin-1"), headers, body)


def _read_response(node: Node) -> Response:
    entries = node.record(required=("status",), optional=("headers", "json", "xml", "body", "empty"))
    status = entries["status"].text()
    if not (status.isdecimal() and len(status) == _STATUS_DIGITS):
        entries["status"].fail("a status is three digits")
    body = _read_body(node, entries, ("json", "xml", "body", "empty"), default="unsaid")
    return Response(int(status), _read_headers(entries.get("headers")), body)


def _read_body(node: Node, entries: Mapping[str, Node], kinds: tuple[BodyKind, ...], *, default: BodyKind) -> Body:
    given = [kind for kind in kinds if kind in entries]
    if len(given) > 1:
        node.fail(f"only one of {', '.join(given)} may stand here")
    match given:
        case ["form"]:
            return Body("form", pairs=entries["form"].pairs())
        case ["json"]:
            return Body("json", value=entries["json"].json())
        case ["xml"]:
            return Body("xml", text=entries["xml"].text())
        case ["body"]:
            return Body("body", text=entries["body"].text())
        case ["empty"] if entries["empty"].text() != "true":
            entries["empty"].fail("empty can only be true")
        case []:
            return Body(default)
    return Body()


def _read_headers(node: Node | None) -> Fields:
    if node is None:
        return ()
    if not node.is_mapping:
        return node.pairs()
    return tuple((name, None if value.is_null else value.text()) for name, value in node.mapping().items())
