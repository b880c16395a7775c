"""Settings become what the pipeline works with: dialects with their faces, routes, backends, accounts. Opens no socket."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from typing import Protocol

from gateway.delivery import Backend, Send, see_nothing
from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, Option
from gateway.dialects.sids import account_sid
from gateway.dialects.tables import Effect
from gateway.entry import OPEN, Entry
from gateway.model import Credentials
from gateway.pipeline import Gateway
from gateway.policy.credentials import Account, Accounts, pass_through
from gateway.router import Condition, Route
from gateway.settings import Account as AccountSettings
from gateway.settings import Backend as BackendSettings
from gateway.settings import CredentialsPolicy, KnownDialect, KnownOption, OptionType, Secret, Settings
from gateway.settings import Route as RouteSettings


def known_dialects() -> Mapping[str, KnownDialect]:
    """What the settings need to know of the dialects that were discovered."""
    return {
        name: KnownDialect(
            name,
            str(dialect.prefers),
            tuple(str(form) for form in dialect.readable),
            tuple(_known_option(option) for option in dialect.options),
        )
        for name, dialect in discover().items()
    }


def _known_option(option: Option) -> KnownOption:
    expected, allows = (option.allowed.name, option.allowed.holds) if option.allowed else ("", None)
    return KnownOption(option.name, _type_of(option), option.choices, option.default, option.tells, expected, allows)


def _type_of(option: Option) -> OptionType:
    if option.choices:
        return "choice"
    if isinstance(option.default, bool):
        return "bool"
    return "int" if isinstance(option.default, int) else "text"


def name_in_via(settings: Settings) -> str:
    """The gateway's name in Via fields.

    One that is not configured is made of where it is reached and what it stands in front of: gateways that share a
    configuration share it, so that a circle through any of them is seen, and gateways in a row do not.
    """
    if settings.via is not None:
        return settings.via
    places = [listen.public_url for listen in settings.listen]
    places += [endpoint for backend in settings.backends.values() for endpoint in backend.endpoints]
    return f"gateway-{hashlib.sha256(' '.join(places).encode()).hexdigest()[:12]}"


def changing_operations(settings: Settings) -> frozenset[str]:
    """The operations of the backends' dialects that change something."""
    dialects = discover()
    spoken = {backend.dialect for backend in settings.backends.values()}
    operations = (operation for name in spoken for operation in dialects[name].operations.values())
    return frozenset(operation.name for operation in operations if operation.effect is not Effect.READ)


class Way(Protocol):
    """The way to a backend: an Upstream, or what stands in for one."""

    @property
    def send(self) -> Send: ...


def build_gateway(
    settings: Settings,
    public_url: str,
    ways: Mapping[str, Way],
    *,
    entry: Entry = OPEN,
    lose_sight: Callable[[str], None] = see_nothing,
) -> Gateway:
    """The pipeline's view of the settings, for a listener with that public URL. `ways` are the upstreams by backend."""
    dialects = discover()
    accounts = _accounts(settings)
    return Gateway(
        routes=tuple(_route(route, settings, dialects, public_url) for route in settings.routes),
        backends={
            name: Backend(
                dialects[backend.dialect],
                _behind(backend, dialects[backend.dialect], public_url),
                ways[name].send,
                backend.timeouts.total,
                lose_sight,
            )
            for name, backend in settings.backends.items()
        },
        dialects=dialects,
        admit=accounts.admit if accounts else pass_through,
        public_url=public_url,
        recognises=accounts.recognises if accounts else None,
        entry=entry,
        logged=settings.log.calls,
    )


def _route(route: RouteSettings, settings: Settings, dialects: Mapping[str, Dialect], public_url: str) -> Route:
    when = route.when
    condition = Condition(
        path=when.path or "",
        host=when.host or "",
        headers=when.header,
        accounts=frozenset(map(account_sid, settings.account_ids(when.account))) if when.account else None,
    )
    caller = dialects[route.caller]
    base_path = caller.root if route.base_path is None else route.base_path
    face = Face(base_url=public_url.rstrip("/"), base_path=base_path, options=route.options)
    return Route(
        name=route.name,
        condition=condition,
        caller=caller,
        face=face,
        backend=route.backend,
        on_loss=route.on_loss,
        unknown_parameters=route.unknown_parameters,
    )


def _behind(backend: BackendSettings, dialect: Dialect, public_url: str) -> Face:
    return Face(
        base_url=backend.endpoints[0],
        # A backend that goes by X-Forwarded-Host writes our own host into its URLs.
        other_urls=(*backend.endpoints[1:], public_url),
        base_path=dialect.root if backend.base_path is None else backend.base_path,
        representation=backend.representation,
        options=backend.options,
    )


def _accounts(settings: Settings) -> Accounts | None:
    """The accounts that are checked here, None where credentials are passed through."""
    if settings.credentials is CredentialsPolicy.PASSTHROUGH:
        return None
    accounts = {account_sid(account.caller.id): _account(account) for account in settings.accounts}
    return Accounts(accounts, decoy=_matching((Secret.of_text(uuid.uuid4().hex), Secret.of_text(uuid.uuid4().hex))))


def _account(account: AccountSettings) -> Account:
    caller, backend = account.caller, account.backend
    if not caller.secrets or backend is None or backend.secret is None:
        raise ValueError(f"account {account.name!r} has no secrets to map")
    return Account(
        name=account.name,
        ids=tuple(
            (account_sid(theirs), account_sid(ours))
            for theirs, ours in ((caller.id, backend.id), *((pair.caller, pair.backend) for pair in account.subaccounts))
        ),
        matches=_matching(caller.secrets),
        backend=Credentials(account_sid(backend.id), backend.secret.reveal()),
    )


def _matching(secrets: tuple[Secret, ...]) -> Callable[[str], bool]:
    """Whether what is presented is one of the secrets, in the time two comparisons take, also where there is one alone."""
    first, second = secrets[0], secrets[-1]

    def matches(presented: str) -> bool:
        shown = Secret.of_text(presented)  # what takes time is its digest
        return first.is_that_of(shown) | second.is_that_of(shown)

    return matches
