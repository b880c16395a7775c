"""What can go wrong with a backend, as Problems. Exceptions of the HTTP client and of the system end here.

No message names the backend's address or repeats what it sent: the one is the operator's business, the other may be garbage.
"""

from __future__ import annotations

import aiohttp

from gateway.model import Problem, ProblemKind, ProblemRaised, Retry, Source

FOREIGN = (aiohttp.ClientError, TimeoutError, OSError)
"""What the HTTP client raises for what the network or the backend does."""


def from_exception(error: Exception) -> ProblemRaised:
    """The Problem an exception of FOREIGN stands for. `retry` is IF_UNSENT only where no byte of the request can have left."""
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return _timed_out("The backend did not accept a connection in time.", Retry.IF_UNSENT)
    if isinstance(error, TimeoutError):
        return _timed_out("The backend did not answer in time. Whether it carried out the request is not known.", Retry.NO)
    # A name that does not resolve, a refused connection, a TLS handshake or certificate that fails.
    if isinstance(error, aiohttp.ClientConnectorError):
        return _unreachable("The backend cannot be reached. The request was not carried out.", Retry.IF_UNSENT)
    if isinstance(error, aiohttp.ClientPayloadError | aiohttp.ClientResponseError) or _broke_off_in_head(error):
        return unreadable("The backend's answer is not well-formed HTTP.")
    return _unreachable(
        "The backend closed the connection without an answer. Whether it carried out the request is not known.", Retry.NO
    )


def unreadable(message: str) -> ProblemRaised:
    return ProblemRaised(Problem(ProblemKind.BACKEND_UNREADABLE, Source.BACKEND, 502, message))


def unsendable() -> ProblemRaised:
    return ProblemRaised(
        Problem(
            ProblemKind.MALFORMED,
            Source.CALLER,
            400,
            "A header field of the request holds bytes that are not UTF-8 and cannot be passed on. Send it in ASCII or UTF-8.",
        )
    )


def _broke_off_in_head(error: Exception) -> bool:
    # aiohttp's message is a sentence where nothing had arrived, else the part of the head that had.
    return isinstance(error, aiohttp.ServerDisconnectedError) and not isinstance(error.message, str)


def _timed_out(message: str, retry: Retry) -> ProblemRaised:
    return ProblemRaised(Problem(ProblemKind.BACKEND_TIMED_OUT, Source.BACKEND, 504, message, retry=retry))


def _unreachable(message: str, retry: Retry) -> ProblemRaised:
    return ProblemRaised(Problem(ProblemKind.BACKEND_UNREACHABLE, Source.BACKEND, 502, message, retry=retry))
