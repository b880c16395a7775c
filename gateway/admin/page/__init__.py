"""The status page: one document, put together of the files beside this one, with nothing to fetch but `/status`.

Its policy (CSP level 3) lets exactly the script and the style run that stand in it, by their digests, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from msgspec import Struct

_SCRIPTS = ("format.js", "parts.js", "sections.js", "translate.js", "live.js")


class StatusPage(Struct, frozen=True):
    """The document and the value of its `Content-Security-Policy`."""

    body: bytes
    policy: str


def assemble_page() -> StatusPage:
    """The page as it is in this version of the gateway."""
    folder = files("gateway.admin.page")
    markup, style = (folder.joinpath(name).read_text("utf-8") for name in ("page.html", "page.css"))
    script = "\n".join(folder.joinpath(name).read_text("utf-8") for name in _SCRIPTS)
    body = markup.replace("/* page.css */", style).replace("/* page.js */", script)
    policy = (
        "default-src 'none'",
        f"script-src '{_digest(script)}'",
        f"style-src '{_digest(style)}'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return StatusPage(body.encode(), "; ".join(policy))


def _digest(text: str) -> str:
    """Of all that stands between the tags (CSP level 3, 6.7.3.3)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
