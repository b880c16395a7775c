"""XML of the simplest shape, elements around a row of texts, as errors are: what `write_xml` writes, without its many calls."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gateway.codecs.pieces import PIECE
from gateway.codecs.tree import Element
from gateway.codecs.xml import EPILOGUES, PROLOGUES, XmlForm, write_xml

_PLAIN = re.compile(r"[ !\"#$%'()*+,./0-9:;=?@A-Z\[\\\]^_`a-z{|}~-]*", re.ASCII)
"""What stands in XML as it is: neither markup nor anything a reader would change."""


def write_leaves(frame: Sequence[str], leaves: Sequence[tuple[str, str]], *, form: XmlForm) -> bytes:
    """The document: each name of the frame around the next, in the last an element for each leaf. A name must be one."""
    texts = "".join([text for _, text in leaves])
    if form is XmlForm.INDENTED or not leaves or len(texts) > PIECE or not _PLAIN.fullmatch(texts):
        root, *inner = reversed(frame)
        tree = Element(root, children=tuple([Element(name, text=text) for name, text in leaves]))
        for name in inner:
            tree = Element(name, children=(tree,))
        return write_xml(tree, form=form)
    inside = "".join([f"<{name}>{text}</{name}>" if text else f"<{name}/>" for name, text in leaves])
    opened, closed = "><".join(frame), "></".join(reversed(frame))
    return f"{PROLOGUES[form]}<{opened}>{inside}</{closed}>{EPILOGUES[form]}".encode("ascii")
