"""The request-target: checked, in origin form, its bytes as the caller sent them (RFC 9112 section 3.2).

Nothing is decoded, re-quoted or resolved here: `%2F` is not `/`, `//` is not `/`, and `..` stays for the router to judge, so
that what is routed is what is forwarded.
"""

from __future__ import annotations

import re

from gateway.model import ProblemRaised
from gateway.remembered import Remembered
from gateway.server import problems

_ABSOLUTE = re.compile(r"https?://(?P<authority>[^/?#]*)(?P<rest>.*)", re.IGNORECASE)

# reg-name, IPv4 or a bracketed IP literal, and a port (RFC 3986 section 3.2.2). No userinfo: "a recipient of an http URI
# ought to treat its presence as an error" (RFC 9110 section 4.2.4).
_AUTHORITY = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")


def split_target(method: str, target: str) -> tuple[str, str | None]:
    """The target in origin form, and the authority an absolute-form target names, which then stands for the Host field.

    A malformed one raises ProblemRaised: any other form than origin, absolute or (for OPTIONS) asterisk; a fragment, which
    "is not sent in an HTTP request" (RFC 9112 section 3.2.1 by way of RFC 3986 section 3.5); an absolute form whose scheme
    is not http or https or whose authority is not a plain host and port.
    """
    if "#" in target:
        raise ProblemRaised(problems.malformed("The request-target has a fragment (`#`). Send it without, or write `%23`."))
    if target.startswith("/") or (target == "*" and method == "OPTIONS"):
        return target, None
    absolute = _ABSOLUTE.fullmatch(target)
    if absolute is None or not is_authority(absolute["authority"]):
        raise ProblemRaised(problems.malformed("The request-target is neither a path nor a whole http or https URL."))
    return _origin_form(method, absolute["rest"]), absolute["authority"]


def is_authority(text: str) -> bool:
    """Whether this is a host with or without a port, as a Host field may hold it."""
    return _AUTHORITIES[text]


_AUTHORITIES: Remembered[str, bool] = Remembered(lambda text: _AUTHORITY.fullmatch(text) is not None, most=256, longest=256)


def guess_target(target: str) -> str:
    """The origin form of a target nobody has checked, to find the dialect of a request that is refused anyway."""
    target = target.partition("#")[0]
    absolute = _ABSOLUTE.fullmatch(target)
    return _origin_form("", absolute["rest"]) if absolute else target


def _origin_form(method: str, rest: str) -> str:
    # "If the target URI's path component is empty, the client MUST send '/'", and for OPTIONS "a proxy MUST send '*'"
    # where both path and query are absent (RFC 9112 sections 3.2.1 and 3.2.4).
    if not rest and method == "OPTIONS":
        return "*"
    return rest if rest.startswith("/") else f"/{rest}"
