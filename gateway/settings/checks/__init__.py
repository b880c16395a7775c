"""What no single value can show: names used twice, addresses that collide, routes nothing can reach, a door left open.

These checks read the tree of the file and not the typed settings, so that they find their faults in a file that has others.
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.settings.checks.accounts import check_accounts
from gateway.settings.checks.admin import check_admin
from gateway.settings.checks.binds import check_binds
from gateway.settings.checks.certificates import check_certificates
from gateway.settings.checks.limits import check_limits
from gateway.settings.checks.routes import check_routes
from gateway.settings.faults import Fault
from gateway.settings.nodes import Place


def check_whole(root: Place) -> Iterator[Fault]:
    """Every fault that lies between the values of this file."""
    yield from check_binds(root)
    yield from check_admin(root)
    yield from check_certificates(root)
    yield from check_accounts(root)
    yield from check_routes(root)
    yield from check_limits(root)
