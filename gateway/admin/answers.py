"""The answer to each path of the operators' listener."""

from __future__ import annotations

import asyncio
import time

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from gateway.admin.backends import view_backends
from gateway.admin.figures import Figures
from gateway.admin.guard import ADMITTED
from gateway.admin.operations import Operations
from gateway.admin.page import assemble_page
from gateway.admin.redacted import redact
from gateway.admin.status import tell_backends, tell_notes, tell_status
from gateway.admin.texts import json_answer, text_answer
from gateway.admin.translation import Busy, Translator, Untranslatable

_SOMETHING_WRONG = "something is wrong all the same: ask with the token of `admin`, or see the page at /"


class Answers:
    """What is asked of these operations, and what is said to it. What takes milliseconds is done beside the event loop."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations
        self._translator = Translator()
        self._page = assemble_page()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.show_page),
            web.get("/healthz", self.tell_health),
            web.get("/readyz", self.tell_readiness),
            web.get("/metrics", self.show_metrics),
            web.get("/status", self.tell_status),
            web.get("/config", self.show_config),
            web.get("/backends", self.tell_backends),
            web.post("/translate", self.translate),
            web.post("/reload", self.reload),
            web.post("/drain", self.drain),
        ]

    def close(self) -> None:
        self._translator.close()

    async def show_page(self, request: web.Request) -> web.Response:
        del request
        fields = {"Content-Security-Policy": self._page.policy}
        return web.Response(body=self._page.body, content_type="text/html", charset="utf-8", headers=fields)

    async def tell_health(self, request: web.Request) -> web.Response:
        del request
        return text_answer(200, "ok")

    async def tell_readiness(self, request: web.Request) -> web.Response:
        notes = await asyncio.to_thread(tell_notes, self._operations)
        if notes and not request[ADMITTED]:
            notes = (_SOMETHING_WRONG,)
        reasons = self._operations.not_ready()
        return text_answer(503, *reasons, *notes) if reasons else text_answer(200, "ok", *notes)

    async def show_metrics(self, request: web.Request) -> web.Response:
        del request
        text = await asyncio.to_thread(self._operations.metrics)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def tell_status(self, request: web.Request) -> web.Response:
        del request
        return json_answer(await asyncio.to_thread(tell_status, self._operations, time.time()))

    async def show_config(self, request: web.Request) -> web.Response:
        del request
        return json_answer(redact(self._operations.standing()))

    async def tell_backends(self, request: web.Request) -> web.Response:
        del request
        figures = await asyncio.to_thread(lambda: Figures(self._operations.families()))
        return json_answer(tell_backends(view_backends(self._operations.standing().settings, figures)))

    async def translate(self, request: web.Request) -> web.Response:
        try:
            text = (await request.read()).decode()
            settings = self._operations.standing().settings
            told = await self._translator.translate(text, settings, imagined="imagined" in request.query)
        except UnicodeDecodeError:
            return text_answer(422, "this is no text in UTF-8")
        except Untranslatable as refused:
            return text_answer(422, str(refused))
        except Busy:
            response = text_answer(429, "another call is being translated; try again in a moment")
            response.headers["Retry-After"] = "1"
            return response
        except TimeoutError:
            return text_answer(422, "translating this takes too long; it is given up")
        return json_answer(told)

    async def reload(self, request: web.Request) -> web.Response:
        del request
        # An operator who hangs up has still asked for it: half a reload is none.
        faults = await asyncio.shield(asyncio.ensure_future(self._operations.reload()))
        return text_answer(422, *faults) if faults else text_answer(200, "the config is read anew and applied")

    async def drain(self, request: web.Request) -> web.Response:
        del request
        await self._operations.drain()
        return text_answer(202, "the gateway finishes what it has begun and ends")
