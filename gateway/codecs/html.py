"""HTML: a tree to the page a browser shows, one `<div>` with a class for each element.

Everything is escaped, and characters beyond ASCII go out as references, so the page reads right whatever charset its reader
assumes. Attributes are not shown: the form has no place for them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from gateway.codecs.characters import REPLACEMENT, replace_forbidden
from gateway.codecs.errors import CodecError
from gateway.codecs.pieces import Encoder, cut
from gateway.codecs.tree import Element

# A reference to one of these is read as windows-1252 (HTML Standard section 13.2.5.80): `&#128;` shows a euro sign.
_CONTROL = re.compile("[\x80-\x9f]")
_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def dash_case(name: str) -> str:
    """`AccountSid` as `account-sid`, `SMSMessage` as `sms-message`, `RequestURL` as `request-url`."""
    return _WORD_START.sub("-", name).lower()


def write_html(title: str, body_class: str, root: Sequence[Element]) -> bytes:
    """The page, on one line: `title` in its head, the elements in its body, which has the class `body_class`.

    Raises `CodecError` for a tree too deep to write.
    """
    try:
        return Encoder(_refer_beyond_ascii).take_all(_write_page(title, body_class, root))
    except RecursionError:
        raise CodecError("the tree is nested too deep to be written as HTML") from None


def _write_page(title: str, body_class: str, root: Sequence[Element]) -> Iterator[str]:
    yield f'<html><head><title>{_escape(title)}</title></head><body class="{_escape(body_class)}">'
    for element in root:
        yield from _write_division(element)
    yield "</body></html>"


def _write_division(element: Element) -> Iterator[str]:
    yield f'<div class="{_escape(dash_case(element.name))}">'
    for child in element.children:
        yield from _write_division(child)
    if not element.children:
        yield from map(_escape, cut(element.text or ""))
    yield "</div>"


def _refer_beyond_ascii(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _escape(text: str) -> str:
    # Beside these HTML forbids what XML does, and both read a bare carriage return as a line feed.
    shown = _CONTROL.sub(REPLACEMENT, replace_forbidden(text)[0])
    return html.escape(shown).replace("\r", "&#13;")
