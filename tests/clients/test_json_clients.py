"""The published libraries that speak 2010 JSON do one whole session each: through the gateway, and straight at the sandbox.

The second run proves that driver and sandbox are right without the gateway. What a library saw is compared with what the
backend holds, which is read beside it and not by the library.
"""

from __future__ import annotations

import email.utils
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.clients.connect_proxy import ConnectProxy
from tests.clients.places import Place
from tests.clients.sessions import run_session
from tests.clients.tap import Tap
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
CLIENTS = ("twilio-5.7.0", "twilio-6.0.0", "twilio-9.13.0", "twilio-1.11.1", "twilio-5.13.1")
THROUGH_THE_GATEWAY = [(client, "gateway") for client in CLIENTS]
# only a gateway makes the others fit a modern backend: 6.0.0 reads the `annotation` of a call, which is gone, 1.11.1 updates by PUT
SESSIONS = THROUGH_THE_GATEWAY + [(client, "sandbox") for client in ("twilio-5.7.0", "twilio-9.13.0", "twilio-5.13.1")]
NO_SUCH_CALL = "CA00000000000000000000000000000bad"


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


@pytest.fixture(scope="module", params=SESSIONS, ids=" at the ".join)
def session(request: pytest.FixtureRequest, truth: Truth) -> Session:
    client, where = request.param
    place: Place = request.getfixturevalue("new" if where == "gateway" else "sandbox")
    before = truth.calls()
    return Session(place, run_session(client, place.base, place.sid, place.token), before, truth)


def test_it_lists_the_first_page(session: Session) -> None:
    assert session.seen["listed"] == session.sids_before[:20]


def test_it_pages_through_all_there_is(session: Session) -> None:
    assert len(session.sids_before) > 40, "too few calls in the sandbox to page through"
    assert session.seen["paged"] == session.sids_before


def test_it_fetches_what_the_backend_holds(session: Session) -> None:
    fetched, held = session.seen["fetched"], session.before[19]
    assert {name: fetched[name] for name in ("sid", "to", "from", "direction")} == {
        name: held[name] for name in ("sid", "to", "from", "direction")
    }
    assert fetched["account_sid"] == session.place.sid
    created = email.utils.parsedate_to_datetime(held["date_created"])
    assert fetched["date_created"] == created.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_it_makes_a_call(session: Session) -> None:
    called = session.seen["called"]
    assert (called["to"], called["from"], called["account_sid"]) == ("+14155550142", "+14155550100", session.place.sid)
    assert (called["status"], called["direction"]) == ("queued", "outbound-api")
    assert called["sid"] not in session.sids_before
    assert session.truth.call(called["sid"])["to"] == "+14155550142"


def test_it_updates_a_call(session: Session) -> None:
    assert session.seen["hung_up"]["sid"] == session.seen["called"]["sid"]
    assert session.truth.call(session.seen["called"]["sid"])["status"] in {"completed", "canceled"}


def test_it_buys_renames_and_releases_a_number(session: Session) -> None:
    bought, renamed = session.seen["bought"], session.seen["renamed"]
    assert bought["phone_number"] == bought["searched"]
    assert (bought["friendly_name"], bought["account_sid"]) == ("desk", session.place.sid)
    assert (renamed["sid"], renamed["friendly_name"]) == (bought["sid"], "Tom & Jerry <b>")
    assert renamed["voice_caller_id_lookup"] is False
    assert renamed["capabilities"]["voice"] is True
    assert session.seen["released"] is True
    assert bought["sid"] not in session.truth.numbers()


def test_it_sends_an_sms(session: Session) -> None:
    texted = session.seen["texted"]
    assert (texted["to"], texted["from"], texted["body"]) == ("+14155550142", "+14155550100", "Café & <tea>")
    assert (texted["direction"], texted["account_sid"]) == ("outbound-api", session.place.sid)
    assert session.seen["texts"][0] == texted["sid"]
    held = session.truth.message(texted["sid"])
    assert (held["body"], held["num_media"]) == ("Café & <tea>", "2")


def test_it_reads_a_404(session: Session) -> None:
    for act, path in (("not_found", f"/Calls/{NO_SUCH_CALL}"), ("released_twice", f"/{session.seen['bought']['sid']}")):
        error = session.seen[act]
        assert (error["status"], error["code"]) == (404, 20404), act
        assert f"{path}.json was not found" in error["message"], act
    assert session.place.path() in session.seen["not_found"]["message"]


def test_it_reads_a_401(session: Session) -> None:
    assert (session.seen["refused"]["status"], session.seen["refused"]["code"]) == (401, 20003)


def test_it_reads_a_400(session: Session) -> None:
    assert (session.seen["rejected"]["status"], session.seen["rejected"]["code"]) == (400, 21201)


@pytest.mark.parametrize("session", THROUGH_THE_GATEWAY, indirect=True, scope="module", ids=" at the ".join)
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
