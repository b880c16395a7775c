"""Where an answer of 2010 is written: face, version and suffix, and what follows from them; what the fields of an item hold."""

from __future__ import annotations

from msgspec import Struct

from gateway.dialects.compiled.forms import Holds
from gateway.dialects.face import Face
from gateway.dialects.links import is_link_name, write_link
from gateway.dialects.tables import FieldType, Kind
from gateway.model import Fields, Link

_HOLDS = {
    FieldType.TEXT: Holds.TEXT,
    FieldType.DATE: Holds.TEXT,
    FieldType.LINK: Holds.LINK,
    FieldType.URL: Holds.LINK,
}


def holds(name: str, kind: Kind) -> Holds:
    """What a field holds by the table, or by its name: of one that no table knows anything is to be expected."""
    if is_link_name(name):
        return Holds.LINK
    return next((_HOLDS.get(field.type, Holds.OTHER) for field in kind.fields if field.name == name), Holds.OTHER)


def has_links(name: str, kind: Kind) -> bool:
    """Whether a field is an object of links by the table."""
    return any(field.name == name and field.type is FieldType.LINKS for field in kind.fields)


def fill(fields: Fields, kind: Kind) -> Fields:
    """The fields with every one that its kind has everywhere; what the backend left out is null."""
    blank: Fields = {field.name: None for field in kind.fields if not field.only}
    return {**blank, **fields}


class Place(Struct, frozen=True):
    """One place. `root` is what its links begin with."""

    face: Face
    version: str
    suffix: str

    @property
    def early(self) -> bool:
        return self.face.options.get("form") == "early"

    @property
    def root(self) -> str:
        return f"{self.face.base_path}/{self.version}"

    def write_link(self, link: Link, suffix: str) -> str:
        return write_link(link, self.face, self.version, suffix)

    def fill(self, fields: Fields, kind: Kind) -> Fields:
        """The fields as they are shown."""
        return fill(fields, kind) if self.face.switch("fill_fields") else fields
