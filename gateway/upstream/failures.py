"""What can go wrong with a backend, as Problems. What `causes` names, and TimeoutError, ends here.

No message names the backend's address or repeats what it sent: the one is the operator's business, the other may be garbage.
"""

from __future__ import annotations

import math

from gateway.model import Problem, ProblemKind, ProblemRaised, Retry, Source
from gateway.upstream import causes

_UNSENT = "The request was not carried out."
_UNKNOWN = "Whether it carried out the request is not known."


class AttemptFailed(ProblemRaised):
    """One attempt came to nothing. `counts` tells that this speaks against the endpoint, `again` that another may do better."""

    def __init__(self, problem: Problem, *, counts: bool = True, again: bool = True) -> None:
        super().__init__(problem)
        self.counts = counts
        self.again = again


def from_exception(error: Exception, *, sent: bool = True, counts: bool = True) -> AttemptFailed:
    """The failure a cause, or a TimeoutError, stands for. `sent` tells that a byte of the request may have left."""
    retry = Retry.NO if sent else Retry.IF_UNSENT
    if isinstance(error, TimeoutError):
        kind, status = ProblemKind.BACKEND_TIMED_OUT, 504
        said = (
            f"The backend did not answer in time. {_UNKNOWN}"
            if sent
            else f"The backend could not be reached in time. {_UNSENT}"
        )
    elif not sent:
        # A name that does not resolve, a refused connection, a TLS handshake or certificate that fails.
        kind, status, said = ProblemKind.BACKEND_UNREACHABLE, 502, f"The backend cannot be reached. {_UNSENT}"
    elif isinstance(error, causes.ClientPayloadError | causes.ClientResponseError) or _broke_off_in_head(error):
        return unreadable("The backend's answer is not well-formed HTTP.")
    else:
        kind, status = ProblemKind.BACKEND_UNREACHABLE, 502
        said = f"The backend closed the connection without an answer. {_UNKNOWN}"
    return AttemptFailed(Problem(kind, Source.BACKEND, status, said, retry=retry), counts=counts)


def unreadable(message: str) -> AttemptFailed:
    return AttemptFailed(Problem(ProblemKind.BACKEND_UNREADABLE, Source.BACKEND, 502, f"{message} {_UNKNOWN}"))


def too_large(limit: int) -> AttemptFailed:
    """An answer that is more than we hold. Callers can bring that about by what they ask for, and asking again is no help."""
    said = f"The backend's answer is larger than {limit} bytes. {_UNKNOWN}"
    return AttemptFailed(Problem(ProblemKind.BACKEND_UNREADABLE, Source.BACKEND, 502, said), counts=False, again=False)


def aborted(*, sent: bool) -> AttemptFailed:
    """Our own connections were closed under the attempt. No endpoint is to blame, and none would do better."""
    return AttemptFailed(from_exception(causes.ClientError(), sent=sent).problem, counts=False, again=False)


def no_place() -> ProblemRaised:
    said = f"Too many calls to the backend are in progress. {_UNSENT} Send it again later."
    return ProblemRaised(Problem(ProblemKind.OVERLOADED, Source.GATEWAY, 503, said, retry=Retry.IF_UNSENT, retry_after=1))


def all_open(seconds: float) -> ProblemRaised:
    """No endpoint may be asked before so many seconds have passed."""
    said = f"The backend has failed too often and is left alone for a while. {_UNSENT} Send it again later."
    after = max(1, math.ceil(seconds))
    return ProblemRaised(
        Problem(ProblemKind.BACKEND_UNREACHABLE, Source.BACKEND, 503, said, retry=Retry.IF_UNSENT, retry_after=after)
    )


def out_of_time() -> ProblemRaised:
    """The call had no time left for an attempt. No endpoint is to blame."""
    said = f"There was no time left to ask the backend. {_UNSENT}"
    return ProblemRaised(Problem(ProblemKind.BACKEND_TIMED_OUT, Source.BACKEND, 504, said, retry=Retry.IF_UNSENT))


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
    return isinstance(error, causes.ServerDisconnectedError) and error.begun
