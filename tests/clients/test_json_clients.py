"""The published libraries that speak 2010 JSON do one whole session each: on a backend of every dialect, and at the sandbox.

The last proves that driver and sandbox are right without the gateway. What a library saw is compared with what the backend
holds, which is read beside it and not by the library. What a backend's dialect lacks has to be refused in words.
"""

from __future__ import annotations

import email.utils
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clients.connect_proxy import ConnectProxy
from tests.clients.places import BACKENDS, ON_2008, ON_2010, ON_ENVELOPE, ON_RESTCOMM, V2010, Place, place_on
from tests.clients.sessions import run_session
from tests.clients.tap import Tap
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
CLIENTS = ("twilio-5.7.0", "twilio-6.0.0", "twilio-9.13.0", "twilio-1.11.1", "twilio-5.13.1")
SANDBOX = "the sandbox itself"
THROUGH_THE_GATEWAY = [(client, backend) for backend in BACKENDS for client in CLIENTS]
# only a gateway makes the others fit a modern backend: 6.0.0 reads the `annotation` of a call, which is gone, 1.11.1 updates by PUT
SESSIONS = THROUGH_THE_GATEWAY + [(client, SANDBOX) for client in ("twilio-5.7.0", "twilio-9.13.0", "twilio-5.13.1")]
NO_SUCH_CALL = "CA00000000000000000000000000000bad"
NO_SEARCH = (501, "has no available phone numbers")
REFUSED: dict[str, dict[str, tuple[int, str]]] = {
    ON_2010: {},
    # 2008 has no search for numbers, can redirect a live call and not end it, and sends text alone
    ON_2008: {"hung_up": (501, "can't end a call"), "searched": NO_SEARCH, "texted_media": (501, "")},
    ON_RESTCOMM: {"texted_media": (501, "sends texts only")},
    ON_ENVELOPE: {"searched": NO_SEARCH, "bought": (405, "not allowed"), "texted_media": (501, "plain text")},
}
"""What a client is refused on a backend of a dialect: the status, and words the message has."""
UNTOLD = {ON_ENVELOPE: {"direction", "date_created"}}
"""What a backend of a dialect does not tell of a call. Clients are shown null."""
NEAREST = {ON_2008: {"canceled": "no-answer"}}
"""What a backend of a dialect says of a call for a status it has no number for."""


@dataclass(frozen=True)
class Session:
    """`seen` is what the library saw at `place`, `before` the backend's calls when it began."""

    place: Place
    seen: dict[str, Any]
    before: list[dict[str, Any]]
    truth: Truth

    @property
    def sids_before(self) -> list[str]:
        return [call["sid"] for call in self.before]

    @property
    def refused(self) -> dict[str, tuple[int, str]]:
        return REFUSED[self.place.backend]


def able_to(act: str) -> pytest.MarkDecorator:
    """For a test of an act: the sessions whose backend has it. That the others are refused is a test of its own."""
    able = [(client, where) for client, where in SESSIONS if act not in REFUSED.get(where, {})]
    return pytest.mark.parametrize("session", able, indirect=True, scope="module", ids=" on ".join)


@pytest.fixture(scope="module", params=SESSIONS, ids=" on ".join)
def session(request: pytest.FixtureRequest, gateway: str, sandbox: Place, truth: Truth) -> Session:
    client, where = request.param
    place = sandbox if where == SANDBOX else place_on(gateway, V2010, where)
    before = truth.calls()
    return Session(place, run_session(client, place.base, place.sid, place.token), before, truth)


def test_it_lists_the_first_page(session: Session) -> None:
    assert session.seen["listed"] == session.sids_before[:20]


def test_it_pages_through_all_there_is(session: Session) -> None:
    assert len(session.sids_before) > 40, "too few calls in the sandbox to page through"
    assert session.seen["paged"] == session.sids_before


def test_it_fetches_what_the_backend_holds(session: Session) -> None:
    fetched, held = session.seen["fetched"], session.before[19]
    created = email.utils.parsedate_to_datetime(held["date_created"]).strftime("%Y-%m-%dT%H:%M:%SZ")
    expected = {name: held[name] for name in ("sid", "to", "from", "direction")} | {"date_created": created}
    expected |= dict.fromkeys(UNTOLD.get(session.place.backend, ()))
    assert {name: fetched[name] for name in expected} == expected
    assert fetched["account_sid"] == session.place.sid
    statuses = {held["status"], session.truth.call(held["sid"])["status"]}  # a live call goes on while the client asks
    assert fetched["status"] in {NEAREST.get(session.place.backend, {}).get(status, status) for status in statuses}


def test_it_makes_a_call(session: Session) -> None:
    called = session.seen["called"]
    assert (called["to"], called["from"], called["account_sid"]) == ("+14155550142", "+14155550100", session.place.sid)
    assert (called["status"], called["direction"]) == ("queued", "outbound-api")
    assert called.get("http", 201) == 201  # only one of the libraries tells; backends that say 200 are among them (W13)
    assert called["sid"] not in session.sids_before
    assert session.truth.call(called["sid"])["to"] == "+14155550142"


