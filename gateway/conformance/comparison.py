"""Compares a server's answer with a golden one by what the dialect promises: never by the literal data.

Status, the header fields that carry meaning, then the body: names, order where the form has one, types, null, formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from gateway.conformance.documents import Node, Sort, Unreadable, is_ordered, read_document
from gateway.conformance.formats import FREE, mask, path_form
from gateway.conformance.promises import Place, Promises, root_place
from gateway.wire import Headers, WireResponse


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: where, what was expected, what was found. Holds no value of the server's, only forms of values."""

    where: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences, and whether a list the golden answer shows filled came empty: then its items were not seen."""

    findings: tuple[Finding, ...]
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """A golden answer, ready to be compared. `root` is None where the exchange shows no document.

    `scope` is what the answer belongs to (see `promises.Answer`); `empty` says that there must be no body at all, None that
    the exchange says nothing of it.
    """

    status: int
    headers: tuple[tuple[str, str | None], ...]
    media_type: str
    scope: str
    root: Node | None
    empty: bool | None


def compare_answer(expected: Expected, actual: WireResponse, promises: Promises) -> Comparison:
    """Every difference, each place named once however many items of a list show it."""
    if expected.status != actual.status:
        return Comparison((Finding("status", str(expected.status), str(actual.status)),))
    findings = list(_compare_headers(expected.headers, actual.headers))
    if expected.empty and actual.body:
        findings.append(Finding("body", "none", "a body"))
    if expected.empty is False and not actual.body:
        findings.append(Finding("body", f"one of type {expected.media_type}", "none"))
    if expected.root is None or not actual.body:
        return Comparison(tuple(findings))
    try:
        found = read_document(expected.media_type, actual.body)
    except Unreadable as unreadable:
        return Comparison((*findings, Finding("body", f"a body of type {expected.media_type}", str(unreadable))))
    if found is None:
        return Comparison(tuple(findings))
    walk = _Walk(promises, expected.scope, ordered=is_ordered(expected.media_type))
    findings += walk.compare_roots(found, expected.root)
    return Comparison(tuple({finding.where + finding.expected: finding for finding in findings}.values()), walk.unseen)


def _compare_headers(expected: Iterable[tuple[str, str | None]], actual: Headers) -> Iterator[Finding]:
    for name, wanted in expected:
        found = ", ".join(actual.get_all(name)) if name in actual else None
        keep = _HEADERS.get(name.lower())
        if keep is None:
            continue
        if wanted is None or found is None:
            if wanted != found:
                yield Finding(
                    f"header {name}", "none" if wanted is None else keep(wanted), "none" if found is None else mask(found)
                )
        elif not _says_the_same(name.lower(), keep(wanted), keep(found)):
            yield Finding(f"header {name}", keep(wanted), keep(found))


def _says_the_same(name: str, wanted: str, found: str) -> bool:
    if name == "location":
        return found.endswith(wanted)  # a server may have a path before the dialect's own
    if name == "content-type" and ";" not in wanted and wanted.startswith(("text/plain", "audio/")):
        return found.partition(";")[0] == wanted  # a file is passed on with the charset it has
    return found == wanted


def _media_type(value: str) -> str:
    return "; ".join(part.strip().lower() for part in value.split(";"))


def _challenge(value: str) -> str:
    scheme, _, parameters = value.partition(" ")
    return f"{scheme.capitalize()} with a realm" if "realm=" in parameters.lower() else scheme


def _place_of_location(value: str) -> str:
    return path_form(urlsplit(value).path)


def _methods(value: str) -> str:
    return ", ".join(sorted(word.strip().upper() for word in value.split(",")))


_HEADERS = {
    "content-type": _media_type,
    "location": _place_of_location,
    "www-authenticate": _challenge,
    "allow": _methods,
}
"""The header fields that are compared, and what of their value is: its meaning for a client."""


def _is_allowed(sort: Sort, known: Place, *, ordered: bool) -> bool:
    if sort is Sort.NULL:
        return known.may_be_null or (ordered and Sort.OBJECT in known.sorts)  # an empty object has no other form in XML
    return sort in known.sorts or set(known.sorts) == {Sort.NULL}


class _Walk:
    """One walk through an answer beside the golden one, which is followed as far as it has the same members."""

    def __init__(self, promises: Promises, scope: str, *, ordered: bool) -> None:
        self._promises = promises
        self._scope = scope
        self._ordered = ordered
        self.unseen = False

    def compare_roots(self, found: Node, golden: Node) -> Iterator[Finding]:
        if found.name != golden.name:
            yield Finding("body", f"the root element <{golden.name}>", f"<{found.name}>")
            return
        yield from self._compare(found, golden, root_place(golden, self._scope), found.name or "$")

    def _compare(self, found: Node, golden: Node | None, place: str, path: str) -> Iterator[Finding]:
        self._note_unseen(found, golden)
        known = self._promises.get(place)
        if known is None:
            if golden and golden.sort is not found.sort and Sort.NULL not in (golden.sort, found.sort):
                yield Finding(path, golden.sort, found.sort)
            return
        if not _is_allowed(found.sort, known, ordered=self._ordered):
            yield Finding(path, " or ".join(sorted(known.sorts)), found.sort)
            return
        if found.sort is Sort.OBJECT:
            yield from self._compare_names(found, golden, known, path)
        elif found.sort is Sort.TEXT and known.formats and not any(form.accepts(found.text) for form in known.formats):
            yield Finding(path, " or ".join(sorted(map(str, known.formats))), f"{FREE} of the form {mask(found.text)!r}")
        for child in found.members:
            beside = golden and (
                golden.members[0] if golden.sort is Sort.LIST and golden.members else golden.member(child.name)
            )
            step = "[]" if found.sort is Sort.LIST else f"/{child.name}"
            yield from self._compare(child, beside, self._promises.place_of(child, found, place, self._scope), path + step)

    def _compare_names(self, found: Node, golden: Node | None, known: Place, path: str) -> Iterator[Finding]:
        if known.is_choice:
            if golden is None:
                return
            required, allowed = frozenset(golden.names), frozenset(golden.names)
        else:
            required, allowed = known.required, known.known if known.is_closed else known.known.union(found.names)
        required -= {child for parent, child in self._promises.repeats if parent == found.name}
        missing = [
            name for name in (golden.names if golden else sorted(required)) if name in required and name not in found.names
        ]
        surplus = [name for name in found.names if name not in allowed]
        if missing:
            yield Finding(path, f"the names {', '.join(missing)}", "they are missing")
        if surplus:
            yield Finding(path, "no other names than the dialect has", ", ".join(surplus))
        if self._ordered and not missing and not surplus and (pair := known.misplaced(found.names)):
            yield Finding(path, f"{pair[1]} before {pair[0]}", f"{pair[0]} before {pair[1]}")

    def _note_unseen(self, found: Node, golden: Node | None) -> None:
        if golden is None:
            return
        if golden.sort is Sort.LIST and golden.members and golden.members[0].sort is Sort.OBJECT and not found.members:
            self.unseen = True
        repeated = {child for parent, child in self._promises.repeats if parent == golden.name}
        if repeated & set(golden.names) and not repeated & set(found.names):
            self.unseen = True
