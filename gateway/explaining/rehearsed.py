"""A call rehearsed: by the routes of a configuration in use, without its secrets and without its backends.

Any secret is taken for that of the account it is shown for, so that nobody has to paste one, and the backend gets a made-up
one. A sandbox plays every backend that speaks its dialect, with the account of the call in place of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace as with_changes

from msgspec.structs import replace

from gateway.assembly import build_gateway
from gateway.codecs.basic import write_basic
from gateway.dialects.sids import account_sid
from gateway.explaining.played import Explained, PlayedWay, complete, imagined, play
from gateway.model import ApiRequest, Credentials
from gateway.pipeline import Gateway
from gateway.policy.credentials import Account, Accounts, Admission, pass_through
from gateway.policy.hidden_secrets import HIDDEN
from gateway.router import choose_route
from gateway.sandbox import MAIN
from gateway.settings import CredentialsPolicy, Settings
from gateway.wire import Headers, WireRequest, WireResponse

_ACCOUNT = re.compile(r"(?<=/Accounts/)[^/.?]+")
_MADE_UP = Credentials(MAIN.sid, MAIN.token)


async def rehearse(wire: WireRequest, settings: Settings, *, imagine: bool) -> tuple[Explained, bool]:
    """The call told, and whether a route of the settings took it.

    Where none does, or `imagine` asks for that, it is told by the dialect its path looks like.
    """
    gateway = _rehearsing(settings)
    if imagine or choose_route(wire, gateway.routes) is None:
        whole = complete(wire)
        return await play(whole, imagined(whole, None, None, None)), False
    return await play(wire, gateway), True


def _rehearsing(settings: Settings) -> Gateway:
    """The gateway of these settings, made without a look at the secrets in them."""
    bare = settings.model_copy(update={"credentials": CredentialsPolicy.PASSTHROUGH})
    ways = {name: _SandboxedWay(backend.dialect, backend.base_path or "") for name, backend in settings.backends.items()}
    gateway = build_gateway(bare, settings.listen[0].public_url, ways)
    if settings.credentials is CredentialsPolicy.PASSTHROUGH:
        return with_changes(gateway, admit=_pass_on)
    return with_changes(gateway, admit=_admission(tuple(_accounts(settings))))


def _accounts(settings: Settings) -> Iterator[Account]:
    for account in settings.accounts:
        if account.backend is not None:
            pairs = ((account.caller.id, account.backend.id), *((one.caller, one.backend) for one in account.subaccounts))
            yield Account(
                account.name,
                tuple((account_sid(theirs), account_sid(ours)) for theirs, ours in pairs),
                matches=_match_any,
                backend=Credentials(account_sid(account.backend.id), MAIN.token),
            )


def _match_any(secret: str) -> bool:
    del secret
    return True


def _admission(accounts: tuple[Account, ...]) -> Callable[[ApiRequest], Admission]:
    known = Accounts({account.caller_id: account for account in accounts}, decoy=_match_any)

    def admit(asked: ApiRequest) -> Admission:
        """As the account that is shown, else as that of the path, else as the first there is."""
        if asked.credentials is not None or not accounts:
            return known.admit(asked)
        owner = next((one for one in accounts if asked.account in dict(one.ids)), accounts[0])
        return known.admit(replace(asked, credentials=Credentials(owner.caller_id, MAIN.token)))

    return admit


def _pass_on(asked: ApiRequest) -> Admission:
    shown = asked.credentials or Credentials(asked.account or MAIN.sid, MAIN.token)
    return pass_through(replace(asked, credentials=shown))


class _SandboxedWay:
    """A played backend below a path that knows whatever account it is asked about: it has the place of the sandbox's own."""

    def __init__(self, dialect: str, base_path: str) -> None:
        self._way = PlayedWay(dialect, None)
        self._base_path = base_path

    async def send(self, request: WireRequest, **wishes: object) -> WireResponse:
        """The answer. Raises ProblemRaised where nobody plays this backend."""
        target = request.target.removeprefix(self._base_path)
        found = _ACCOUNT.search(target)
        shown = found[0] if found else MAIN.sid
        headers = request.headers.without("Authorization").plus(("Authorization", write_basic(_MADE_UP)))
        asked = replace(request, target=_ACCOUNT.sub(MAIN.sid, target, count=1), headers=headers)
        return _turned(await self._way.send(asked, **wishes), shown)


def _turned(answer: WireResponse, account: str) -> WireResponse:
    """The sandbox's answer as that account's."""

    def turn(text: str) -> str:
        return text.replace(MAIN.sid, account).replace(MAIN.token, HIDDEN)

    body = turn(answer.body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return replace(answer, headers=Headers((name, turn(value)) for name, value in answer.headers), body=body)
