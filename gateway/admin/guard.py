"""Who may ask what of the operators' listener, and what every answer tells a browser about itself.

A request a browser sends for another site's page is refused, so no page an operator looks at can drain the gateway; where no
token is set, so is one for a name that is not ours: a page can have its own name lead here. The token is compared in constant
time. The page and the probes of an orchestrator carry none.
"""

from __future__ import annotations

from aiohttp import web

from gateway.admin.host import is_own_page, names_this_machine
from gateway.admin.texts import text_answer
from gateway.settings import Secret

_OPEN = frozenset({"/", "/healthz", "/readyz"})
_SCHEME = "bearer"
ADMITTED = web.RequestKey("ADMITTED", bool)
"""Whether a request may be told everything: where it need not, an open path tells no more than an orchestrator must know."""
_FIELDS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Of every answer: it is for whoever asked, at this moment, and for no page of another site."""


def refusal(request: web.Request, token: Secret | None, host: str) -> web.Response | None:
    """The answer to a request that may not be asked, None where it may. `host` is the one that was configured."""
    named = request.headers.get("Host", "")
    if token is None and not names_this_machine(named, host):
        return text_answer(403, "without a token this answers to an IP address, localhost or the host of `admin.bind` alone")
    origins = request.headers.getall("Origin", [])
    if not all(is_own_page(origin, named, behind_tls=token is not None) for origin in origins):
        return text_answer(403, "no page of another site may ask this; use the page at / or curl")
    request[ADMITTED] = token is None or token.matches(_presented(request))
    if request.path in _OPEN or request[ADMITTED]:
        return None
    response = text_answer(401, "this needs the token of `admin` in the config: Authorization: Bearer TOKEN")
    response.headers["WWW-Authenticate"] = 'Bearer realm="gateway admin"'  # RFC 9110, 11.6.1
    return response


def guarded(response: web.StreamResponse) -> web.StreamResponse:
    """The answer with the fields that keep it from other pages."""
    for name, value in _FIELDS.items():
        response.headers.setdefault(name, value)
    return response


def _presented(request: web.Request) -> str:
    """The token of the request, or nothing (RFC 6750, 2.1: the scheme's name in any case)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == _SCHEME else ""
