"""How the gateway lives: one process or several, reloads, files that change, signals, the end.

`Life` is the whole of it over a `Site`, which is the gateway in this process (`Alone`) or several workers under a `Supervisor`.
"""

from gateway.workers.alone import Alone
from gateway.workers.changes import Config
from gateway.workers.life import Life
from gateway.workers.notify import notifier_of
from gateway.workers.served import Begin, Served
from gateway.workers.site import Site, WorkersFailed
from gateway.workers.source import Parse, Read, Source, read_source
from gateway.workers.supervisor import Supervisor
from gateway.workers.work import NoSupervisor, channel_of, work

__all__ = [
    "Alone",
    "Begin",
    "Config",
    "Life",
    "NoSupervisor",
    "Parse",
    "Read",
    "Served",
    "Site",
    "Source",
    "Supervisor",
    "WorkersFailed",
    "channel_of",
    "notifier_of",
    "read_source",
    "work",
]
