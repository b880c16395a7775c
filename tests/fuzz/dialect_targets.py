"""The dialects: a caller's request and a backend's answer become a value or a Problem, and either can be said onward."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping

from gateway.codecs.xml import read_xml
from gateway.model import ApiRequest, ApiResponse, Problem, ProblemRaised
from gateway.wire import Headers, WireRequest, WireResponse
from tests.fuzz.messages import request_of, response_of, written
from tests.fuzz.seeds import samples
from tests.fuzz.target import FuzzOne, Target, pure, take_byte
from tests.properties.speakers import SPEAKERS, Speaker, name_of, speaker, switched

_CALLERS = tuple(speaker(name) for name in sorted({one.dialect.name for one in SPEAKERS}))
_PARSERS: Mapping[str, Callable[[bytes], object]] = {
    "application/json": json.loads,
    "text/json": json.loads,
    "application/xml": read_xml,
    "text/csv": lambda body: list(csv.reader(io.StringIO(body.decode()))),
    "text/html": lambda body: body.decode("ascii"),
}


def _request_reader(name: str) -> FuzzOne:
    faces = switched(name)

    def read(data: bytes) -> None:
        which, rest = take_byte(data)
        caller, wire = faces[which % len(faces)], request_of(rest)
        try:
            api = caller.dialect.read_request(wire, caller.face)
        except ProblemRaised as raised:
            _check_refusal(caller, raised.problem, wire)
            return
        for backend in SPEAKERS:
            _ask(backend, api)

    return read


def _check_problem(problem: Problem) -> None:
    assert 400 <= problem.status < 600


def _check_refusal(caller: Speaker, problem: Problem, wire: WireRequest) -> None:
    _check_problem(problem)
    answer = caller.dialect.write_problem(problem, wire, caller.face)
    _check_fields(answer.headers)
    if caller.face.options.get("errors") != "server":  # the switch for errors as bare as servers send them
        _check_body(answer)


def _ask(backend: Speaker, api: ApiRequest) -> None:
    try:
        wire = backend.dialect.write_request(api, backend.face).wire
    except ProblemRaised as raised:
        _check_problem(raised.problem)
        return
    assert wire.target.startswith("/")
    assert wire.target.isascii()
    assert not set("\r\n\0 ") & set(wire.target)
    assert not {"..", "."} & {segment.lower().replace("%2e", ".") for segment in wire.path.split("/")}
    _check_fields(wire.headers)


def _check_fields(fields: Headers) -> None:
    for name, value in fields:
        assert not set("\r\n\0") & set(name + value)


def _check_body(wire: WireResponse) -> None:
    if wire.body:
        _PARSERS[(wire.headers.get("Content-Type") or "").partition(";")[0]](wire.body)


def _answer_reader(backend: Speaker) -> FuzzOne:
    operations = tuple(backend.dialect.operations.values())

    def read(data: bytes) -> None:
        which, rest = take_byte(data)
        status, rest = take_byte(rest)
        operation = operations[which % len(operations)]
        try:
            answer = backend.dialect.read_response(
                response_of(rest, status), backend.ask(operation, backend.face.representation), backend.face
            )
        except ProblemRaised as raised:
            _check_problem(raised.problem)
            return
        for caller in _CALLERS:
            if operation.name in caller.dialect.operations:
                _show(caller, answer, caller.ask(operation, caller.face.representation))

    return read


def _show(caller: Speaker, answer: ApiResponse, asked: ApiRequest) -> None:
    try:
        wire = caller.dialect.write_response(answer, asked, caller.face).wire
    except ProblemRaised as raised:
        _check_problem(raised.problem)
        return
    _check_fields(wire.headers)
    _check_body(wire)


def _good_requests(caller: Speaker) -> Iterator[bytes]:
    for operation in caller.dialect.operations.values():
        yield b"\0" + written(caller.call(caller.ask(operation, caller.face.representation)))


def _good_answers(backend: Speaker) -> Iterator[bytes]:
    suffix = f".{backend.face.representation}"
    for body in samples(backend.dialect.name, suffix):
        for number, operation in enumerate(backend.dialect.operations.values()):
            if operation.name in ("calls.list", "calls.fetch", "incoming_phone_numbers.fetch"):
                yield bytes((number % 256, 0)) + b"\n\n" + body


TARGETS = (
    *(
        Target(
            f"request-{caller.dialect.name}",
            "they are a request that can be asked of every backend, or a Problem that can be shown",
            pure(_request_reader(caller.dialect.name)),
            tuple(_good_requests(caller)),
        )
        for caller in _CALLERS
    ),
    *(
        Target(
            f"answer-{name_of(backend)}",
            "they are an answer that can be shown to every caller, or a Problem",
            pure(_answer_reader(backend)),
            tuple(_good_answers(backend)) or (b"\0\0Content-Type: application/json\n\n{}",),
        )
        for backend in SPEAKERS
    ),
)
