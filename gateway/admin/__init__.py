"""The operator's own listener: health, readiness, metrics, reload, drain. It never stands on a caller's port."""

from gateway.admin.operations import Operations
from gateway.admin.server import AdminListener, start_admin

__all__ = ["AdminListener", "Operations", "start_admin"]
