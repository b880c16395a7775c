"""The operators' own listener: a page, health, readiness, metrics, reload, drain. It never stands on a caller's port."""

from gateway.admin.operations import Change, Operations, Standing
from gateway.admin.server import AdminListener, start_admin

__all__ = ["AdminListener", "Change", "Operations", "Standing", "start_admin"]
