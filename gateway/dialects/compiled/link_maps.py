"""Objects whose values are links (`subresource_uris`): by their keys, all of their text but the paths is the same each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeAlias, cast

from gateway.dialects.compiled.code import Code, unpacked
from gateway.dialects.compiled.forms import FieldForm, Script
from gateway.dialects.links_below import LinksBelow, Templates
from gateway.model import Link, Value

MOST = 16
"""Tuples of keys a writer is generated for."""
MOST_KEYS = 32
LONGEST_KEY = 64
"""In characters. The keys come from backends."""

Frame: TypeAlias = Callable[[Sequence[str]], Sequence[tuple[str, str]] | None]
"""What goes around each path, by the keys; None where the keys can't be written."""
_WriteLinks: TypeAlias = Callable[[Mapping[str, Value], bool], str | None]


class WriteMap(Protocol):
    """Writes a field whose value is not None, all of it. `clean` says that no text in it holds a control character."""

    def __call__(self, value: Value, *, clean: bool) -> str: ...


class LinksForm(FieldForm, frozen=True):
    """A field that the tables have as an object of links: `write` goes before `other`, which takes what `write` has made."""

    write: WriteMap | None = None


class LinkMaps:
    """The writers of one form, by the keys of the object."""

    def __init__(self, script: Script, frame: Frame) -> None:
        self._script, self._frame = script, frame
        self._writers: dict[tuple[str, ...], _WriteLinks] = {}
        self._below = Templates(self._write_framed)

    def write(self, value: Mapping[str, Value], *, clean: bool) -> str | None:
        """The members of the object, or None where it holds anything but links to plain paths."""
        if type(value) is LinksBelow and value.is_plain:
            return self._below.write(value)
        writer = self._writers.get(tuple(value)) or self._generate(tuple(value))
        try:
            return writer(value, clean) if writer else None
        except AttributeError:  # something else than a link
            return None

    def _write_framed(self, links: Mapping[str, Link]) -> str:
        """Links whose names and paths are of the tables."""
        frame = self._frame(tuple(links)) or ()
        return "".join([f"{before}{link.path}{after}" for (before, after), link in zip(frame, links.values(), strict=True)])

    def _generate(self, keys: tuple[str, ...]) -> _WriteLinks | None:
        if len(self._writers) >= MOST or not 0 < len(keys) <= MOST_KEYS or max(map(len, keys)) > LONGEST_KEY:
            return None
        frame = self._frame(keys)
        if frame is None:
            return None
        writer = self._writers[keys] = self._compile(frame)
        return writer

    def _compile(self, frame: Sequence[tuple[str, str]]) -> _WriteLinks:
        code = Code("write", "links, clean")
        names = [f"l{place}" for place in range(len(frame))]
        code.add(0, f"{unpacked(names)} = links.values()")
        code.add(0, f"if {' or '.join(f'{name}.query or {name}.absolute' for name in names)}:", "    return None")
        code.add(0, f't = "".join(({unpacked(f"{name}.path" for name in names)}))')
        code.add(0, f"if {' or '.join(f'{one!r} in t' for one in self._script.special)}:", "    return None")
        code.add(0, "if not t.isascii() or not (clean or t.isprintable()):", "    return None")
        parts = [f"{_fixed(before)}{{{name}.path}}{_fixed(after)}" for name, (before, after) in zip(names, frame, strict=True)]
        code.add(0, f"return f{''.join(parts)!r}")
        return cast("_WriteLinks", code.finish().function())


def _fixed(text: str) -> str:
    """Text as it stands in an f-string."""
    return text.replace("{", "{{").replace("}", "}}")
