"""aiohttp's client with everything switched off that it does of its own accord.

It is made for programs that browse. A proxy sends what it was given, once, and passes back what came.
"""

from __future__ import annotations

import asyncio
from ssl import SSLContext

import aiohttp

from gateway.upstream import failures
from gateway.upstream.idle import keep_idle_untimed
from gateway.upstream.timeouts import Timeouts

_FIELD_BYTES = 16_384  # of one response header field; callers get less room, but a backend is ours to trust
_FIELDS = 200
_BUFFER_BYTES = 65_536
# Shorter than what servers commonly allow an idle connection (60 seconds and more): who closes first cannot be surprised by
# a close that crosses the request, and such a request cannot be sent again.
_KEEP_ALIVE_SECONDS = 15.0


def open_session(timeouts: Timeouts, ssl: SSLContext | None, connections: int) -> aiohttp.ClientSession:
    """A session for one backend. To be called on the event loop that will use it."""
    connector = aiohttp.TCPConnector(
        ssl=ssl if ssl is not None else True,
        limit=connections,
        keepalive_timeout=_KEEP_ALIVE_SECONDS,
    )
    return aiohttp.ClientSession(
        connector=keep_idle_untimed(connector, asyncio.get_running_loop()),
        # The usual jar replays what was set for one caller on the request of another.
        cookie_jar=aiohttp.DummyCookieJar(),
        # No proxy, no netrc credentials from the environment: the settings say where a request goes and as whom.
        trust_env=False,
        # A coded body is decoded in `content_coding`, within a limit, and a streamed one never.
        auto_decompress=False,
        # A form without a Content-Type would become application/octet-stream; an Accept changes the answer's form.
        skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
        middlewares=(_send_once,),
        # `total` is kept by Upstream: aiohttp's would cut off a long recording while it is passed on.
        timeout=aiohttp.ClientTimeout(total=None, connect=timeouts.connect, sock_read=timeouts.first_byte),
        max_line_size=_FIELD_BYTES,
        max_field_size=_FIELD_BYTES,
        max_headers=_FIELDS,
        read_bufsize=_BUFFER_BYTES,
    )


async def _send_once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """One request, one attempt.

    The session re-sends GET, PUT, DELETE and their like by itself when a kept connection turns out to be dead (RFC 9112
    section 9.3.1 allows it to agents that know the method's effect; a PUT or DELETE of a call in progress is not without
    one). It does so on seeing its own exceptions, so it is shown another.
    """
    try:
        return await send(request)
    except failures.FOREIGN as error:
        raise failures.from_exception(error) from error
