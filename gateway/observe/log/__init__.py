"""The log: what lines hold of calls and of the gateway itself, their forms, and the way they take to whoever reads them."""

from gateway.observe.log.set_up import report_losses, set_up_log, use_form

__all__ = ["report_losses", "set_up_log", "use_form"]
