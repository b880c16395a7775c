"""What a route does with unknown parameters and with losses: each of its words, on requests and on answers."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from gateway.delivery import Backend
from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.model import ApiRequest, Loss, ProblemKind, ProblemRaised, Representation, Source
from gateway.pipeline import Gateway, handle
from gateway.policy.credentials import pass_through
from gateway.policy.losses import DROPPED, LOSS_HEADER, apply_parameter_policy, mark_losses, refuse_losses
from gateway.router import Condition, Route
from gateway.trail import Trail
from gateway.wire import Headers, WireRequest, WireResponse

DIALECTS = discover()
OLD = next(dialect for dialect in DIALECTS.values() if dialect.claims("/2008-08-01/Accounts"))
NEW = next(dialect for dialect in DIALECTS.values() if dialect.claims("/2010-04-01/Accounts"))
ASKED = ApiRequest(
    "calls.create", "POST", parameters=(("To", "1"), ("Odd", "2"), ("Odd", "3"), ("Queer", "4")), unknown=("Odd", "Queer")
)
LOSSES = (Loss("gone", "Price", "there is no price"), Loss("gone", "Tax", "there is no tax"), Loss("late", "When", "no time"))


def route(*, on_loss: str = "warn", unknown: str = "pass", caller: object = OLD) -> Route:
    dialect = next(dialect for dialect in DIALECTS.values() if dialect is caller)
    face = Face(base_url="http://gateway.example", options=complete_options(dialect.options, {}))
    return Route("one", Condition(), dialect, face, "behind", on_loss=on_loss, unknown_parameters=unknown)


def test_pass_passes_unknown_parameters() -> None:
    assert apply_parameter_policy(ASKED, route(unknown="pass")) is ASKED


def test_drop_leaves_them_out_and_says_so() -> None:
    left = apply_parameter_policy(replace(ASKED, losses=LOSSES[:1]), route(unknown="drop"))
    assert left.parameters == (("To", "1"),)
    assert [(loss.change, loss.where) for loss in left.losses] == [("gone", "Price"), (DROPPED, "Odd"), (DROPPED, "Queer")]


def test_reject_refuses_and_names_them_without_their_values() -> None:
    with pytest.raises(ProblemRaised) as raised:
        apply_parameter_policy(replace(ASKED, parameters=(("Odd", "+15555550147"),), unknown=("Odd",)), route(unknown="reject"))
    problem = raised.value.problem
    assert (problem.kind, problem.source, problem.status) == (ProblemKind.INVALID, Source.GATEWAY, 400)
    assert "Odd" in problem.message
    assert "5555550147" not in problem.message


@pytest.mark.parametrize("word", ["pass", "drop", "reject"])
def test_known_parameters_are_never_touched(word: str) -> None:
    known = replace(ASKED, unknown=())
    assert apply_parameter_policy(known, route(unknown=word)) is known


@pytest.mark.parametrize("word", ["ignore", "warn"])
def test_a_loss_refuses_nothing_unless_the_route_says_so(word: str) -> None:
    refuse_losses(LOSSES, route(on_loss=word))
    refuse_losses((), route(on_loss="reject"))


def test_reject_names_every_loss() -> None:
    with pytest.raises(ProblemRaised) as raised:
        refuse_losses(LOSSES, route(on_loss="reject"))
    problem = raised.value.problem
    assert (problem.kind, problem.source, problem.status) == (ProblemKind.INVALID, Source.GATEWAY, 400)
    for loss in LOSSES:
        assert f"{loss.where}: {loss.text}" in problem.message


def test_warn_names_each_change_once_in_the_answer() -> None:
    answer = WireResponse(200, Headers([("X", "1")]))
    assert mark_losses(answer, LOSSES, route(on_loss="warn")).headers == Headers([("X", "1"), (LOSS_HEADER, "gone, late")])
    for word, losses in (("warn", ()), ("ignore", LOSSES), ("reject", LOSSES)):
        assert mark_losses(answer, losses, route(on_loss=word)) is answer


CALL = {"sid": "CA1", "status": "completed", "to": "+15555550100", "direction": "inbound", "price_unit": "USD"}


async def through(wire: WireRequest, taken: Route, *, answer: object = CALL) -> tuple[WireResponse, Trail, list[WireRequest]]:
    """One call through the pipeline to a backend of 2010 that answers so."""
    seen: list[WireRequest] = []

    async def send(request: WireRequest, **wishes: object) -> WireResponse:
        del wishes
        seen.append(request)
        return WireResponse(200, Headers([("Content-Type", "application/json")]), json.dumps(answer).encode())

    behind = Face(
        base_url="http://behind.example", representation=Representation.JSON, options=complete_options(NEW.options, {})
    )
    gateway = Gateway((taken,), {"behind": Backend(NEW, behind, send)}, DIALECTS, pass_through, "http://gateway.example")
    trail = Trail()
    return await handle(wire, gateway, trail), trail, seen


BASIC = ("Authorization", "Basic QUMxOng=")
FORM = ("Content-Type", "application/x-www-form-urlencoded")


def post(body: str) -> WireRequest:
    return WireRequest("POST", "/2008-08-01/Accounts/AC1/Calls", Headers([BASIC, FORM]), body.encode())


GOOD = "Called=5555550100&Caller=5555550101&Url=http%3A%2F%2Fexample.com%2F"


async def test_a_dropped_parameter_does_not_reach_the_backend_and_is_told() -> None:
    response, trail, seen = await through(post(f"{GOOD}&Odd=1"), route(unknown="drop"))
    assert response.status == 201
    assert b"Odd" not in seen[0].body
    assert DROPPED in (response.headers.get(LOSS_HEADER) or "")
    assert DROPPED in {loss.change for loss in trail.losses}


async def test_a_passed_parameter_reaches_the_backend() -> None:
    _, _, seen = await through(post(f"{GOOD}&Odd=1"), route(unknown="pass"))
    assert b"Odd=1" in seen[0].body


async def test_a_rejected_call_reaches_nobody() -> None:
    for taken, body in ((route(unknown="reject"), f"{GOOD}&Odd=1"), (route(unknown="drop", on_loss="reject"), f"{GOOD}&Odd=1")):
        response, trail, seen = await through(post(body), taken)
        assert response.status == 400
        assert b"<RestException>" in response.body
        assert b"Odd" in response.body
        assert seen == []
        assert trail.problem is not None


async def test_a_loss_of_the_answer_refuses_nothing() -> None:
    """What 2008 cannot show of a call is lost on every route, but the call was made: that is a fact."""
    response, trail, seen = await through(post(GOOD), route(on_loss="reject"))
    assert response.status == 201
    assert trail.losses
    assert len(seen) == 1
    assert response.headers.get(LOSS_HEADER) is None


async def test_ignore_says_nothing() -> None:
    response, trail, _ = await through(post(f"{GOOD}&Odd=1"), route(unknown="drop", on_loss="ignore"))
    assert response.headers.get(LOSS_HEADER) is None
    assert DROPPED in {loss.change for loss in trail.losses}


def test_what_an_earlier_answer_lost_does_not_stop_a_call_half_way() -> None:
    """A number is searched, then bought: what could not be said of the search is no reason to stop before the purchase."""
    trail = Trail()
    trail.record("read_request", (), ())
    trail.record("write_request", (), ())
    trail.record("read_response", (), LOSSES)
    trail.record("write_request", (), ())
    assert trail.losses == LOSSES
    assert not trail.request_losses
    refuse_losses(trail.request_losses, route(on_loss="reject"))
    trail.record("write_request", (), LOSSES[:1])
    assert trail.request_losses == LOSSES[:1]
