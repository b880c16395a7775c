"""aiohttp's client with everything switched off that it does of its own accord.

It is made for programs that browse. A proxy sends what it was given, once, and passes back what came.
"""

from __future__ import annotations

from ssl import SSLContext

import aiohttp

from gateway.upstream.connector import Connector, WatchedRequest
from gateway.upstream.timeouts import Timeouts

_FIELD_BYTES = 16_384  # of one response header field; callers get less room, but a backend is ours to trust
_FIELDS = 200
_BUFFER_BYTES = 65_536
_NEVER_ROUNDED = 1e9  # seconds; aiohttp rounds longer timeouts than this up to whole seconds, by default from five on


def open_session(timeouts: Timeouts, ssl: SSLContext | None) -> aiohttp.ClientSession:
    """A session for one endpoint. To be called on the event loop that will use it."""
    return aiohttp.ClientSession(
        connector=Connector(ssl=ssl, idle=timeouts.idle),
        request_class=WatchedRequest,
        # The usual jar replays what was set for one caller on the request of another.
        cookie_jar=aiohttp.DummyCookieJar(),
        # No proxy, no netrc credentials from the environment: the settings say where a request goes and as whom.
        trust_env=False,
        # A coded body is decoded in `content_coding`, within a limit, and a streamed one never.
        auto_decompress=False,
        # A form without a Content-Type would become application/octet-stream; an Accept changes the answer's form.
        skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        # `total` is kept by Upstream: aiohttp's would cut off a long recording while it is passed on.
        timeout=aiohttp.ClientTimeout(
            total=None, connect=timeouts.connect, sock_read=timeouts.first_byte, ceil_threshold=_NEVER_ROUNDED
        ),
        max_line_size=_FIELD_BYTES,
        max_field_size=_FIELD_BYTES,
        max_headers=_FIELDS,
        read_bufsize=_BUFFER_BYTES,
    )
