"""`requests` does one whole session as a client of the JSON-envelope API on a backend of every dialect.

It walks every top-level key of an answer, as that API's own client does (W21): one beside `response` would break it.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.clients.places import BACKENDS, ENVELOPE, ON_2008, ON_ENVELOPE, ON_RESTCOMM, Place, place_on
from tests.clients.sessions import run_session
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
UTF8, LATIN1 = "text/json; charset=utf-8", "text/json; charset=iso-8859-1"
NEEDS_URL, NO_QUEUES = (19108, "needs the Url of a document"), (19108, "has no queues")
NO_END, NO_ERASING = (19108, "can't end a call"), (10005, "Method not supported")
REFUSED: dict[str, dict[str, tuple[int, str]]] = {
    ON_2008: {"commanded": NO_END, "cancelled": NO_END, "talked": NEEDS_URL, "queues": NO_QUEUES, "erased": NO_ERASING},
    ON_RESTCOMM: {"talked": NEEDS_URL, "queues": NO_QUEUES, "erased": NO_ERASING},
}
"""What a client is refused on a backend of a dialect: the code, and words the message has."""


@dataclass(frozen=True)
class Session:
    """`seen` is what the client saw at `place`, `before` the backend's calls when it began."""

    place: Place
    seen: dict[str, Any]
    before: list[dict[str, Any]]
    truth: Truth

    def one(self, act: str) -> dict[str, Any]:
        (item,) = self.seen[act]["data"]
        fields: dict[str, Any] = item
        return fields


@pytest.fixture(scope="module", params=BACKENDS)
def session(request: pytest.FixtureRequest, gateway: str, truth: Truth) -> Session:
    place = place_on(gateway, ENVELOPE, request.param)
    before = truth.calls()
    return Session(place, run_session("requests-2.34.2", place.base, place.user, place.token), before, truth)


def able_to(act: str) -> pytest.MarkDecorator:
    able = [backend for backend in BACKENDS if act not in REFUSED.get(backend, {})]
    return pytest.mark.parametrize("session", able, indirect=True, scope="module")


def sid(prefix: str, resource_id: str) -> str:
    return prefix + uuid.UUID(resource_id).hex


def test_it_pages_through_all_there_is(session: Session) -> None:
    assert [sid("CA", call) for call in session.seen["calls"]] == [call["sid"] for call in session.before]


@pytest.mark.parametrize(("name", "reply_type"), [("utf8", UTF8), ("latin1", LATIN1)])
def test_it_sends_an_sms_in_either_charset(session: Session, name: str, reply_type: str) -> None:
    sent, text = session.seen[name], session.one(name)
    assert (sent["status"], sent["type"]) == (200, reply_type)
    assert (text["to"], text["from"], text["message"]) == ("+14155550142", "+14155550100", "Café & <tea>")
    assert (text["type"], text["status"], text["resource_id"]) == ("outgoing", "new", sent["resource_id"])


def test_an_sms_is_what_the_backend_holds(session: Session) -> None:
    text = session.one("latin1")
    held = session.truth.message(sid("SM", text["resource_id"]))
    created = parsedate_to_datetime(held["date_created"]).astimezone(UTC)
    assert held["body"] == text["message"]
    assert (text["created_date"], text["created_epoch"]) == (created.strftime("%Y-%m-%dT%H:%M:%S"), created.timestamp())


def test_lists_are_sliced_where_they_are_asked_to_be(session: Session) -> None:
    """`offset=1` of `limit=2` is no whole page: two pages of the backend make it."""
    texts, sliced = session.seen["texts"], session.seen["sliced"]
    assert [text["resource_id"] for text in texts["data"]] == [session.seen[name]["resource_id"] for name in ("latin1", "utf8")]
    assert sliced["data"][0] == texts["data"][1]
    assert (len(sliced["data"]), sliced["limit"], sliced["offset"]) == (2, 2, 1)


def test_it_dials(session: Session) -> None:
    call = session.one("called")
    assert (call["to"], call["from"], call["resource_id"]) == (
        "+14155550142",
        "+14155550100",
        session.seen["called"]["resource_id"],
    )
    assert session.truth.call(sid("CA", call["resource_id"]))["to"] == "+14155550142"


@able_to("commanded")
def test_it_hangs_up(session: Session) -> None:
    assert session.one("commanded")["status"] == "hangup"
    assert session.truth.call(sid("CA", session.seen["called"]["resource_id"]))["status"] in {"completed", "canceled"}


