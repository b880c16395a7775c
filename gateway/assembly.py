"""The composition root: settings become objects, objects a running server. The only file that knows everything."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from gateway.admin import start_admin
from gateway.commitment import see_all_through
from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, Option
from gateway.dialects.sids import account_sid
from gateway.model import ApiRequest, Credentials, Problem
from gateway.observe.log import log_call
from gateway.observe.metrics import CallMetrics
from gateway.pipeline import Backend, Gateway, Send, handle, refuse
from gateway.policy.credentials import Account, Accounts, Admission, pass_through
from gateway.router import Condition, Route
from gateway.server import Handle, Listener, ListenerLimits, Refuse, start_listener
from gateway.settings import Account as AccountSettings
from gateway.settings import Backend as BackendSettings
from gateway.settings import CredentialsPolicy, KnownDialect, KnownOption, OptionType, Secret, Settings
from gateway.settings import Route as RouteSettings
from gateway.tls import connecting_context, listening_context
from gateway.trail import Trail
from gateway.upstream import Timeouts, Upstream
from gateway.wire import WireRequest, WireResponse

_DRAIN_SECONDS = 10.0


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


class Way(Protocol):
    """The way to a backend: an Upstream, or what stands in for one."""

    @property
    def send(self) -> Send: ...


def build_gateway(settings: Settings, public_url: str, ways: Mapping[str, Way]) -> Gateway:
    """The pipeline's view of the settings, for a listener with that public URL. `ways` are the upstreams by backend."""
    dialects = discover()
    return Gateway(
        routes=tuple(_route(route, settings, dialects, public_url) for route in settings.routes),
        backends={name: _backend(backend, ways[name], dialects) for name, backend in settings.backends.items()},
        dialects=dialects,
        admit=_admission(settings),
        public_url=public_url,
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


def _backend(backend: BackendSettings, way: Way, dialects: Mapping[str, Dialect]) -> Backend:
    dialect = dialects[backend.dialect]
    face = Face(
        base_url=backend.endpoints[0],
        other_urls=backend.endpoints[1:],
        base_path=dialect.root if backend.base_path is None else backend.base_path,
        representation=backend.representation,
        options=backend.options,
    )
    return Backend(dialect, face, way.send)


def _admission(settings: Settings) -> Callable[[ApiRequest], Admission]:
    if settings.credentials is CredentialsPolicy.PASSTHROUGH:
        return pass_through
    accounts = {account_sid(account.caller.id): _account(account) for account in settings.accounts}
    return Accounts(accounts, decoy=Secret.of_text(uuid.uuid4().hex).matches).admit


def _account(account: AccountSettings) -> Account:
    caller, backend = account.caller, account.backend
    if caller.secret is None or backend is None or backend.secret is None:
        raise ValueError(f"account {account.name!r} has no secrets to map")
    return Account(
        name=account.name,
        ids=tuple(
            (account_sid(theirs), account_sid(ours))
            for theirs, ours in ((caller.id, backend.id), *((pair.caller, pair.backend) for pair in account.subaccounts))
        ),
        matches=caller.secret.matches,
        backend=Credentials(account_sid(backend.id), backend.secret.reveal()),
    )


@dataclass(frozen=True, slots=True)
class Running:
    """A gateway that is listening. `ports` are those of its listeners, in the order of the settings."""

    listeners: tuple[Listener, ...]
    ways: Mapping[str, Upstream]
    admin: web.AppRunner | None
    metrics: CallMetrics

    @property
    def ports(self) -> tuple[int, ...]:
        return tuple(listener.port for listener in self.listeners)

    async def close(self) -> None:
        """Take no new call, finish those that have begun, close every connection."""
        for listener in self.listeners:
            await listener.close(_DRAIN_SECONDS)
        await see_all_through(_DRAIN_SECONDS)
        for way in self.ways.values():
            await way.close()
        if self.admin is not None:
            await self.admin.cleanup()


async def start(settings: Settings) -> Running:
    """Listens on every address of the settings. Raises OSError where one can't be had."""
    ways = {
        name: Upstream(
            backend.endpoints,
            timeouts=Timeouts(backend.timeouts.connect, backend.timeouts.first_byte, backend.timeouts.total),
            body_limit=settings.limits.backend_body,
            ssl=connecting_context(backend.tls),
        )
        for name, backend in settings.backends.items()
    }
    metrics = CallMetrics()
    limits = ListenerLimits(
        body=settings.limits.body,
        request_line=settings.limits.request_line,
        header=settings.limits.header,
        headers=settings.limits.header,
    )
    listeners: list[Listener] = []
    try:
        for listen in settings.listen:
            gateway = build_gateway(settings, listen.public_url, ways)
            listeners.append(
                await start_listener(
                    bind=listen.bind.host,
                    port=listen.bind.port,
                    handle=_observed(gateway, metrics),
                    refuse=_refusing(gateway),
                    limits=limits,
                    new_request_id=lambda: uuid.uuid4().hex,
                    ssl=listening_context(listen.tls),
                )
            )
        admin = settings.admin
        runner = await start_admin(admin.bind.host, admin.bind.port, metrics.registry) if admin else None
    except BaseException:
        await Running(tuple(listeners), ways, None, metrics).close()
        raise
    return Running(tuple(listeners), ways, runner, metrics)


def _observed(gateway: Gateway, metrics: CallMetrics) -> Handle:
    async def answer(wire: WireRequest) -> WireResponse:
        trail = Trail()
        began = time.perf_counter()
        response = await handle(wire, gateway, trail)
        seconds = time.perf_counter() - began
        metrics.count(response, trail, seconds)
        log_call(wire, response, trail, seconds)
        return response

    return answer


def _refusing(gateway: Gateway) -> Refuse:
    def answer(problem: Problem, wire: WireRequest) -> WireResponse:
        return refuse(problem, wire, gateway)

    return answer
