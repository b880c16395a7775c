"""What a backend is made to do, on the pairs with the two further dialects: what was asked for, whole, once, and nothing else."""

from __future__ import annotations

import json

import pytest

from tests.unit.upstream.raw_backend import say_nothing
from tests.wire.pair_running import ENVELOPE, MODERN, RESTCOMM, answer, enveloped, pair

ELSEWHERE = "Location: http://elsewhere.example/x"
QUEUE = "QU00000000000000000000000000000001"
QUEUE_KEY = "00000000-0000-0000-0000-000000000001"


@pytest.mark.parametrize(
    "shown",
    [
        answer({}, 302, ELSEWHERE),
        enveloped({}),
        enveloped({"resource_id": "00000000-0000-0000-0000-000000000002", "hold_music": "x"}),
        answer({"response": {"data": []}}),
        answer({"response": {"error": {"code": 1}}}),
        answer({}, 500),
    ],
    ids=["a redirect", "nothing", "another thing", "no thing", "an error", "a failure"],
)
@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"/Accounts/{{account}}/Queues/{QUEUE}.json", b"FriendlyName=x"),
        ("/Accounts/{account}/IncomingPhoneNumbers/PN1.json", b"SmsUrl=x"),
    ],
    ids=["queue", "number"],
)
async def test_what_could_not_be_read_is_not_replaced(path: str, body: bytes, shown: bytes) -> None:
    """A PUT replaces the whole: one made of the change alone would wipe all the other settings."""
    if "PN1" in path and b"000002" in shown:
        path = path.replace("PN1", "PN00000000000000000000000000000001")
    async with pair(MODERN, ENVELOPE, shown, enveloped({"resource_id": "x"})) as running:
        told = await running.ask("POST", path, body=body)
    assert told.status >= 400
    assert [line.partition(" ")[0] for line in running.lines] == ["GET"]


async def test_what_was_read_is_put_back_with_the_change() -> None:
    thing = {"resource_id": QUEUE_KEY, "name": "old", "hold_music": "x", "queue_members": [{"number": "1"}]}
    async with pair(MODERN, ENVELOPE, enveloped(thing), enveloped({**thing, "name": "new"})) as running:
        told = await running.ask("POST", f"/Accounts/{{account}}/Queues/{QUEUE}.json", body=b"FriendlyName=new")
    assert (told.status, running.lines) == (200, [f"GET /queues/{QUEUE_KEY}", f"PUT /queues/{QUEUE_KEY}"])
    assert json.loads(running.bodies[1]) == {"name": "new", "hold_music": "x", "queue_members": [{"number": "1"}]}


@pytest.mark.parametrize("caller", [MODERN, RESTCOMM])
async def test_a_call_that_was_not_ended_is_not_shown_as_if(caller: str) -> None:
    replies = answer({}, 307, ELSEWHERE), enveloped({"resource_id": "CA1", "status": "ready"})
    async with pair(caller, ENVELOPE, *replies) as running:
        told = await running.ask("POST", "/Accounts/{account}/Calls/CA1.json", body=b"Status=completed")
    assert told.status >= 300
    assert running.lines == ["DELETE /calls/CA1"]


@pytest.mark.parametrize("kind", ["Clients/CL1", "IncomingPhoneNumbers/PN1", "Calls/CA1"])
async def test_a_post_is_no_delete_where_the_dialect_has_no_such_word(kind: str) -> None:
    """`_method` is a word of 2008 and 2010; a server of 2012 reads no query of a POST."""
    async with pair(RESTCOMM, RESTCOMM, answer({"sid": "x"})) as running:
        told = await running.ask("POST", f"/Accounts/{{account}}/{kind}.json?_method=DELETE", body=b"FriendlyName=x")
    assert told.status == 200
    assert [line.partition(" ")[0] for line in running.lines] == ["POST"]
    assert told.get("Gateway-Loss") == "query-parameter-of-a-post"


@pytest.mark.parametrize("where", ["Local", "TollFree", "Mobile"])
@pytest.mark.parametrize("behind", [MODERN, RESTCOMM])
@pytest.mark.parametrize("caller", [MODERN, RESTCOMM])
async def test_no_number_is_bought_that_nobody_named(caller: str, behind: str, where: str) -> None:
    """2008 alone has a purchase of any number; in the others it is a mistake of the caller, and numbers cost."""
    async with pair(caller, behind, say_nothing) as running:
        told = await running.ask("POST", f"/Accounts/{{account}}/IncomingPhoneNumbers/{where}.json", body=b"FriendlyName=x")
    assert told.status == 400
    assert running.backend.received == []


async def test_what_another_dialect_alone_says_is_a_loss_and_no_property() -> None:
    async with pair(RESTCOMM, ENVELOPE, enveloped(), enveloped({"resource_id": "x"})) as running:
        listed = await running.ask("GET", "/Accounts/{account}/Calls.json?SortBy=From&Reverse=true")
        sent = await running.ask(
            "POST", "/Accounts/{account}/SMS/Messages.json", body=b"To=%2B15555550100&From=%2B15555550101&Body=x&Encoding=UCS-2"
        )
    for told in (listed, sent):
        assert "property-only-the-callers-dialect-has" in (told.get("Gateway-Loss") or "")
    assert "Encoding" not in running.bodies[1]
