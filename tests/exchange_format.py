"""The golden exchanges: loaded from a folder, put on the wire, compared with what came.

An exchange is one caller request, what must go to the backend for it, what the backend answers, and what the caller must get.
The comparers return one readable line per difference, the empty list where all is well.
"""

from __future__ import annotations

from gateway.conformance.library import load_exchanges
from gateway.wire import Headers, WireRequest, WireResponse
from tests.exchange_diff import check_form, decode_pairs, diff_bytes, diff_headers, diff_json, diff_pairs, diff_xml
from tests.exchange_nodes import ExchangeError
from tests.exchange_reader import Body, Exchange, Fields, Request, Step, content_type

__all__ = [
    "Exchange",
    "ExchangeError",
    "Step",
    "backend_answer",
    "caller_request",
    "compare_response",
    "compare_upstream",
    "load_exchanges",
]


def caller_request(exchange: Exchange) -> WireRequest:
    """What the caller puts on the wire. A header written as null is not sent, not even one that is sent by default."""
    return _wire(exchange.request)


def compare_upstream(expected: Request, actual: WireRequest) -> list[str]:
    """How a request to the backend differs from the one that must go there."""
    wanted = _wire(expected)
    differences = [] if wanted.method == actual.method else [f"method: expected {wanted.method}, got {actual.method}"]
    if wanted.path != actual.path:
        differences.append(f"path: expected {wanted.path}, got {actual.path}")
    differences += diff_pairs("query", decode_pairs(wanted.query), decode_pairs(actual.query))
    differences += diff_headers(expected.headers, actual.headers)
    if expected.body.kind == "form" and expected.body.pairs:
        declared = actual.headers.get("Content-Type") or ""
        if not declared.startswith("application/x-www-form-urlencoded"):
            differences.append(f"header Content-Type: expected a form, got {declared!r}")
        return differences + diff_pairs("form", expected.body.pairs, decode_pairs(actual.body.decode("utf-8", "replace")))
    return differences + _compare_body(expected.body, actual.body)


def backend_answer(step: Step) -> WireResponse:
    """What the backend answers in this step."""
    answer = step.response
    return WireResponse(answer.status, _with_defaults(answer.headers, content_type(answer.body)), answer.body.to_bytes())


def compare_response(exchange: Exchange, actual: WireResponse) -> list[str]:
    """How an answer differs from the one the caller must get. A streamed body has to be read into `body` before.

    Where the exchange says nothing of the body, it must still be there and be what its Content-Type says.
    """
    expected = exchange.response
    if actual.stream is not None:
        return ["body: it is still a stream; read it into the response before comparing"]
    differences = [] if expected.status == actual.status else [f"status: expected {expected.status}, got {actual.status}"]
    differences += diff_headers(expected.headers, actual.headers)
    if expected.body.kind == "unsaid":
        return differences + check_form(actual.headers.get("Content-Type") or "", actual.body)
    return differences + _compare_body(expected.body, actual.body)


def _compare_body(expected: Body, actual: bytes) -> list[str]:
    if expected.kind == "json":
        return diff_json(expected.value, actual)
    if expected.kind == "xml":
        return diff_xml(expected.text, actual)
    return diff_bytes(expected.to_bytes(), actual)


def _wire(request: Request) -> WireRequest:
    return WireRequest(request.method, request.target, _with_defaults(request.headers, ()), request.body.to_bytes())


def _with_defaults(given: Fields, defaults: Fields) -> Headers:
    named = {name.lower() for name, _ in given}
    merged = (*((name, value) for name, value in defaults if name.lower() not in named), *given)
    return Headers((name, value) for name, value in merged if value is not None)