@able_to("cancelled")
def test_a_get_that_says_delete_ends_a_call(session: Session) -> None:
    cancelled = session.one("cancelled")
    assert list(cancelled) == ["resource_id"]
    assert session.truth.call(sid("CA", cancelled["resource_id"]))["status"] in {"completed", "canceled"}


@able_to("talked")
def test_it_makes_a_call_that_talks(session: Session) -> None:
    assert session.truth.call(sid("CA", session.one("talked")["resource_id"]))["to"] == "+14155550142"


@able_to("queues")
def test_it_lists_queues(session: Session) -> None:
    assert [(sid("QU", queue["resource_id"]), queue["name"]) for queue in session.seen["queues"]["data"]] == [
        (queue["sid"], queue["friendly_name"]) for queue in session.truth.items("Queues", "queues")
    ]


@pytest.mark.parametrize(
    ("name", "prefix", "folder", "key"),
    [
        ("recordings", "RE", "Recordings", "recordings"),
        ("phone_numbers", "PN", "IncomingPhoneNumbers", "incoming_phone_numbers"),
        ("caller_ids", "PN", "OutgoingCallerIds", "outgoing_caller_ids"),
    ],
)
def test_it_lists_what_version_1_did_not_have(session: Session, name: str, prefix: str, folder: str, key: str) -> None:
    held = {item["sid"] for item in session.truth.items(folder, key)}
    listed = [sid(prefix, item["resource_id"]) for item in session.seen[name]["data"]]
    assert len(listed) == min(5, len(held))
    assert set(listed) <= held


def test_its_account_is_its_key(session: Session) -> None:
    assert session.place.user in {account["resource_id"] for account in session.seen["accounts"]["data"]}
    assert len(session.seen["call_logs"]["data"]) == 5


@able_to("erased")
def test_it_erases_an_sms(session: Session) -> None:
    assert session.one("erased") == {"resource_id": session.seen["utf8"]["resource_id"]}
    held = {text["sid"] for text in session.truth.items("Messages", "messages", "PageSize=20")}
    assert sid("SM", session.seen["utf8"]["resource_id"]) not in held
    assert sid("SM", session.seen["latin1"]["resource_id"]) in held


def test_what_the_backend_lacks_is_refused_in_words_and_nothing_else_is(session: Session) -> None:
    errors = {act: came["error"] for act, came in session.seen.items() if isinstance(came, dict) and "error" in came}
    refused = REFUSED.get(session.place.backend, {})
    assert set(errors) == set(refused)
    for act, (code, words) in refused.items():
        assert (session.seen[act]["status"], errors[act]["code"]) == (400, code), act
        assert words in errors[act]["message"], act


@pytest.mark.parametrize(
    ("act", "status", "code"),
    [
        ("not_found", 404, 19404),
        ("no_such_thing", 404, 19404),
        ("menus", 404, 19404),
        ("refused", 401, 19401),
        ("rejected", 400, 19400),
        ("no_object", 400, 19102),
        ("no_json", 400, 19102),
        ("wrong_charset", 400, 19103),
        ("empty", 400, 19105),
        ("put_on_list", 400, 10005),
        ("delete_all_unsaid", 400, 19106),
        ("delete_all", 400, 10005),
        ("wrong_format", 400, 10008),
        ("wrong_method", 400, 10005),
    ],
)
def test_it_reads_every_error(session: Session, act: str, status: int, code: int) -> None:
    seen = session.seen["errors"][act]
    assert (seen["status"], seen["error"]["code"], seen["type"]) == (status, code, UTF8)
    assert seen["error"]["message"]


@pytest.mark.parametrize("act", ["played", "scheduled"])
def test_what_only_this_api_has_is_refused_and_not_left_out(session: Session, act: str) -> None:
    seen = session.seen["errors"][act]
    # where the backend speaks this API too the refusal is its own, and its code is told beside
    codes = {19400, 19108} if session.place.backend == ON_ENVELOPE else {19108}
    assert seen["status"] == 400
    assert seen["error"]["code"] in codes
    assert "can't be translated" in seen["error"]["message"]


def test_it_is_shown_nothing_of_the_backend(session: Session) -> None:
    shown = json.dumps(session.seen)
    assert not [secret for secret in session.truth.secrets if secret in shown]
