"""The tree an XML document is read into, and XML and HTML are written from. It holds no byte and no API name."""

from __future__ import annotations

from msgspec import Struct

from gateway.codecs.errors import CodecError
from gateway.release import Piecemeal


class Element(Piecemeal, Struct, frozen=True, gc=False):
    """One element. Attributes and children keep their order; a child name may repeat, an attribute name may not.

    A leaf has no children, and its `text` is None where the element is empty (`<Price/>` and `<Price></Price>` are the same
    thing). Raises `CodecError` for text beside children: no form we write has a place for it.
    """

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Element, ...] = ()
    text: str | None = None

    def __post_init__(self) -> None:
        if self.text is not None and self.children:
            raise CodecError("mixed content: an element holds text beside its child elements")

    def child(self, name: str) -> Element | None:
        """The first child of that name, or None."""
        return next((child for child in self.children if child.name == name), None)

    def attribute(self, name: str) -> str | None:
        """The value of the attribute of that name, or None."""
        return next((value for key, value in self.attributes if key == name), None)
