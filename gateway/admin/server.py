"""`/healthz` `/readyz` `/metrics` `/reload` `/drain` on a port of their own, all in plain text.

Where a token is set, all but health and readiness ask for it: probes of an orchestrator carry none. It is compared in
constant time. A request a browser sends for some page is refused, so no page an operator looks at can drain the gateway; where
no token is set, so is one for a name that is not ours: a page can have its own name lead here.
"""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web
from aiohttp.typedefs import Handler
from prometheus_client import CONTENT_TYPE_LATEST

from gateway.admin.host import names_this_machine
from gateway.admin.operations import Operations
from gateway.settings import Secret

_BODY_LIMIT = 1024  # bytes; no request here needs any
_LAST_ANSWERS = 2.0  # seconds the answers in progress have when the listener is closed
_OPEN = frozenset({"/healthz", "/readyz"})
_SCHEME = "bearer"

_log = logging.getLogger(__name__)


class AdminListener(web.AppRunner):
    """The operator's listener at that host. `cleanup` ends it; `token` may be replaced while it runs."""

    def __init__(self, operations: Operations, token: Secret | None, host: str) -> None:
        self.token = token

        @web.middleware
        async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
            return _refusal(request, self.token, host) or await handler(request)

        application = web.Application(client_max_size=_BODY_LIMIT, middlewares=(_answer_in_text, admit))
        application.add_routes(_Answers(operations).routes())
        super().__init__(application, access_log=None, shutdown_timeout=_LAST_ANSWERS)

    @property
    def port(self) -> int:
        """The port it is bound to, also where the system was asked to choose one."""
        port: int = self.addresses[0][1]
        return port


async def start_admin(host: str, port: int, operations: Operations, token: Secret | None = None) -> AdminListener:
    """Listen; `cleanup` of what is returned ends it. Raises OSError where the address can't be had."""
    listener = AdminListener(operations, token, host)
    await listener.setup()
    try:
        await web.TCPSite(listener, host, port).start()
    except OSError:
        await listener.cleanup()
        raise
    return listener


class _Answers:
    """The answer to each path."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.tell_health),
            web.get("/readyz", self.tell_readiness),
            web.get("/metrics", self.show_metrics),
            web.post("/reload", self.reload),
            web.post("/drain", self.drain),
        ]

    async def tell_health(self, request: web.Request) -> web.Response:
        del request
        return _text(200, "ok")

    async def tell_readiness(self, request: web.Request) -> web.Response:
        del request
        reasons = self._operations.not_ready()
        return _text(503, *reasons) if reasons else _text(200, "ok")

    async def show_metrics(self, request: web.Request) -> web.Response:
        del request
        return web.Response(body=self._operations.metrics(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def reload(self, request: web.Request) -> web.Response:
        del request
        # An operator who hangs up has still asked for it: half a reload is none.
        faults = await asyncio.shield(asyncio.ensure_future(self._operations.reload()))
        return _text(422, *faults) if faults else _text(200, "the config is read anew and applied")

    async def drain(self, request: web.Request) -> web.Response:
        del request
        await self._operations.drain()
        return _text(202, "the gateway finishes what it has begun and ends")


def _refusal(request: web.Request, token: Secret | None, host: str) -> web.Response | None:
    if "Origin" in request.headers:
        return _text(403, "no page in a browser may ask this; use curl or the like")
    if token is None and not names_this_machine(request.headers.get("Host", ""), host):
        return _text(403, "without a token this answers to an IP address, localhost or the host of `admin.bind` alone")
    if request.path in _OPEN or token is None or token.matches(_presented(request)):
        return None
    response = _text(401, "this needs the token of `admin` in the config: Authorization: Bearer TOKEN")
    response.headers["WWW-Authenticate"] = 'Bearer realm="gateway admin"'  # RFC 9110, 11.6.1
    return response


@web.middleware
async def _answer_in_text(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever went wrong is told in a line of text; of what was not foreseen the log holds the rest."""
    try:
        return await handler(request)
    except web.HTTPMethodNotAllowed as refusal:
        methods = ", ".join(sorted(refusal.allowed_methods))
        response = _text(405, f"this path takes {methods}")
        response.headers["Allow"] = methods
        return response
    except web.HTTPNotFound:
        return _text(404, "there is only /healthz, /readyz, /metrics, /reload and /drain")
    except web.HTTPException as refusal:
        return _text(refusal.status, refusal.reason)
    except Exception:  # noqa: BLE001 - the boundary of this listener: an answer in text, the rest in the log
        _log.exception("answering %s failed", request.path)
        return _text(500, "this failed inside the gateway; its log tells more")


def _text(status: int, *lines: str) -> web.Response:
    return web.Response(status=status, text="".join(f"{line}\n" for line in lines))


def _presented(request: web.Request) -> str:
    """The token of the request, or nothing (RFC 6750, 2.1: the scheme's name in any case)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == _SCHEME else ""
