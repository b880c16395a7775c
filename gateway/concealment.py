"""A backend's own host in what it says went wrong. Callers do not know that host: to them the gateway is the backend. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from msgspec.structs import replace

from gateway.dialects.face import Face
from gateway.model import Problem


def conceal_host(problem: Problem, behind: Face, front: Face) -> Problem:
    """The problem with the gateway's address where its text names one of the backend's."""
    own = _own_hosts((behind.base_url, *behind.other_urls))
    shown = urlsplit(front.base_url).netloc

    def conceal(text: str) -> str:
        return own.sub(lambda match: match["scheme"] + shown if match["scheme"] else shown, text)

    detail = conceal(problem.detail) if problem.detail else problem.detail
    return replace(problem, message=conceal(problem.message), detail=detail)


@lru_cache(maxsize=64)
def _own_hosts(urls: tuple[str, ...]) -> re.Pattern[str]:
    """A host of one word (`http://carrier`) is a word like any other: it is found behind its scheme only."""
    hosts = [urlsplit(url).netloc for url in urls]
    of_many = [re.escape(host) for host in hosts if "." in host or ":" in host]
    bare = rf"|(?<![\w.-])(?:{'|'.join(of_many)})" if of_many else ""
    whole = rf"(?P<scheme>https?://)(?:{'|'.join(map(re.escape, hosts))})"
    return re.compile(rf"(?:{whole}{bare})(?![\w-])", re.IGNORECASE | re.ASCII)
