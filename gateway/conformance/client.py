"""Puts requests to the server under test, one at a time, each byte of the target as it was written. Follows no redirect."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import aiohttp
from yarl import URL

from gateway.wire import Headers, WireRequest, WireResponse


class NoAnswer(Exception):
    """The server gave no answer; the text says what happened."""


class Ask(Protocol):
    """A way to the server. Raises NoAnswer."""

    async def __call__(self, request: WireRequest) -> WireResponse: ...


@asynccontextmanager
async def connect(url: str, *, seconds: float) -> AsyncIterator[Ask]:
    """A way to the server at a base URL, `https://api.example.com` or with a path before the dialect's own.

    `seconds` is how long one answer may take. Certificates are verified.
    """
    base = url.rstrip("/")
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session:

        async def ask(request: WireRequest) -> WireResponse:
            try:
                async with session.request(
                    request.method,
                    URL(base + request.target, encoded=True),
                    headers=list(request.headers),
                    data=request.body or None,
                    allow_redirects=False,
                    skip_auto_headers=("Accept", "Content-Type"),
                ) as answer:
                    headers = Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.raw_headers)
                    return WireResponse(answer.status, headers, await answer.read())
            except TimeoutError as error:
                raise NoAnswer(f"no answer within {seconds:g} seconds") from error
            except (aiohttp.ClientError, ValueError, OSError) as error:
                raise NoAnswer(f"no answer that can be read as HTTP ({type(error).__name__})") from error

        yield ask
