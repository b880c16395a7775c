"""Puts a sandbox behind a socket. The sandbox sees the request target as it came, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from gateway.sandbox.backend import Sandbox
from gateway.wire import Headers, WireRequest


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """A sandbox that is listening. `url` is its base, `http://127.0.0.1:8081`, without a slash at the end."""

    url: str
    runner: web.ServerRunner

    async def stop(self) -> None:
        """Close the socket and every connection."""
        await self.runner.cleanup()


async def start_sandbox(sandbox: Sandbox, host: str, port: int) -> RunningSandbox:
    """Listen on host and port; port 0 takes a free one. Raises OSError where the address cannot be had."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        headers = Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.raw_headers)
        wire = WireRequest(request.method, request.raw_path, headers, await request.read(), request.remote or "")
        answer = sandbox.answer(wire)
        response = web.Response(status=answer.status, body=answer.body or None)
        for name, value in answer.headers:
            response.headers[name] = value
        return response

    # a log of paths would hold the phone numbers in them
    runner = web.ServerRunner(web.Server(handle, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError:
        await runner.cleanup()
        raise
    bound = runner.addresses[0]
    name = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
    return RunningSandbox(f"http://{name}:{bound[1]}", runner)
