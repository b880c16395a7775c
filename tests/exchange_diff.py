"""What differs between an expected and an actual message, one readable line per difference; nothing where they are equal.

XML is compared as a tree (names, order, attributes and their order, text), JSON as a value with types, forms and queries as
multisets of decoded pairs. The expected text `«any»` stands for any text but the empty one: a sentence the gateway words itself.
It parses with expat and the json of the standard library, never with the code under test.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl
from xml.parsers import expat

from gateway.wire import Headers
from tests.exchange_nodes import JsonValue, Pairs

ANY_TEXT = "«any»"


@dataclass(slots=True)
class Element:
    """One XML element: attributes in document order, the text that is its own, its children."""

    name: str
    attributes: Pairs
    text: str = ""
    children: list[Element] = field(default_factory=list)


def parse_xml(document: bytes) -> Element:
    """The root element of a document. Raises `expat.ExpatError` where it is not well-formed."""
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    top = Element("", ())
    open_elements = [top]

    def start(name: str, flat: list[str]) -> None:
        element = Element(name, tuple(zip(flat[::2], flat[1::2], strict=True)))
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_name: str) -> None:
        open_elements.pop()

    def text(data: str) -> None:
        open_elements[-1].text += data

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    whole = True
    parser.Parse(document, whole)
    return top.children[0]


def diff_xml(expected: str, actual: bytes) -> list[str]:
    """Differences of two documents as trees; white space between elements does not count."""
    wanted = parse_xml(expected.encode())
    try:
        found = parse_xml(actual)
    except expat.ExpatError as error:
        return [f"body: expected XML, got what is not well-formed ({error}): {_shown(actual)}"]
    return list(_diff_elements(f"/{wanted.name}", wanted, found))


def _diff_elements(path: str, wanted: Element, found: Element) -> Iterable[str]:
    if wanted.name != found.name:
        yield f"{path}: expected the element <{wanted.name}>, got <{found.name}>"
        return
    if wanted.attributes != found.attributes:
        yield f"{path}: expected the attributes {_attributes(wanted)}, got {_attributes(found)}"
    if not _fits(_own_text(wanted), _own_text(found)):
        yield f"{path}: expected the text {_own_text(wanted)!r}, got {_own_text(found)!r}"
    names = [child.name for child in wanted.children], [child.name for child in found.children]
    if names[0] != names[1]:
        yield from _diff_names(path, *names)
        return
    for index, (one, other) in enumerate(zip(wanted.children, found.children, strict=True)):
        yield from _diff_elements(f"{path}/{one.name}[{index}]", one, other)


def _diff_names(path: str, wanted: list[str], found: list[str]) -> Iterable[str]:
    missing = list((Counter(wanted) - Counter(found)).elements())
    surplus = list((Counter(found) - Counter(wanted)).elements())
    if missing or surplus:
        yield f"{path}: children missing {missing}, unexpected {surplus}"
    else:
        yield f"{path}: expected the children in the order {wanted}, got {found}"


def _own_text(element: Element) -> str:
    return element.text.strip() if element.children else element.text


def _attributes(element: Element) -> str:
    return " ".join(f'{name}="{value}"' for name, value in element.attributes) or "(none)"


def diff_json(expected: JsonValue, actual: bytes) -> list[str]:
    """Differences of a value and a JSON document: types count (`1` is neither `"1"` nor `1.0`), key order does not."""
    repeated: list[str] = []

    def collect(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        repeated.extend(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        return dict(pairs)

    try:
        found: JsonValue = json.loads(actual, object_pairs_hook=collect)
    except ValueError as error:
        return [f"body: expected JSON, got what is not ({error}): {_shown(actual)}"]
    return [f"body: the key {name!r} stands there twice" for name in repeated] + list(_diff_values("$", expected, found))


def _diff_values(path: str, wanted: JsonValue, found: JsonValue) -> Iterable[str]:
    if isinstance(wanted, dict) and isinstance(found, dict):
        for name in wanted.keys() - found.keys():
            yield f"{path}.{name}: missing, expected {wanted[name]!r}"
        for name in found.keys() - wanted.keys():
            yield f"{path}.{name}: unexpected, got {found[name]!r}"
        for name in (name for name in wanted if name in found):
            yield from _diff_values(f"{path}.{name}", wanted[name], found[name])
    elif isinstance(wanted, list) and isinstance(found, list):
        if len(wanted) != len(found):
            yield f"{path}: expected {len(wanted)} items, got {len(found)}"
        for index, (one, other) in enumerate(zip(wanted, found, strict=False)):
            yield from _diff_values(f"{path}[{index}]", one, other)
    elif type(wanted) is not type(found) or not _fits(wanted, found):
        yield f"{path}: expected {wanted!r} ({type(wanted).__name__}), got {found!r} ({type(found).__name__})"


def _fits(wanted: JsonValue, found: JsonValue) -> bool:
    return found != "" if wanted == ANY_TEXT else wanted == found


def diff_pairs(what: str, expected: Iterable[tuple[str, str]], actual: Iterable[tuple[str, str]]) -> list[str]:
    """Differences of two multisets of decoded pairs; `what` names them (`query`, `form`)."""
    wanted, found = Counter(expected), Counter(actual)
    missing = [f"{what}: missing {name}={value!r}" for name, value in (wanted - found).elements()]
    return missing + [f"{what}: unexpected {name}={value!r}" for name, value in (found - wanted).elements()]


def decode_pairs(encoded: str) -> Pairs:
    """The pairs of a query or a form; `A>=1` is the name `A>` and the value `1`."""
    return tuple(parse_qsl(encoded, keep_blank_values=True))


def diff_headers(expected: Iterable[tuple[str, str | None]], actual: Headers) -> list[str]:
    """Headers that must be there with their value, or absent where the expected value is None. Others do not count."""
    differences = []
    for name, wanted in expected:
        found = ", ".join(actual.get_all(name)) if name in actual else None
        if wanted != found:
            differences.append(f"header {name}: expected {_value(wanted)}, got {_value(found)}")
    return differences


def diff_bytes(expected: bytes, actual: bytes) -> list[str]:
    return [] if expected == actual else [f"body: expected {_shown(expected)}, got {_shown(actual)}"]


def check_form(content_type: str, body: bytes) -> list[str]:
    """What is wrong with a body whose words are not compared: none at all, or not what its Content-Type says."""
    if not body:
        return ["body: expected one, got none"]
    try:
        if "xml" in content_type:
            parse_xml(body)
        elif "json" in content_type:
            json.loads(body)
    except (expat.ExpatError, ValueError) as error:
        return [f"body: it is no {content_type} ({error}): {_shown(body)}"]
    return []


def _value(header: str | None) -> str:
    return "none" if header is None else repr(header)


def _shown(body: bytes) -> str:
    text = body.decode("utf-8", "backslashreplace")
    return repr(text if len(text) <= 500 else text[:500] + "…")
