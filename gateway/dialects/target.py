"""Paths of the resource-path dialects: `{base path}/{version}/Accounts/{sid}/Calls.json`, read from and put on the wire.

A path is decided on once, here, before anything is routed by it inside the dialect: repeated slashes count as one, one
trailing slash is dropped, an encoded slash, a dot segment or a control character is a path nothing lives at.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from urllib.parse import quote, unquote_to_bytes

from msgspec import Struct

from gateway.dialects.refusal import not_found

_SAFE = "~:@!$&'()*+,;="
_SUFFIXES = frozenset({"json", "xml", "csv", "html", "wav", "mp3", "mp4", "txt"})
_ON_ANY_SEGMENT = frozenset({"json", "xml"})
_FORBIDDEN = re.compile(r"[/\\\x00-\x1f\x7f]")
_PLAIN_SEGMENT = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


class Target(Struct, frozen=True, gc=False):
    """The segments below the version, decoded, and the suffix of the last one (`.json`, or nothing)."""

    segments: tuple[str, ...]
    suffix: str


def collapse_slashes(path: str) -> str:
    """Repeated slashes as one: clients of 2008 send `//2008-08-01/…`."""
    return re.sub("/{2,}", "/", path) if "//" in path else path


def read_target(path: str, base_path: str, version: str, *, suffix_anywhere: bool = False) -> Target:
    """The target a path means. Raises ProblemRaised (not found) for a path outside the version or one nothing lives at.

    With `suffix_anywhere` every segment may carry `.json` or `.xml`, and the last one found is the suffix.
    """
    begin = f"{base_path}/{version}/"
    if path.startswith(begin):
        whole, suffix = _cut_suffix(path[len(begin) :], _SUFFIXES)
        segments = whole.split("/")
        if is_plain("".join(segments)) and "" not in segments:  # as most are: nothing is escaped, doubled or dotted
            return Target(tuple(segments), suffix)
    rest = below_version(collapse_slashes(path), base_path, version)
    if rest is None:
        raise not_found()
    rest = rest.removesuffix("/").removeprefix("/")
    if not rest:
        return Target((), "")
    *before, last = [decode_segment(segment) for segment in rest.split("/")]
    last, suffix = _cut(last, _SUFFIXES)
    if suffix_anywhere:
        cut = [_cut(segment, _ON_ANY_SEGMENT) for segment in before]
        before = [segment for segment, _ in cut]
        suffix = suffix or next((found for _, found in reversed(cut) if found), "")
    return Target((*before, last), suffix)


def _cut(segment: str, suffixes: Container[str]) -> tuple[str, str]:
    """The segment without its suffix, and the suffix. Raises ProblemRaised where `...json` would become `..`."""
    rest, suffix = _cut_suffix(segment, suffixes)
    if suffix and not is_segment(rest):
        raise not_found()
    return rest, suffix


def _cut_suffix(text: str, suffixes: Container[str]) -> tuple[str, str]:
    """What stands in front of one of these suffixes, and that with its dot; all of the text and "" where none ends it."""
    rest, dot, suffix = text.rpartition(".")
    return (rest, dot + suffix) if rest and suffix in suffixes else (text, "")


def read_suffix(path: str, *, suffix_anywhere: bool = False) -> str:
    """The suffix of a path, whatever else is wrong with it: an error is written in the representation it asks for."""
    _, suffix = _cut_suffix(path.removesuffix("/"), _SUFFIXES)
    if suffix or not suffix_anywhere:
        return suffix
    found = (_cut_suffix(segment, _ON_ANY_SEGMENT)[1] for segment in reversed(path.split("/")))
    return next((one for one in found if one), "")


def below_version(path: str, base_path: str, version: str) -> str | None:
    """What follows `{base path}/{version}`, or None where the path does not start so."""
    prefix = f"{base_path}/{version}"
    rest = path.removeprefix(prefix)
    return rest if path.startswith(prefix) and rest[:1] in ("", "/", ".") else None


def write_path(segments: Iterable[str]) -> str:
    """The segments as an absolute path, each quoted."""
    segments = tuple(segments)
    if is_plain("".join(segments)):  # nearly all: nothing to quote
        return "/" + "/".join(segments)
    return "".join([f"/{one if is_plain(one) else quote(one, safe=_SAFE)}" for one in segments])


def is_plain(text: str) -> bool:
    """Whether these are letters and digits of ASCII alone. Of bytes that is told in a third of the time."""
    return text.isascii() and text.encode("ascii").isalnum()


def is_segment(text: str) -> bool:
    """Whether the text may stand as one segment of a path: no separator, no dots alone, no control character.

    Servlet containers cut a segment at its `;` before they resolve dots: to them `..;x` is `..`. Others drop blanks.
    """
    return text.partition(";")[0].strip() not in ("", ".", "..") and not _FORBIDDEN.search(text)


def decode_segment(segment: str) -> str:
    """A segment of a path, decoded. Raises ProblemRaised (not found) for one nothing can live at."""
    if _PLAIN_SEGMENT.fullmatch(segment):
        return segment
    try:
        text = unquote_to_bytes(segment.encode("latin-1")).decode()
    except UnicodeError:
        raise not_found() from None
    if not is_segment(text):
        raise not_found()
    return text
