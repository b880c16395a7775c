"""Runs a golden exchange through the whole pipeline in process, with the backend played from the exchange itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from gateway.delivery import Backend
from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.model import ApiRequest, Credentials, Representation
from gateway.pipeline import Gateway, handle
from gateway.policy.credentials import Account, Accounts, Admission, pass_through
from gateway.router import Condition, Route
from gateway.trail import Trail
from gateway.wire import WireRequest, WireResponse
from tests.exchange_format import Exchange, Step, backend_answer, caller_request, compare_response, compare_upstream

PUBLIC_URL = "http://gateway.example"
ENDPOINT = "https://api.backend.example"
CALLER = ("AC0123456789abcdef0123456789abcdef", "caller-secret")
BACKEND = ("ACfedcba9876543210fedcba9876543210", "backend-secret")
SUBACCOUNT = ("AC00000000000000000000000000000c01", "AC00000000000000000000000000000b01")


@dataclass
class PlayedBackend:
    """Answers the steps of an exchange in order and notes every difference of what it is asked."""

    steps: tuple[Step, ...]
    differences: list[str] = field(default_factory=list)
    asked: int = 0

    async def send(self, request: WireRequest, **wishes: object) -> WireResponse:
        del wishes
        self.asked += 1
        if self.asked > len(self.steps):
            raise AssertionError(f"the backend is asked once more than it should be: {request.method} {request.target}")
        step = self.steps[self.asked - 1]
        self.differences += [f"upstream {self.asked}: {line}" for line in compare_upstream(step.request, request)]
        return backend_answer(step)


def admission(policy: str) -> Callable[[ApiRequest], Admission]:
    """The account of all exchanges, mapped or passed through."""
    if policy == "passthrough":
        return pass_through
    account = Account(
        name="acme",
        ids=((CALLER[0], BACKEND[0]), SUBACCOUNT),
        matches=lambda presented: presented == CALLER[1],
        backend=Credentials(*BACKEND),
    )
    return Accounts({CALLER[0]: account}, decoy=lambda presented: not presented).admit


def build_gateway(exchange: Exchange, backend: PlayedBackend, *, plain: bool = False) -> Gateway:
    """A gateway with one route, from the exchange's caller dialect to its backend dialect; `plain` as `Face` says."""
    dialects = discover()
    caller, spoken = dialects[exchange.caller], dialects[exchange.backend]
    face = Face(
        base_url=PUBLIC_URL,
        base_path=caller.root,
        options=complete_options(caller.options, _typed(exchange.options)),
        plain=plain,
    )
    representation = Representation(exchange.representation or spoken.prefers)
    behind = Face(
        base_url=ENDPOINT,
        base_path=spoken.root,
        representation=representation,
        options=complete_options(spoken.options, _typed(exchange.backend_options)),
        plain=plain,
    )
    return Gateway(
        routes=(Route("route-1", Condition(), caller, face, "backend"),),
        backends={"backend": Backend(spoken, behind, backend.send)},
        dialects=dialects,
        admit=admission(exchange.credentials),
        public_url=PUBLIC_URL,
    )


def _typed(options: Mapping[str, object]) -> dict[str, str | bool | int]:
    return {name: value for name, value in options.items() if isinstance(value, str | bool | int)}


async def run(exchange: Exchange, *, plain: bool = False) -> list[str]:
    """Every difference between the exchange and what the pipeline did; none where all is well."""
    backend = PlayedBackend(exchange.upstream)
    trail = Trail()
    response = await handle(caller_request(exchange), build_gateway(exchange, backend, plain=plain), trail)
    if response.stream is not None:
        response = replace(response, body=b"".join([piece async for piece in response.stream]), stream=None)
    differences = backend.differences + compare_response(exchange, response)
    if backend.asked < len(exchange.upstream):
        differences.append(f"upstream: {len(exchange.upstream)} exchanges expected, {backend.asked} made")
    lost = {loss.where.lower().replace("_", "") for loss in trail.losses}
    differences += [
        f"losses: {name} is not among {sorted(lost)}" for name in exchange.losses if name.lower().replace("_", "") not in lost
    ]
    return differences
