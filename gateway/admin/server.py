"""The operators' listener on a port of its own: its page, what it tells in text and JSON, and what it can be told to do."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.typedefs import Handler

from gateway.admin.answers import Answers
from gateway.admin.guard import guarded, refusal
from gateway.admin.operations import Operations
from gateway.admin.texts import text_answer
from gateway.settings import Secret

_BODY_LIMIT = 64 * 1024  # bytes; what is pasted to be translated
_LAST_ANSWERS = 2.0  # seconds the answers in progress have when the listener is closed

_log = logging.getLogger(__name__)


class AdminListener(web.AppRunner):
    """The operator's listener at that host. `cleanup` ends it; `token` may be replaced while it runs."""

    def __init__(self, operations: Operations, token: Secret | None, host: str) -> None:
        self.token = token
        answers = Answers(operations)

        @web.middleware
        async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
            return refusal(request, self.token, host) or await handler(request)

        async def close(application: web.Application) -> None:
            del application
            answers.close()

        application = web.Application(client_max_size=_BODY_LIMIT, middlewares=(_answer_in_text, admit))
        application.add_routes(answers.routes())
        application.on_cleanup.append(close)
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


@web.middleware
async def _answer_in_text(request: web.Request, handler: Handler) -> web.StreamResponse:
    return guarded(await _in_text(request, handler))


async def _in_text(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever went wrong is told in a line of text; of what was not foreseen the log holds the rest."""
    try:
        return await handler(request)
    except web.HTTPMethodNotAllowed as refused:
        methods = ", ".join(sorted(refused.allowed_methods))
        response = text_answer(405, f"this path takes {methods}")
        response.headers["Allow"] = methods
        return response
    except web.HTTPNotFound:
        paths = sorted({resource.canonical for resource in request.app.router.resources()})
        return text_answer(404, f"there is only {', '.join(paths)}")
    except web.HTTPRequestEntityTooLarge:
        return text_answer(413, f"at most {_BODY_LIMIT} bytes are taken here")
    except web.HTTPException as refused:
        return text_answer(refused.status, refused.reason)
    except Exception:  # noqa: BLE001 - the boundary of this listener: an answer in text, the rest in the log
        _log.exception("answering %s failed", request.path)
        return text_answer(500, "this failed inside the gateway; its log tells more")
