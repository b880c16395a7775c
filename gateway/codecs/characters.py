"""Which characters a text form can carry. What it cannot is replaced by U+FFFD, visibly, and never dropped.

Such characters do arrive: a NUL typed into a message body, half an emoji where a backend cut a text by UTF-16 units.
"""

from __future__ import annotations

import re

from gateway.codecs.pieces import change_pieces

REPLACEMENT = "\ufffd"

# XML 1.0 section 2.2: Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = b"\\"
_CONTROL_ESCAPES = (b"\\u", b"\\b", b"\\f")
_SURROGATE = re.compile("[\ud800-\udfff]")


def replace_forbidden(text: str) -> tuple[str, bool]:
    """The text with every character XML 1.0 forbids replaced, and whether there was one (a loss to be reported)."""
    replaced = change_pieces(text, lambda piece: _FORBIDDEN.sub(REPLACEMENT, piece))
    return replaced, replaced != text


def is_clean(document: bytes) -> bool:
    """Whether no text of a JSON or XML document can hold a control character that XML forbids. False where that is not plain.

    XML has no way to write one (section 2.2); JSON has them as escapes alone (RFC 8259 section 7).
    """
    if document.startswith(b"<") or _ESCAPE not in document:
        return True
    return not any(escape in document for escape in _CONTROL_ESCAPES)


def replace_surrogates(text: str) -> str:
    """The text with every lone surrogate replaced: UTF-8 has no bytes for one (RFC 3629 section 3)."""
    return change_pieces(text, lambda piece: _SURROGATE.sub(REPLACEMENT, piece))
