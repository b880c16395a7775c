"""`/healthz`, `/readyz` and `/metrics` on a port of their own."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest


async def start_admin(host: str, port: int, registry: CollectorRegistry) -> web.AppRunner:
    """Listen; `cleanup` of the runner ends it. Raises OSError where the address can't be had."""

    async def tell_health(request: web.Request) -> web.Response:
        del request
        return web.Response(text="ok\n")

    async def show_metrics(request: web.Request) -> web.Response:
        del request
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    application = web.Application()
    application.add_routes(
        [web.get("/healthz", tell_health), web.get("/readyz", tell_health), web.get("/metrics", show_metrics)]
    )
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner
