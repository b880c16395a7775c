"""The operator's own listener: health, readiness, metrics. It never stands on a caller's port."""

from gateway.admin.server import start_admin

__all__ = ["start_admin"]
