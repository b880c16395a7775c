"""Which endpoint the next attempt of a call goes to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gateway.upstream import failures
from gateway.upstream.balance import Balance, Balancer, Candidate
from gateway.upstream.endpoint import Endpoint


class Selection:
    """Balances over the best endpoints there are: none whose breaker is open, and in this order of weight rather healthy ones
    than those that fail their probes, new ones than those this call has tried, and ones with a free place."""

    def __init__(self, endpoints: Sequence[Endpoint], balance: Balance) -> None:
        self._endpoints = endpoints
        self._balancer = Balancer(balance, len(endpoints))

    def choose(self, tried: Collection[Endpoint], *, stream: int | None) -> Endpoint:
        """Raises ProblemRaised where every breaker is open."""
        if len(self._endpoints) == 1 and self._endpoints[0].admits:
            return self._endpoints[0]
        admitting = [endpoint for endpoint in self._endpoints if endpoint.admits]
        if not admitting:
            raise failures.all_open(min(endpoint.wait for endpoint in self._endpoints))

        def drawbacks(endpoint: Endpoint) -> tuple[bool, bool, bool]:
            return not endpoint.healthy, endpoint in tried, endpoint.is_full(stream)

        ranks = [drawbacks(endpoint) for endpoint in admitting]
        fewest = min(ranks)
        best = [endpoint for endpoint, rank in zip(admitting, ranks, strict=True) if rank == fewest]
        candidates = [Candidate(endpoint.index, endpoint.weight, endpoint.busy) for endpoint in best]
        return self._endpoints[self._balancer.choose(candidates)]

    def has_any(self) -> bool:
        """Whether there is an endpoint to choose."""
        return any(endpoint.admits for endpoint in self._endpoints)

    def has_better(self, tried: Collection[Endpoint]) -> bool:
        """Whether there is an endpoint of which more can be hoped than of those that were tried."""
        return any(endpoint.admits and endpoint.healthy and endpoint not in tried for endpoint in self._endpoints)