@able_to("hung_up")
def test_it_updates_a_call(session: Session) -> None:
    assert session.seen["hung_up"]["sid"] == session.seen["called"]["sid"]
    assert session.truth.call(session.seen["called"]["sid"])["status"] in {"completed", "canceled"}


@able_to("searched")
def test_it_searches_for_numbers(session: Session) -> None:
    searched = session.seen["searched"]
    assert len(searched) == 30
    assert {number[:5] for number in searched} == {"+1415"}


@able_to("bought")
def test_it_buys_renames_and_releases_a_number(session: Session) -> None:
    bought, renamed = session.seen["bought"], session.seen["renamed"]
    if "searched" not in session.refused:
        assert bought["phone_number"] == session.seen["searched"][0]
        assert renamed["capabilities"]["voice"] is True
    assert bought["phone_number"].startswith("+1415")
    assert (bought["friendly_name"], bought["account_sid"]) == ("desk", session.place.sid)
    assert (renamed["sid"], renamed["friendly_name"]) == (bought["sid"], "Tom & Jerry <b>")
    assert renamed["voice_caller_id_lookup"] is False
    assert session.seen["released"] is True
    assert bought["sid"] not in session.truth.numbers()
    assert_not_found(session.seen["released_twice"], f"/{bought['sid']}")


def test_it_sends_an_sms(session: Session) -> None:
    texted = session.seen["texted"]
    assert (texted["to"], texted["from"], texted["body"]) == ("+14155550142", "+14155550100", "Café & <tea>")
    assert (texted["direction"], texted["account_sid"]) == ("outbound-api", session.place.sid)
    assert session.truth.message(texted["sid"])["body"] == "Café & <tea>"
    assert texted["sid"] in session.seen["texts"][:2]


@able_to("texted_media")
def test_it_sends_media(session: Session) -> None:
    texted = session.seen["texted_media"]
    assert session.seen["texts"][0] == texted["sid"]
    held = session.truth.message(texted["sid"])
    assert (held["body"], held["num_media"]) == ("Café & <tea>", "2")


def test_what_the_backend_lacks_is_refused_in_words_and_nothing_else_is(session: Session) -> None:
    errors = {act: came["error"] for act, came in session.seen.items() if isinstance(came, dict) and "error" in came}
    assert set(errors) == set(session.refused)
    for act, (status, words) in session.refused.items():
        # of a list the newer libraries tell the answer as it came
        assert errors[act]["status"] == status or f"HTTP {status}" in errors[act]["message"], act
        assert words in errors[act]["message"], act


def test_what_was_refused_was_not_done(session: Session) -> None:
    """A text without its media would be another message, and was not sent instead."""
    if "texted_media" in session.refused:
        assert session.seen["texts"][0] == session.seen["texted"]["sid"]
    if "hung_up" in session.refused:
        assert session.truth.call(session.seen["called"]["sid"])["status"] not in {"completed", "canceled"}


def assert_not_found(error: dict[str, Any], path: str) -> None:
    assert (error["status"], error["code"]) == (404, 20404)
    assert f"{path}.json was not found" in error["message"]


def test_it_reads_a_404(session: Session) -> None:
    assert_not_found(session.seen["not_found"], session.place.path(f"/Calls/{NO_SUCH_CALL}"))


def test_it_reads_a_401(session: Session) -> None:
    assert (session.seen["refused"]["status"], session.seen["refused"]["code"]) == (401, 20003)


def test_it_reads_a_400(session: Session) -> None:
    rejected = session.seen["rejected"]
    assert rejected["status"] == 400
    if session.place.backend == ON_RESTCOMM:
        # its server has no numbers for its errors, only sentences
        assert "To can not be null." in rejected["message"]
    else:
        assert rejected["code"] == 21201


@pytest.mark.parametrize("session", THROUGH_THE_GATEWAY, indirect=True, scope="module", ids=" on ".join)
def test_it_is_shown_nothing_of_the_backend(session: Session) -> None:
    shown = json.dumps(session.seen)
    assert not [secret for secret in session.truth.secrets if secret in shown]


def test_9_13_0_left_as_published_reaches_the_gateway_through_a_proxy(
    new: Place, truth: Truth, tap: Tap, proxy: ConnectProxy, trusted: Path
) -> None:
    """It asks api.twilio.com by TLS; HTTPS_PROXY and REQUESTS_CA_BUNDLE are all that is set."""
    before = [call["sid"] for call in truth.calls()]
    seen = run_session("twilio-9.13.0", "default", new.sid, new.token, HTTPS_PROXY=proxy.url, REQUESTS_CA_BUNDLE=str(trusted))
    assert set(proxy.asked) == {"api.twilio.com:443"}
    assert seen["paged"] == before
    assert seen["texted"]["body"] == "Café & <tea>"
    assert (seen["refused"]["status"], seen["not_found"]["status"]) == (401, 404)
    assert tap.sent(), "nothing reached the backend by way of the gateway"
