"""`twilio` 5.7.0, told Restcomm's version, does one whole session as a Restcomm client on a backend of every dialect.

It was written for Twilio: that it fits is because the two have names and shapes in common. See its driver for where not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.clients.places import BACKENDS, ON_2008, ON_ENVELOPE, V2012, Place, place_on
from tests.clients.sessions import run_session
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
REFUSED: dict[str, dict[str, tuple[int, str]]] = {
    ON_2008: {"hung_up": (501, "can't end a call")},
    ON_ENVELOPE: {"bought": (405, "Method not allowed")},
}
"""What a client is refused on a backend of a dialect: the status, and words the message has."""


@dataclass(frozen=True)
class Session:
    """`seen` is what the library saw at `place`, `before` the backend's calls when it began."""

    place: Place
    seen: dict[str, Any]
    before: list[dict[str, Any]]
    truth: Truth


@pytest.fixture(scope="module", params=BACKENDS)
def session(request: pytest.FixtureRequest, gateway: str, truth: Truth) -> Session:
    place = place_on(gateway, V2012, request.param)
    before = truth.calls()
    seen = run_session("twilio-5.7.0", place.base, place.sid, place.token, driver="twilio_5_7_0_restcomm")
    return Session(place, seen, before, truth)


def able_to(act: str) -> pytest.MarkDecorator:
    able = [backend for backend in BACKENDS if act not in REFUSED.get(backend, {})]
    return pytest.mark.parametrize("session", able, indirect=True, scope="module")


def test_it_reads_the_account(session: Session) -> None:
    account = session.seen["account"]
    assert (account["sid"], account["status"]) == (session.place.sid, "active")
    assert account["auth_token"] == ("absent" if session.place.backend == ON_ENVELOPE else session.place.token)


def test_it_lists_and_pages_through_all_there_is(session: Session) -> None:
    sids = [call["sid"] for call in session.before]
    assert session.seen["listed"] == sids[:20]
    assert session.seen["paged"] == sids


def test_a_page_behind_the_last_is_a_400(session: Session) -> None:
    """A client that asks on until it is told to stop has to be told."""
    assert session.seen["past_the_end"] == 400


def test_it_fetches_what_the_backend_holds(session: Session) -> None:
    fetched, held = session.seen["fetched"], session.before[19]
    names = ("sid", "to", "from") if session.place.backend == ON_ENVELOPE else ("sid", "to", "from", "direction")
    assert {name: fetched[name] for name in names} == {name: held[name] for name in names}
    assert (fetched["account_sid"], fetched["api_version"]) == (session.place.sid, "2012-04-24")
    assert fetched["duration"] == ("absent" if held["duration"] is None else int(held["duration"]))


def test_it_makes_a_call(session: Session) -> None:
    called = session.seen["called"]
    assert (called["to"], called["from"], called["account_sid"]) == ("+14155550142", "+14155550100", session.place.sid)
    assert (called["status"], called["direction"]) == ("queued", "outbound-api")
    assert session.truth.call(called["sid"])["to"] == "+14155550142"


@able_to("hung_up")
def test_it_ends_a_call(session: Session) -> None:
    assert session.seen["hung_up"]["sid"] == session.seen["called"]["sid"]
    assert session.truth.call(session.seen["called"]["sid"])["status"] in {"completed", "canceled"}


def test_it_sends_an_sms(session: Session) -> None:
    texted = session.seen["texted"]
    assert (texted["to"], texted["from"], texted["body"]) == ("+14155550142", "+14155550100", "Café & <tea>")
    assert (texted["direction"], texted["account_sid"]) == ("outbound-api", session.place.sid)
    assert session.seen["texts"][0] == texted["sid"]
    assert session.truth.message(texted["sid"])["body"] == "Café & <tea>"


@able_to("bought")
def test_it_buys_lists_renames_and_releases_a_number(session: Session) -> None:
    bought, renamed = session.seen["bought"], session.seen["renamed"]
    assert (bought["phone_number"][:5], bought["friendly_name"], bought["account_sid"]) == ("+1415", "desk", session.place.sid)
    assert bought["sid"] in session.seen["numbers"]
    assert (renamed["sid"], renamed["friendly_name"]) == (bought["sid"], "Tom & Jerry <b>")
    if session.place.backend != ON_2008:
        assert renamed["capabilities"]["voice_capable"] is True
    assert session.seen["released"] is True
    assert bought["sid"] not in session.truth.numbers()
    assert session.seen["released_twice"]["status"] == 404


def test_it_reads_and_erases_a_recording(session: Session) -> None:
    held = [recording["sid"] for recording in session.truth.items("Recordings", "recordings")]
    recordings, recording = session.seen["recordings"], session.seen["recording"]
    assert recordings[:-1] == held
    assert recording["sid"] == held[0]
    assert float(recording["duration"]) == float(session.truth.items("Recordings", "recordings")[0]["duration"])
    assert recording["file_uri"] == session.place.base + session.place.path(f"/Recordings/{held[0]}.wav")
    assert session.seen["erased"] is False, "the library takes 204 alone for success, and Restcomm says 200"
    assert session.seen["erased_twice"]["status"] == 404


def test_what_the_backend_lacks_is_refused_in_words_and_nothing_else_is(session: Session) -> None:
    errors = {act: came["error"] for act, came in session.seen.items() if isinstance(came, dict) and "error" in came}
    refused = REFUSED.get(session.place.backend, {})
    assert set(errors) == set(refused)
    for act, (status, words) in refused.items():
        assert errors[act]["status"] == status, act
        assert words in errors[act]["message"], act


@pytest.mark.parametrize(
    ("act", "status", "message"),
    [
        ("not_found", 404, "The requested resource was not found"),
        ("refused", 401, "Authentication required"),
        ("rejected", 400, "To can not be null."),
    ],
)
def test_it_reads_every_error(session: Session, act: str, status: int, message: str) -> None:
    """The library looks for a `code` as well, which Restcomm does not have, and so shows the body as it came."""
    error = session.seen[act]
    assert (error["status"], json.loads(error["message"])) == (status, {"message": message})


@pytest.mark.parametrize("session", [backend for backend in BACKENDS if backend != ON_2008], indirect=True, scope="module")
def test_to_modify_a_call_that_is_not_there_is_a_406(session: Session) -> None:
    assert session.seen["modified_missing"]["status"] == 406


def test_it_is_shown_nothing_of_the_backend(session: Session) -> None:
    shown = json.dumps(session.seen)
    assert not [secret for secret in session.truth.secrets if secret in shown]
