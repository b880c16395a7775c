"""Text from elsewhere as a terminal and a log may show it: what either would obey is written out."""

from __future__ import annotations

_LAST_OF_FOUR = 0xFFFF


def make_visible(text: str, *, keep: str = "") -> str:
    """The text with whatever is not printable as `\\uXXXX` or `\\UXXXXXXXX`, but for the characters to keep."""
    return "".join(one if one in keep or one.isprintable() else _written_out(ord(one)) for one in text)


def _written_out(number: int) -> str:
    return f"\\u{number:04x}" if number <= _LAST_OF_FOUR else f"\\U{number:08x}"
