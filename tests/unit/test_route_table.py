"""The table of routes chooses as if each route were asked in turn, whatever it leaves out beforehand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.basic import write_basic
from gateway.dialects import discover
from gateway.dialects.face import Face
from gateway.model import Credentials
from gateway.router import Condition, Route, RouteTable
from gateway.wire import Headers, WireRequest

DIALECT = next(iter(discover().values()))
PATHS, HOSTS, SIDS = ("/a", "/a/b", "/b", "/ab"), ("one.example", "two.example"), ("AC1", "AC2", "AC3")
CONDITIONS = st.builds(
    Condition,
    path=st.sampled_from(("", *PATHS)),
    host=st.sampled_from(("", *HOSTS)),
    headers=st.sampled_from(({}, {"x-way": "1"})),
    accounts=st.none() | st.frozensets(st.sampled_from(SIDS), min_size=1),
)
REQUESTS = st.tuples(
    st.sampled_from(("", *PATHS, "//a//b", "/c", "/")),
    st.none() | st.sampled_from(SIDS),
    st.none() | st.sampled_from((*HOSTS, "ONE.example:8080", "three.example")),
    st.none() | st.sampled_from((*SIDS, "AC9")),
    st.booleans(),
)


def takes(condition: Condition, path: str, host: str | None, named: set[str | None], *, way: bool) -> bool:
    """What the documentation says of each part of a condition."""
    plain = "/" + "/".join(filter(None, path.split("/")))
    below = not condition.path or plain == condition.path or plain.startswith(f"{condition.path}/")
    here = not condition.host or (host or "").lower().partition(":")[0] == condition.host
    return (
        below and here and (way or not condition.headers) and (condition.accounts is None or bool(condition.accounts & named))
    )


@given(st.lists(CONDITIONS, max_size=12), st.lists(REQUESTS, min_size=1, max_size=8))
def test_the_first_route_that_takes_a_request_is_chosen(
    conditions: list[Condition], requests: list[tuple[str, str | None, str | None, str | None, bool]]
) -> None:
    routes = [Route(str(number), condition, DIALECT, Face(), "behind") for number, condition in enumerate(conditions)]
    table = RouteTable(routes)
    for path, account, host, login, way in requests:
        target = path + (f"/Accounts/{account}/Calls" if account else "")
        fields = [("Host", host)] if host else []
        fields += [("Authorization", write_basic(Credentials(login, "x")))] if login else []
        fields += [("X-Way", "1")] if way else []
        wire = WireRequest("GET", target or "/", Headers(fields))
        named = {account, login}
        expected = next((one for one in routes if takes(one.condition, target, host, named, way=way)), None)
        assert table.choose(wire) is expected
