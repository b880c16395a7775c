"""Failed logins as all processes and machines saw them together, and who is known to any of them."""

from __future__ import annotations

from msgspec import Struct

from gateway.policy.admission.keys import Attempt
from gateway.policy.admission.logins_here import REMEMBERED, LoginLimits
from gateway.policy.admission.redis_link import RedisLink
from gateway.policy.admission.redis_scripts import FAIL, call


class Standing(Struct, frozen=True):
    """Seconds: for which a login's id and address stay known to each other, and for which it has to wait."""

    known_for: float
    wait: float


class SharedLogins:
    """Every method raises Lost."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link

    async def standing(self, attempt: Attempt, limits: LoginLimits) -> Standing:
        """One round trip."""
        counts = [command for key in _counted(attempt) for command in (("GET", key), ("PTTL", key))]
        (known_for,), *answers = await self._link.ask(("PTTL", _known(attempt)), *counts)
        failures = [number for (number,) in answers]
        waits = [remaining for count, remaining in zip(failures[::2], failures[1::2], strict=True) if count >= limits.attempts]
        # PTTL is negative where there is no such key.
        return Standing(max(0, known_for) / 1000, max([0, *waits]) / 1000)

    async def fail(self, attempt: Attempt, limits: LoginLimits) -> None:
        """One more failure, for the address and for the id."""
        milliseconds = int(limits.within * 1000)
        await self._link.ask(*(call(FAIL, (key,), (milliseconds,)) for key in _counted(attempt)))

    async def succeed(self, attempt: Attempt) -> None:
        """Makes the address and the id known to each other."""
        await self._link.ask(("SET", _known(attempt), 1, "PX", int(REMEMBERED * 1000)))


def _known(attempt: Attempt) -> str:
    return f"gateway:known:{attempt.pair}"


def _counted(attempt: Attempt) -> tuple[str, str]:
    return f"gateway:failed:{attempt.address}", f"gateway:failed:{attempt.login}"
