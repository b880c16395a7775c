"""The YAML nodes of the golden exchanges, where the tests have always found them."""

from gateway.conformance.nodes import ExchangeError, JsonValue, Node, Pairs, read_file

__all__ = ["ExchangeError", "JsonValue", "Node", "Pairs", "read_file"]
