"""The side that faces callers: bytes in, WireRequest to the pipeline, WireResponse out, and no dialect known."""

from gateway.server.exchange import Handle, Refuse
from gateway.server.limits import ListenerLimits
from gateway.server.listener import Listener, ParserMissing, start_listener

__all__ = ["Handle", "Listener", "ListenerLimits", "ParserMissing", "Refuse", "start_listener"]
