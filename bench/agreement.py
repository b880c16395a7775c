"""Before anything is timed: each subject's answer has the gateway's status and its very bytes, or an equal tree."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from bench.workloads import Workload


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content_type: str
    body: bytes


def ask(workload: Workload, port: int) -> Answer:
    """One call, and the whole answer to it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(workload.method, workload.target, workload.body or None, workload.headers)
    response = connection.getresponse()
    answer = Answer(response.status, response.headers.get("Content-Type", ""), response.read())
    connection.close()
    return answer


def differences(told: Answer, expected: Answer) -> str:
    """What distinguishes the two, the first thing alone; empty where they agree."""
    if told.status != expected.status:
        return f"the status is {told.status} and not {expected.status}: {told.body[:300]!r}"
    if told.content_type.partition(";")[0] != expected.content_type.partition(";")[0]:
        return f"the type is {told.content_type} and not {expected.content_type}"
    if told.body == expected.body:
        return ""
    return _difference(_tree(told), _tree(expected), "")


def read_xml(document: bytes | str) -> ET.Element:
    """The root of a document that was made here, of canned data."""
    return ET.fromstring(document)  # noqa: S314 -- nobody else had a hand in it


def _tree(answer: Answer) -> object:
    if "json" in answer.content_type:
        return json.loads(answer.body)
    return _nodes(read_xml(answer.body))


def _nodes(element: ET.Element) -> list[object]:
    """An element as its name, its attributes, its text and its children."""
    return [element.tag, dict(element.attrib), (element.text or "").strip(), *map(_nodes, element)]


def _difference(told: object, expected: object, place: str) -> str:
    if isinstance(told, dict) and isinstance(expected, dict) and told.keys() == expected.keys():
        pairs = ((f"{place}.{key}", told[key], expected[key]) for key in expected)
    elif isinstance(told, list) and isinstance(expected, list) and len(told) == len(expected):
        pairs = ((f"{place}[{index}]", one, other) for index, (one, other) in enumerate(zip(told, expected, strict=True)))
    else:
        return "" if told == expected else f"{place or 'the whole'} is {str(told)[:200]} and not {str(expected)[:200]}"
    return next((found for where, one, other in pairs if (found := _difference(one, other, where))), "")
