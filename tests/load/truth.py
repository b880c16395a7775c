"""What the sandbox itself says, asked without any gateway in between."""

from __future__ import annotations

import aiohttp

from gateway.codecs.basic import write_basic
from gateway.model import Credentials
from gateway.sandbox import DemoAccount
from tests.faults.wishes import digits_of


async def recordings_of(url: str, account: DemoAccount) -> frozenset[str]:
    """The digits of all recordings of an account."""
    target = f"{url}/2010-04-01/Accounts/{account.sid}/Recordings.json?PageSize=1000"
    login = {"Authorization": write_basic(Credentials(account.sid, account.token))}
    async with aiohttp.ClientSession() as session, session.get(target, headers=login) as answer:
        listed = await answer.json()
    return frozenset(digits_of(one["sid"]) for one in listed["recordings"])
