"""Properties no page of the API shows: the route says what becomes of them. Those it shows are never unknown."""

from __future__ import annotations

import json

import pytest

from gateway.model import ProblemRaised
from gateway.policy.losses import DROPPED, apply_parameter_policy
from gateway.router import Condition, Route
from tests.unit.json_envelope.asking import ONE, UUID, read, request

SMS = {"from": "+14155550125", "to": "+14155550117", "message": "Hi", "colour": "red", "url": "http://app.example/"}
QUEUE = {"resource_id": UUID, "name": "Sales", "caller_id": "+14155550125", "queue_members": [], "monitor": "N"}


def route(word: str) -> Route:
    return Route("one", Condition(), ONE.dialect, ONE.face, "behind", unknown_parameters=word)


def test_what_no_page_shows_is_unknown_and_passes_by_default() -> None:
    asked = read(request("POST", "/sms", body=json.dumps(SMS)))
    assert asked.unknown == ("colour",)
    assert set(apply_parameter_policy(asked, route("pass")).extra) == {"colour", "url"}


def test_it_is_dropped_and_told_where_the_route_says_so() -> None:
    left = apply_parameter_policy(read(request("POST", "/sms", body=json.dumps(SMS))), route("drop"))
    assert set(left.extra) == {"url"}
    assert (DROPPED, "colour") in {(loss.change, loss.where) for loss in left.losses}


def test_it_is_refused_where_the_route_says_so() -> None:
    with pytest.raises(ProblemRaised) as raised:
        apply_parameter_policy(read(request("POST", "/sms", body=json.dumps(SMS))), route("reject"))
    assert (raised.value.problem.status, "colour" in raised.value.problem.message) == (400, True)
    assert "url" not in raised.value.problem.message


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [("POST", "/queues", QUEUE), ("PUT", f"/queues/{UUID}", QUEUE), ("POST", "/menus", {"any": 1})],
)
def test_what_a_page_shows_or_what_only_this_api_has_is_known(method: str, target: str, body: dict[str, object]) -> None:
    assert read(request(method, target, body=json.dumps(body))).unknown == ()
