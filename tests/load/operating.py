"""What an operator asks of the gateway at its admin address."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp

from tests.load.soak_config import ADMIN_TOKEN

_IN_PROGRESS = "gateway_calls_in_progress"
_TOKEN = {"Authorization": f"Bearer {ADMIN_TOKEN}"}


@dataclass(frozen=True, slots=True)
class Operator:
    """The admin listener on that port of 127.0.0.1."""

    port: int

    async def reload(self) -> tuple[int, str]:
        """The status and what is said."""
        return await self._ask("POST", "/reload")

    async def ready(self) -> bool:
        return (await self._ask("GET", "/readyz"))[0] == 200

    async def calls_in_progress(self) -> float:
        """In all workers together, as the metrics tell."""
        _, text = await self._ask("GET", "/metrics")
        return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith(_IN_PROGRESS))

    async def _ask(self, method: str, path: str) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession(headers=_TOKEN) as session,
            session.request(method, f"http://127.0.0.1:{self.port}{path}") as answer,
        ):
            return answer.status, await answer.text()
