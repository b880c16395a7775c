"""Whether a request was meant for this machine, by the host it names, and whether a page of ours sent it.

A page of any site can have the site's name lead to 127.0.0.1, and its requests then come with that name and without an Origin
(DNS rebinding). No name leads to an address written in figures, and nobody else's is localhost (RFC 6761 section 6.3).
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

_LOCAL = "localhost"


def names_this_machine(field: str, own: str) -> bool:
    """`field` is the value of Host, "" where there is none, as no browser sends it; `own` the host that was configured."""
    if not field:
        return True
    try:
        name = urlsplit(f"//{field}").hostname or ""
    except ValueError:
        return False
    return name in {_LOCAL, own.lower()} or _is_address(name)


def is_own_page(origin: str, host: str, *, behind_tls: bool) -> bool:
    """Whether the page of that Origin (RFC 6454 section 6.1) came from the very host the request names.

    `behind_tls`: something in front of us may speak TLS to browsers. Then the page's scheme is not ours.
    """
    schemes = ("http", "https") if behind_tls else ("http",)
    return bool(host) and origin.lower() in {f"{scheme}://{host.lower()}" for scheme in schemes}


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
