"""Single values that are numbers or booleans by the tables, as generated writers put them: whatever a backend put there.

What the interpreter of a form would write another way than here raises Unusual.
"""

from __future__ import annotations

from gateway.dialects.compiled.forms import JSON_TEXT, XML_TEXT, Script
from gateway.dialects.compiled.memo import Unusual
from gateway.model import Value


def escaped(text: str, script: Script) -> str:
    """A text as a representation carries it. Raises Unusual where it can't."""
    if script.forbidden.search(text):
        raise Unusual
    return script.escape(text)


def xml_scalar(value: Value) -> str:
    """What stands inside an element; the empty text for nothing."""
    if type(value) is str:
        return escaped(value, XML_TEXT)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or value == ():
        return ""
    if type(value) is int or type(value) is float:
        return str(value)
    raise Unusual


def json_scalar(value: Value) -> str:
    """A text in its quotes, a whole number, a boolean or null. Other numbers are left to the codec, which refuses some."""
    if type(value) is str:
        return f'"{escaped(value, JSON_TEXT)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if type(value) is int:
        return str(value)
    raise Unusual
