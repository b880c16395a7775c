"""Where a client can be pointed at: what it has to know of a dialect, of an account, and of what stands behind them.

The caller's and the backend's ids and tokens differ everywhere, so that one side's showing up on the other is seen. One account
of the callers' stands for each dialect a backend may speak: the account decides which backend is asked.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

V2008 = "2008-08-01"
V2010 = "2010-04-01"
V2012 = "restcomm/2012-04-24"
ENVELOPE = ""
"""What stands before `/Accounts` in the paths of a dialect: its version, and what servers of it put before that.

The JSON-envelope API has neither version nor account in its paths."""

ON_2010 = "twilio-2010"
ON_2008 = "twilio-2008"
ON_RESTCOMM = "restcomm-2012"
ON_ENVELOPE = "json-envelope"
BACKENDS = (ON_2010, ON_2008, ON_RESTCOMM, ON_ENVELOPE)
"""The dialects a backend may speak, by their names in a configuration."""

CALLERS = {
    ON_2010: "ACca11ca11ca11ca11ca11ca11ca11ca11",
    ON_2008: "ACca11ca11ca11ca11ca11ca11ca112008",
    ON_RESTCOMM: "ACca11ca11ca11ca11ca11ca11ca112012",
    ON_ENVELOPE: "ACca11ca11ca11ca11ca11ca11ca110001",
}
"""The accounts of the callers, by the dialect of the backend that answers them."""
CALLER_SID = CALLERS[ON_2010]
CALLER_TOKEN = "token-of-the-caller"
TWIN_SID = "ACca11ca11ca11ca11ca11ca11ca1107e1"
"""The account whose callers are the documentation's PHP sample: what they made is told under `results` too."""
COUNTING_HOST = "localhost"
"""The host whose 2008 callers are told true totals, at the price of walking the backend's pages."""


@dataclass(frozen=True)
class Place:
    """`base` is scheme, host and port; `version` the beginning of every path; `backend` the dialect of what answers.

    `direct` tells that no gateway stands between.
    """

    base: str
    sid: str
    token: str
    version: str
    direct: bool = False
    backend: str = ON_2010

    def path(self, rest: str = "") -> str:
        """A path below this place's account."""
        return f"/{self.version}/Accounts/{self.sid}{rest}"

    @property
    def is_2008(self) -> bool:
        return self.version == V2008

    @property
    def user(self) -> str:
        """The account as its callers name it in their credentials: a SID, or the API key of the same digits."""
        return self.sid if self.version else str(uuid.UUID(self.sid[2:]))


def place_on(base: str, version: str, backend: str) -> Place:
    """The gateway at `base`, for callers of that version whose account lives on a backend of that dialect."""
    return Place(base, CALLERS[backend], CALLER_TOKEN, version, backend=backend)
