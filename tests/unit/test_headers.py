"""Header fields: found by their names without case, whoever found those out, and kept as they came."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.wire import Headers

NAMES = st.sampled_from(["A", "a", "Accept", "ACCEPT", "X-A", "Proxy-A", "proxy-b"])
FIELDS = st.lists(st.tuples(NAMES, st.text(max_size=3)))


@given(FIELDS, NAMES, st.booleans())
def test_fields_are_found_without_case(fields: list[tuple[str, str]], name: str, known: bool) -> None:
    headers = Headers(fields, [one.lower() for one, _ in fields] if known else None)
    found = tuple(value for one, value in fields if one.lower() == name.lower())
    assert headers.get_all(name) == found
    assert headers.get(name) == (found[0] if found else None)
    assert (name in headers) is bool(found)
    assert headers == Headers(fields)


@given(FIELDS, st.sets(NAMES.map(str.lower)))
def test_what_is_dropped_is_found_no_more(fields: list[tuple[str, str]], unwanted: set[str]) -> None:
    kept = Headers(fields).drop(unwanted, "proxy-")
    expected = [one for one in fields if one[0].lower() not in unwanted and not one[0].lower().startswith("proxy-")]
    assert list(kept) == expected
    assert kept.names == tuple(name.lower() for name, _ in expected)
    assert list(Headers(fields).without(*unwanted)) == [one for one in fields if one[0].lower() not in unwanted]
