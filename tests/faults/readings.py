"""How callers of each dialect read an answer: strictly, so that anything that is not whole and in the dialect raises an error."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TypeAlias
from xml.etree import ElementTree as ET

from tests.faults.wishes import Told, digits_of

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"
UNREADABLE = (ET.ParseError, ValueError, LookupError, TypeError)
"""What reading raises for an answer that is not of the dialect."""


def read_xml(root: str, error: str) -> Callable[[bytes], Told]:
    def understand(body: bytes) -> Told:
        document = ET.fromstring(body.decode())  # noqa: S314 - our own answer
        (top,) = document
        if document.tag != root:
            raise ValueError(f"<{document.tag}> is not <{root}>")
        if top.tag == error:
            return Told(0, error=_text(top if top.tag == "Message" else top.find("Message")))
        items = [top] if top.find("Sid") is not None else list(top)
        return Told(
            0,
            tuple(digits_of(_text(item.find("Sid"))) for item in items),
            frozenset(_text(item.find("AccountSid")) for item in items),
        )

    return understand


def _text(element: ET.Element | None) -> str:
    if element is None or not element.text:
        raise ValueError("an element is missing or empty")
    return element.text


def read_modern(body: bytes) -> Told:
    document = _object(json.loads(body))
    if "sid" not in document and "recordings" not in document:
        return Told(0, error=_string(document, "message"))
    items = [document] if "sid" in document else _objects(document, "recordings")
    return Told(
        0, tuple(digits_of(_string(one, "sid")) for one in items), frozenset(_string(one, "account_sid") for one in items)
    )


def read_envelope(body: bytes) -> Told:
    document = _object(json.loads(body))
    response = _object(document["response"])
    if "error" in response:
        return Told(0, error=_string(_object(response["error"]), "message"))
    return Told(0, tuple(digits_of(_string(one, "resource_id")) for one in _objects(response, "data")))


def _object(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("an object is missing")
    return value


def _objects(owner: Mapping[str, Json], name: str) -> list[Mapping[str, Json]]:
    value = owner[name]
    if not isinstance(value, list):
        raise TypeError(f"{name} is no list")
    return [_object(one) for one in value]


def _string(owner: Mapping[str, Json], name: str) -> str:
    value = owner[name]
    if not isinstance(value, str) or not value:
        raise TypeError(f"{name} is no text")
    return value
