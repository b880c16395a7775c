"""Which methods each resource takes (4.1, 4.5), and that every other one is 400/10005."""

from __future__ import annotations

import pytest

from tests.properties.speakers import speaker
from tests.unit.json_envelope.asking import UUID, code, read, request

ALL, READ = "POST GET DELETE GET PUT DELETE", "- GET - GET - -"
METHODS = {
    "sms": "POST GET DELETE GET - DELETE",
    "calls": ALL,
    "queues": ALL,
    "menus": ALL,
    "routes": ALL,
    "media": ALL,
    "greetings": ALL,
    "hold_music": ALL,
    "extensions": ALL,
    "batch": "- GET DELETE GET - DELETE",
    "contacts": READ,
    "contact_groups": READ,
    "schedules": READ,
    "voices": READ,
    "recordings": "- GET - GET - DELETE",
    "call_logs": READ,
    "phone_numbers": "- GET - GET PUT -",
    "caller_ids": READ,
    "accounts": READ,
}
"""Of the collection POST, GET, DELETE; of one thing GET, PUT, DELETE."""
BODY = '{"commands": [{"dial": {"to": "+14155550117"}}]}'
STEER = '{"commands": [{"hangup": {}}]}'


@pytest.mark.parametrize("resource", METHODS)
@pytest.mark.parametrize("overrides", [False, True])
def test_the_methods_of_a_resource(resource: str, *, overrides: bool) -> None:
    taken = METHODS[resource].split()
    asked = (("POST", ""), ("GET", ""), ("DELETE", ""), ("GET", f"/{UUID}"), ("PUT", f"/{UUID}"), ("DELETE", f"/{UUID}"))
    rows = [*zip(asked, taken, strict=True), (("PUT", ""), "-"), (("POST", f"/{UUID}"), "-"), (("PATCH", ""), "-")]
    for (method, rest), name in rows:
        target = f"/{resource}{rest}?delete_all=1"
        body = STEER if method == "PUT" else BODY
        wire = request("GET", f"{target}&method={method}", body=body) if overrides else request(method, target, body=body)
        assert code(wire) == (10005 if name == "-" else None), (method, target)


@pytest.mark.parametrize("resource", METHODS)
def test_a_trailing_slash_changes_nothing(resource: str) -> None:
    for path in (f"/{resource}", f"/{resource}/{UUID}"):
        asked = read(request("GET", path))
        assert read(request("GET", f"{path}/")) == asked
        assert read(request("GET", f"/{path}//")) == asked


@pytest.mark.parametrize(
    "path",
    [
        *("/", "//", "/SMS", "/Menus", "/sms.json", "/conferences", "/members", "/applications", "/notifications", "/v1/sms"),
        *("/sms/1/2", f"/queues/{UUID}/members", "/sms/..", "/sms/%2e%2e", "/sms/%2F", "/sms/a%2Fb", "/sms/%ff", "/sms/%00"),
    ],
)
def test_where_nothing_lives(path: str) -> None:
    for method in ("GET", "POST", "DELETE"):
        assert code(request(method, path, body="{}")) == 19404


@pytest.mark.parametrize("resource", ["recordings", "call_logs", "phone_numbers", "caller_ids", "accounts"])
def test_version_1_itself_has_no_local_resources(resource: str) -> None:
    assert code(request("GET", f"/{resource}"), speaker("json-envelope", local_resources=False)) == 19404


def test_extensions_that_can_only_be_read() -> None:
    one = speaker("json-envelope", extensions="read")
    assert code(request("GET", "/extensions"), one) is None
    for method, target in (("POST", "/extensions"), ("PUT", f"/extensions/{UUID}"), ("DELETE", "/extensions?delete_all=1")):
        assert code(request(method, target, body="{}"), one) == 10005


@pytest.mark.parametrize(
    ("resource", "prefix"),
    [
        ("sms", "SM"),
        ("calls", "CA"),
        ("queues", "QU"),
        ("recordings", "RE"),
        ("phone_numbers", "PN"),
        ("caller_ids", "PN"),
        ("call_logs", "CA"),
        ("menus", None),
    ],
)
@pytest.mark.parametrize("own", ["5d205ef2-7fc3-11e2-9865-ef010b5ae12e", "5D205EF2-7FC3-11E2-9865-EF010B5AE12E"])
def test_the_collection_tells_the_prefix(resource: str, prefix: str | None, own: str) -> None:
    plain = own.lower().replace("-", "")
    assert read(request("GET", f"/{resource}/{own}")).id("sid") == (f"{prefix}{plain}" if prefix else own)


@pytest.mark.parametrize(
    "other", ["ID1-CA2", "CA5d205ef27fc311e29865ef010b5ae12e", "{5d205ef2}", "5d205ef2-7fc3-11e2-9865", "1"]
)
def test_an_id_of_another_form_passes(other: str) -> None:
    assert read(request("GET", f"/calls/{other}")).id("sid") == other
