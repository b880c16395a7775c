"""What the benchmark asks goes through the gateway as configured there, and its canned answers all tell of the same calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import canned
from bench.agreement import Answer, differences, read_xml
from bench.gateway_under_test import configuration
from bench.workloads import TO_BACKEND, WORKLOADS, Workload
from gateway.assembly import build_gateway, known_dialects
from gateway.pipeline import handle
from gateway.settings import parse_settings
from gateway.trail import Trail
from gateway.wire import Headers, WireRequest, WireResponse


class PlayedStub:
    """Answers as the stub does, and keeps what it was asked."""

    def __init__(self, workload: Workload) -> None:
        self._answer = workload.answer
        self.asked: list[WireRequest] = []

    async def send(self, request: WireRequest, **wishes: object) -> WireResponse:
        del wishes
        self.asked.append(request)
        status, content_type, body = self._answer
        return WireResponse(status, Headers([("Content-Type", content_type)]), body)


async def through_the_gateway(workload: Workload) -> tuple[Answer, PlayedStub]:
    text = configuration(8080, "http://127.0.0.1:1", mapped=not workload.passes)
    settings = parse_settings(text, "bench.yaml", known_dialects(), {}, base=Path.cwd())
    stub = PlayedStub(workload)
    gateway = build_gateway(settings, settings.listen[0].public_url, dict.fromkeys(settings.backends, stub))
    wire = WireRequest(workload.method, workload.target, Headers(list(workload.headers.items())), workload.body.encode())
    answer = await handle(wire, gateway, Trail())
    return Answer(answer.status, answer.headers.get("Content-Type") or "", answer.body), stub


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)
async def test_a_workload_leads_to_one_request_and_comes_back_with_its_status(workload: Workload) -> None:
    answer, stub = await through_the_gateway(workload)
    assert [(request.method, request.target) for request in stub.asked] == [(workload.method, workload.behind)]
    assert answer.status == workload.status
    assert (answer.body == workload.answer[2]) is workload.passes


@pytest.mark.parametrize(
    "workload", [one for one in WORKLOADS if not one.passes and one.size == "1"], ids=lambda workload: workload.name
)
async def test_the_credentials_sent_on_are_the_backends(workload: Workload) -> None:
    _, stub = await through_the_gateway(workload)
    assert stub.asked[0].headers.get("Authorization") == TO_BACKEND


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda workload: workload.name)
def test_a_canned_answer_is_what_its_type_says(workload: Workload) -> None:
    _, content_type, body = workload.answer
    if content_type.startswith("application/json"):
        assert json.loads(body)
    else:
        assert read_xml(body).tag == "TwilioResponse"


@pytest.mark.parametrize("size", ["1", "50"])
async def test_the_answers_of_2008_and_of_2010_tell_of_the_same_calls(size: str) -> None:
    told, _ = await through_the_gateway(_workload(f"2008-xml-to-2010-json/{size}"))
    written = canned.one_2008(1) if size == "1" else canned.page_2008(50)
    with_annotation = written.replace(b"</Call>", b"<Annotation/></Call>")
    expected = with_annotation.replace(canned.BACKEND.encode(), canned.CALLER.encode())
    assert differences(told, Answer(200, "application/xml", expected)) == ""


@pytest.mark.parametrize("size", ["1", "50"])
async def test_the_answers_of_2010_in_xml_and_in_json_tell_of_the_same_calls(size: str) -> None:
    told, _ = await through_the_gateway(_workload(f"2010-xml-to-2010-json/{size}"))
    written = canned.one_2010_xml(1, canned.CALLER) if size == "1" else canned.list_2010_xml(50, canned.CALLER)
    expected = sorted(element.text or "" for element in read_xml(written).iter())
    assert sorted(element.text or "" for element in read_xml(told.body).iter()) == expected


@pytest.mark.parametrize(("count", "kilobytes"), [(1, 1), (50, 50), (1000, 1000)])
def test_a_call_is_about_a_kilobyte(count: int, kilobytes: int) -> None:
    body = canned.one_2010(1) if count == 1 else canned.list_2010(count)
    assert kilobytes * 900 < len(body) < kilobytes * 1100


def test_no_two_calls_of_a_list_have_a_time_in_common() -> None:
    times = [canned.call_2010(number)["date_created"] for number in range(1000)]
    assert len(set(times)) == len(times)


@pytest.mark.parametrize(
    ("told", "difference"),
    [
        (Answer(200, "application/json", b'{"b": 2, "a": [1, null]}'), ""),
        (Answer(404, "application/json", b"{}"), "the status is 404 and not 200: b'{}'"),
        (Answer(200, "text/plain", b"{}"), "the type is text/plain and not application/json; charset=utf-8"),
        (Answer(200, "application/json", b'{"a": [1, 0], "b": 2}'), ".a[1] is 0 and not None"),
        (Answer(200, "application/json", b'{"a": [1]}'), "the whole is {'a': [1]} and not {'a': [1, None], 'b': 2}"),
    ],
)
def test_what_distinguishes_two_answers_is_told(told: Answer, difference: str) -> None:
    expected = Answer(200, "application/json; charset=utf-8", b'{"a": [1, null], "b": 2}')
    assert differences(told, expected) == difference


def test_elements_in_another_order_are_another_document() -> None:
    one, other = (Answer(200, "application/xml", body) for body in (b"<r><a/><b/></r>", b"<r><b/><a/></r>"))
    assert differences(one, other)
    assert not differences(one, Answer(200, "application/xml", b"<r> <a></a><b/> </r>"))


def _workload(name: str) -> Workload:
    return next(workload for workload in WORKLOADS if workload.name == name)
