"""The sandbox itself: one request in, one response out, no sockets, no clock of its own.

Whatever the request is, the answer is in the form the suffix asks for; nothing is raised. The order of checks is that of
the real service: a malformed account id is a 404 before credentials are looked at, credentials come before the path.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from gateway.sandbox.accounts import ACCOUNT_ROUTE, ACCOUNTS_ROUTE, SID, admit, authenticate
from gateway.sandbox.errors import Refusal, method_not_allowed, not_found
from gateway.sandbox.exchange import Answer, Exchange, File, Instance, Listing, Nothing, Redirect, Route
from gateway.sandbox.fixtures import fill
from gateway.sandbox.forms import Form, read_form
from gateway.sandbox.kinds import represent
from gateway.sandbox.media import MEDIA_PREFIX, stored_file
from gateway.sandbox.paging import Paging, cut
from gateway.sandbox.rendering import write_instance, write_list
from gateway.sandbox.routes import find_route
from gateway.sandbox.store import ACCOUNTS, Record, Scene, Store
from gateway.sandbox.target import Target, read_target
from gateway.wire import Headers, WireRequest, WireResponse

_FORM_TYPE = "application/x-www-form-urlencoded"
_FIXED_HEADERS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS"),
    ("Access-Control-Expose-Headers", "ETag"),
    ("X-Powered-By", "AT-5000"),
    ("X-Shenanigans", "none"),
)


class Sandbox:
    """An in-memory telephony backend speaking the 2010-04-01 API.

    `clock` gives the time, with its zone; it is asked once a request. `seed` decides every id. `paging` is the way lists are
    paged: `modern`, `ignore_page` or `early`. With `seeded=False` it holds the accounts and nothing else.
    """

    def __init__(self, *, clock: Callable[[], datetime], seed: int = 0, paging: str = "modern", seeded: bool = True) -> None:
        self._clock = clock
        self._paging = Paging(paging)
        self._store = Store(seed)
        fill(self._store, clock(), seeded=seeded)
        self._seeded = len(self._store.made())

    def __repr__(self) -> str:
        return f"Sandbox(paging={self._paging.value}, {len(self._store)} records)"

    @property
    def journal(self) -> tuple[Record, ...]:
        """Every record that requests have made, in order and as it was made: what a backend was told to do, and how often."""
        return self._store.made()[self._seeded :]

    def answer(self, request: WireRequest) -> WireResponse:
        """Do what the request asks for and answer it. Never raises."""
        target = read_target(request)
        scene = Scene(self._store, self._clock(), request.headers.get("Host") or "localhost")
        try:
            response = self._reply(request, target, scene)
        except Refusal as refusal:
            body = write_instance(target.form, "RestException", refusal.fields, target.suffix)
            response = _response(refusal.status, target.form, body, refusal.headers)
        headers = response.headers.plus(("Twilio-Request-Id", self._store.issue_sid("RQ")), *_FIXED_HEADERS)
        if request.method == "HEAD":
            return WireResponse(int(response.status), headers.plus(("Content-Length", str(len(response.body)))))
        return WireResponse(int(response.status), headers, response.body)

    def _reply(self, request: WireRequest, target: Target, scene: Scene) -> WireResponse:
        if target.path.startswith(MEDIA_PREFIX):
            return self._stored_file(request, target)
        root, account, below = target.segments[:1], target.segments[1:2], target.segments[2:]
        if root != (ACCOUNTS,) or (account and not SID.fullmatch(account[0])):
            raise not_found(target.path)
        found = find_route(below) if below else (ACCOUNT_ROUTE if account else ACCOUNTS_ROUTE, ())
        sid, method = "".join(account), "GET" if request.method == "HEAD" else request.method
        caller = self._admitted(request, target, found and found[0], sid, method)
        if found is None or (target.is_media and target.suffix not in found[0].media):
            raise not_found(target.path)
        route, ids = found
        if method not in route.methods:
            raise method_not_allowed(route.methods)
        exchange = Exchange(scene, caller, sid, below, ids, target.path, target.suffix, target.query, _form_of(request))
        return self._write(route.methods[method](exchange), exchange, target)

    def _admitted(self, request: WireRequest, target: Target, route: Route | None, account: str, method: str) -> str:
        """The account whose credentials were shown; the empty text for what needs none. Raises a 401 or a 403."""
        if route is not None and route.public and target.suffix in route.public and method == "GET":
            return ""
        caller: Record = authenticate(request.headers.get("Authorization"), self._store)
        admit(caller, account, "/".join(target.segments[2:]), method, self._store)
        return caller.sid

    def _stored_file(self, request: WireRequest, target: Target) -> WireResponse:
        if request.method not in ("GET", "HEAD"):
            raise method_not_allowed(("GET",))
        file = stored_file(self._store, target.path)
        if file is None:
            raise not_found(target.path)
        return _file(file)

    def _write(self, answer: Answer, exchange: Exchange, target: Target) -> WireResponse:
        form, suffix = target.form, target.suffix
        match answer:
            case Instance(element, fields, status):
                return _response(status, form, write_instance(form, element, fields, suffix))
            case Listing(kind, _, folder, _):
                page = cut(answer, exchange, self._paging)
                items = [represent(kind, row, exchange.scene, folder) for row in page.rows]
                return _response(HTTPStatus.OK, form, write_list(form, kind, items, page.around, suffix))
            case File():
                return _file(answer)
            case Redirect(location, element):
                body = write_instance(form, element, {"redirect_to": location}, suffix) if element else b""
                return _response(HTTPStatus.TEMPORARY_REDIRECT, form, body, (("Location", location),))
            case Nothing():
                return WireResponse(HTTPStatus.NO_CONTENT)


def _form_of(request: WireRequest) -> Form:
    """The parameters of a body. A body of another type holds none."""
    declared = (request.headers.get("Content-Type") or _FORM_TYPE).partition(";")[0].strip().lower()
    return read_form(request.body) if declared == _FORM_TYPE else Form()


def _file(file: File) -> WireResponse:
    return WireResponse(HTTPStatus.OK, Headers((("Content-Type", file.content_type),)), file.body)


def _response(status: HTTPStatus, content_type: str, body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> WireResponse:
    return WireResponse(status, Headers((("Content-Type", content_type), *headers)), body)
