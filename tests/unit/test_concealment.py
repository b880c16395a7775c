"""What a backend says of its own host is said of the gateway's; words that only look like it stay."""

from __future__ import annotations

import pytest

from gateway.concealment import conceal_host
from gateway.dialects.face import Face
from gateway.model import Problem, ProblemKind, Source

FRONT = Face(base_url="https://gateway.example")
BEHIND = Face(base_url="http://behind.internal:8080", other_urls=("https://two.internal",))
WORD = Face(base_url="http://carrier")


def told(text: str, behind: Face = BEHIND) -> str:
    problem = conceal_host(Problem(ProblemKind.INVALID, Source.BACKEND, 400, text, detail=text), behind, FRONT)
    assert problem.detail == problem.message
    return problem.message


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see http://behind.internal:8080/x", "see http://gateway.example/x"),
        ("HTTPS://Two.Internal failed", "HTTPS://gateway.example failed"),
        ("connect to behind.internal:8080: refused", "connect to gateway.example: refused"),
        ("two.internal", "gateway.example"),
        ("two.internals, not-two.internal, http://two.internal-x", "two.internals, not-two.internal, http://two.internal-x"),
        ("Url is not valid: http://customer.example/two", "Url is not valid: http://customer.example/two"),
        ("", ""),
    ],
)
def test_a_host_in_an_error_is_the_gateways(text: str, shown: str) -> None:
    assert told(text) == shown


def test_a_host_of_one_word_is_found_behind_its_scheme_only() -> None:
    assert (
        told("The carrier rejected it, see http://carrier/x", WORD) == "The carrier rejected it, see http://gateway.example/x"
    )


def test_no_detail_stays_none() -> None:
    assert conceal_host(Problem(ProblemKind.INVALID, Source.BACKEND, 400, "x"), BEHIND, FRONT).detail is None
