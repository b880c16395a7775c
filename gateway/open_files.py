"""As many open files as the configuration needs: every connection is one, and what a shell gives a process is seldom enough.

The limit is raised as far as the system lets a process raise it by itself; the operator is told where that is too low. Workers
inherit it from the process that starts them.
"""

from __future__ import annotations

import resource
from contextlib import suppress

import structlog

from gateway.policy.admission.opening import MEMORY
from gateway.settings import Settings

_log = structlog.get_logger("gateway.open_files")
_REST = 64  # listeners, the operators' connections, the log, files being read, channels to other processes


def files_needed(settings: Settings) -> int:
    """How many files one process may have open at once.

    Beyond the limit of connections an eighth more is let in to be refused; streams have as many places at an endpoint as
    other calls.
    """
    limits = settings.limits
    callers = limits.connections + max(limits.connections // 8, 1)
    backends = sum(2 * backend.connections * len(backend.endpoints) for backend in settings.backends.values())
    return callers + backends + (limits.store != MEMORY) + _REST


def allow_open_files(settings: Settings) -> None:
    """Let this process and those it starts have as many open files as these settings need. Never lowers what is allowed."""
    needed = files_needed(settings)
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if _covers(allowed, needed):
        return
    wanted = needed if _covers(most, needed) else most
    with suppress(OSError, ValueError):  # some systems have a lower bound of their own, and the warning tells
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if not _covers(allowed, needed):
        _log.warning("fewer files may be open than the config needs", allowed=allowed, needed=needed)


def _covers(limit: int, needed: int) -> bool:
    return limit == resource.RLIM_INFINITY or limit >= needed
