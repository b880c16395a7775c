"""An in-memory telephony backend speaking the 2010-04-01 API: for the demo, for `explain`, and for tests.

It shares no code with the dialect adapters, because it is what they are tested against.
"""

from gateway.sandbox.backend import Sandbox
from gateway.sandbox.fixtures import DEMO_NUMBERS, MAIN, SUBACCOUNT, SUSPENDED, TEST, DemoAccount
from gateway.sandbox.paging import Paging
from gateway.sandbox.server import RunningSandbox, start_sandbox
from gateway.sandbox.values import API_VERSION

__all__ = [
    "API_VERSION",
    "DEMO_NUMBERS",
    "MAIN",
    "SUBACCOUNT",
    "SUSPENDED",
    "TEST",
    "DemoAccount",
    "Paging",
    "RunningSandbox",
    "Sandbox",
    "start_sandbox",
]
