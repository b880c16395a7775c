"""Every operation of the machine-readable description of the API is answered, with its status and its very fields."""

from __future__ import annotations

import pytest

from tests.unit.sandbox.described_operations import DESCRIPTION, NOT_SOLD, Operation, concrete, form_for, operations
from tests.unit.sandbox.sandbox_caller import Caller, read_json, with_suffix

pytestmark = pytest.mark.skipif(
    not DESCRIPTION.exists(), reason="the description of the API is not there: name its folder in GATEWAY_FACTS"
)
# the description has one set of fields a path, and some are only in the answer to a creation
_SECRET = {"secret"}
_ONLY_MADE = {"Keys": _SECRET, "SigningKeys": _SECRET, "OutgoingCallerIds": {"call_sid", "validation_code"}}
_VALIDATION = {"account_sid", "phone_number", "friendly_name", "validation_code", "call_sid"}
_RECORDINGS = ("Calls/{CallSid}/Recordings", "Conferences/{ConferenceSid}/Recordings")


@pytest.mark.parametrize("operation", operations("GET"), ids=str)
def test_what_is_read_has_the_fields_described(operation: Operation) -> None:
    api = Caller()
    path = concrete(api, operation.path)
    answer = api.send("GET", with_suffix(path))
    if path.rpartition("/")[2] in NOT_SOLD:
        assert answer.status == 404
        return
    shown = read_json(answer, operation.success)
    key = operation.entry["list_key"]
    if operation.path == "Calls/{CallSid}/Events":
        assert shown[key] == []
        return
    expected = set(operation.entry["properties"]) - _ONLY_MADE.get(operation.path, set())
    assert [set(item) for item in shown[key]] == [expected] * len(shown[key]) if key else set(shown) == expected
    assert not key or shown[key]


@pytest.mark.parametrize("operation", operations("POST"), ids=str)
def test_what_is_made_or_changed_has_the_fields_described(operation: Operation) -> None:
    api = Caller()
    form = form_for(api, operation.path)
    recorded = operation.path.startswith(_RECORDINGS)
    path = _recording(api, operation.path) if recorded else concrete(api, operation.path)
    shown = api.post(path, form, operation.success)
    assert set(shown) == (_VALIDATION if operation.path == "OutgoingCallerIds" else set(operation.entry["properties"]))


def _recording(api: Caller, template: str) -> str:
    """The recordings of a call in progress, or one that runs."""
    if template.startswith("Conferences"):
        room = api.get("Conferences?Status=in-progress")["conferences"][0]["sid"]
        recordings = api.get(f"Conferences/{room}/Recordings")["recordings"]
        return next(f"Conferences/{room}/Recordings/{item['sid']}" for item in recordings if item["status"] == "in-progress")
    call = api.get("Calls?Status=in-progress")["calls"][0]["sid"]
    collection = f"Calls/{call}/Recordings"
    return collection if template in _RECORDINGS else f"{collection}/{api.post(collection)['sid']}"


@pytest.mark.parametrize("operation", operations("DELETE"), ids=str)
def test_what_is_deleted_is_gone(operation: Operation) -> None:
    api = Caller()
    if operation.path == "Queues/{Sid}":
        path = f"Queues/{api.post('Queues', {'FriendlyName': 'empty'})['sid']}"
    else:
        path = concrete(api, operation.path)
    answer = api.send("DELETE", with_suffix(path))
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers.get("Content-Type") is None
    assert api.refusal("DELETE", path) == (404, 20404)


@pytest.mark.parametrize("operation", operations("GET"), ids=str)
def test_a_method_the_resource_does_not_have_is_refused(operation: Operation) -> None:
    api = Caller()
    answer = api.send("PUT", with_suffix(operation.path))
    assert read_json(answer, 405)["code"] == 20004
    assert set((answer.headers.get("Allow") or "").split(", ")) == set(operation.entry["methods"])
