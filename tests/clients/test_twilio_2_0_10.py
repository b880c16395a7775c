"""`twilio` 2.0.10, the library of 2010, does one whole session in 2008, 2010 and Restcomm XML on a backend of every dialect.

It updates by PUT and texts by `/SMS/Messages`, so a modern backend alone would not do for it in any. It is run by jython, which
is slow to start: one process does all the sessions, one after the other.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.clients.places import BACKENDS, ON_2008, ON_2010, ON_ENVELOPE, V2008, V2010, V2012, Place, place_on
from tests.clients.raw_http import tree
from tests.clients.sessions import resident
from tests.clients.shapes_2008 import CALL_2008, NUMBER_2008, PAGING_2008, SMS_2008, pacific, sid_2008, ten_digits
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
SESSIONS = [(version, backend) for version in (V2008, V2010, V2012) for backend in BACKENDS]
NO_SEARCH = (501, "has no available phone numbers")
REFUSED: dict[str, dict[str, tuple[int, str]]] = {
    ON_2008: {"hung_up": (501, "can't end a call"), "searched": NO_SEARCH},
    ON_ENVELOPE: {"filtered": (501, "not known to be filtered"), "searched": NO_SEARCH, "bought": (405, "not allowed")},
}
"""What a client is refused on a backend of a dialect: the status, and words the message has."""
UNASKED = {"hung_up", "searched"}
"""What 2008 does not have either."""


@dataclass(frozen=True)
class Session:
    """`seen` is what the library saw at `place`, `before` the backend's calls when it began."""

    place: Place
    seen: dict[str, Any]
    before: list[dict[str, Any]]
    truth: Truth

    @property
    def refused(self) -> dict[str, tuple[int, str]]:
        lacks = REFUSED.get(self.place.backend, {})
        if not self.place.is_2008:
            return lacks
        # it buys at /Local, which the backend has not even for reading
        asked = {act: refusal for act, refusal in lacks.items() if act not in UNASKED}
        return asked | ({"bought": (501, "has no incoming phone numbers local")} if "bought" in asked else {})

    def shown_sid(self, call: dict[str, Any]) -> str:
        """The id by which the library is shown a call. Only JSON-envelope backends don't tell which call another belongs to."""
        return sid_2008(call) if self.place.is_2008 and self.place.backend != ON_ENVELOPE else str(call["sid"])


@pytest.fixture(scope="module")
def library() -> Iterator[Callable[..., dict[str, Any]]]:
    with resident("twilio-2.0.10") as run:
        yield run


@pytest.fixture(scope="module", params=SESSIONS, ids=" on ".join)
def session(request: pytest.FixtureRequest, gateway: str, library: Callable[..., dict[str, Any]], truth: Truth) -> Session:
    place = place_on(gateway, *request.param)
    before = truth.calls()
    return Session(place, library(place.base, place.sid, place.token, place.version), before, truth)


def sessions(*versions: str, able_to: str = "", backends: tuple[str, ...] = BACKENDS) -> pytest.MarkDecorator:
    """The sessions in those versions, and of them those whose backend has what an act needs."""
    chosen = [
        (version, backend)
        for version, backend in SESSIONS
        if version in (versions or (version,)) and backend in backends and able_to not in REFUSED.get(backend, {})
    ]
    return pytest.mark.parametrize("session", chosen, indirect=True, scope="module", ids=" on ".join)


def test_it_lists_and_pages_through_all_there_is(session: Session) -> None:
    sids = [session.shown_sid(call) for call in session.before]
    listed = session.seen["listed"]
    assert listed["element"] == "Calls"
    assert [item["fields"]["Sid"] for item in listed["items"]] == sids[:20]
    assert session.seen["paged"] == sids


@sessions(V2008)
def test_2008_pages_have_the_six_classic_attributes(session: Session) -> None:
    """No backend here counts: with a next page the totals are the least there can be, which is one page more."""
    paging = session.seen["listed"]["paging"]
    assert set(paging) == set(PAGING_2008)
    assert paging == {"page": "0", "numpages": "2", "pagesize": "20", "total": "40", "start": "0", "end": "19"}


@sessions(V2012)
def test_restcomm_pages_tell_their_neighbours_or_null(session: Session) -> None:
    """The number of pages is the index of the last one, and there is at least one more item than is seen."""
    paging = session.seen["listed"]["paging"]
    list_of_calls = f"/2012-04-24/Accounts/{session.place.sid}/Calls"
    assert (paging["uri"], paging["previouspageuri"]) == (list_of_calls, "null")
    assert paging["nextpageuri"].startswith(f"{list_of_calls}?Page=1&PageSize=20&AfterSid=")
    assert [paging[name] for name in ("page", "pagesize", "start", "end")] == ["0", "20", "0", "19"]


@sessions(V2008)
def test_a_2008_call_has_exactly_its_fifteen_elements(session: Session) -> None:
    fetched = session.seen["fetched"]
    assert (fetched["element"], fetched["order"]) == ("Call", CALL_2008)
    fields = fetched["fields"]
    held = session.truth.call(session.shown_sid(session.before[19]))  # what was listed may be a later leg than is shown
    assert (fields["Sid"], fields["AccountSid"]) == (held["sid"], session.place.sid)
    assert (fields["Called"], fields["Caller"]) == (ten_digits(held["to"]), ten_digits(held["from"]))
    assert {item["fields"]["Status"] for item in session.seen["listed"]["items"]} <= set("012345")
    if session.place.backend == ON_ENVELOPE:
        assert fields["DateCreated"] == "", "a JSON-envelope backend tells when a call was made: let it be compared"
    else:
        shown = parsedate_to_datetime(fields["DateCreated"])
        assert (shown, shown.utcoffset()) == (pacific(held["date_created"]), pacific(held["date_created"]).utcoffset())


@sessions(V2012)
def test_a_restcomm_call_is_what_the_backend_holds(session: Session) -> None:
    fields, held = session.seen["fetched"]["fields"], session.before[19]
    assert (fields["Sid"], fields["AccountSid"]) == (held["sid"], session.place.sid)
    assert (fields["To"], fields["From"], fields["ApiVersion"]) == (held["to"], held["from"], "2012-04-24")
    assert fields["Uri"] == f"/2012-04-24/Accounts/{session.place.sid}/Calls/{held['sid']}"


def test_it_makes_a_call(session: Session) -> None:
    called = session.seen["called"]["fields"]
    to, sender = ("Called", "Caller") if session.place.is_2008 else ("To", "From")
    shown = [ten_digits(called[to]), ten_digits(called[sender])]
    assert shown == ["4155550142", "4155550100"]
    assert called["Status"] == ("0" if session.place.is_2008 else "queued")
    assert ten_digits(session.truth.call(called["Sid"])["to"]) == "4155550142"


@sessions(V2008)
def test_a_2008_call_is_sent_on_as_e164_and_flagged_as_made_by_the_api(session: Session) -> None:
    called = session.seen["called"]["fields"]
    assert (called["Called"], called["Caller"], called["Flags"]) == ("4155550142", "4155550100", "2")
    assert session.truth.call(called["Sid"])["to"] == "+14155550142"


@sessions(V2010, V2012, able_to="hung_up")
def test_it_ends_a_call(session: Session) -> None:
    assert session.seen["hung_up"]["fields"]["Sid"] == session.seen["called"]["fields"]["Sid"]
    assert session.truth.call(session.seen["called"]["fields"]["Sid"])["status"] in {"completed", "canceled"}


@sessions(able_to="bought")
def test_it_buys_renames_and_releases_a_number(session: Session) -> None:
    bought = session.seen["bought"]["fields"]
    assert bought["FriendlyName"] == "desk"
    names = [session.seen[act]["fields"]["FriendlyName"] for act in ("renamed", "renamed_by_post", "renamed_by_override")]
    assert names == ["Tom & Jerry <b>", "by POST", "by override"]
    assert session.seen["released"] == ""
    assert bought["Sid"] not in session.truth.numbers()
    assert session.seen["released_twice"]["http"] == 404


@sessions(V2008, able_to="bought")
def test_a_2008_number_has_exactly_its_elements(session: Session) -> None:
    bought = session.seen["bought"]
    assert (bought["element"], bought["order"]) == ("IncomingPhoneNumber", NUMBER_2008)
    assert len(bought["fields"]["PhoneNumber"]) == 10


def test_it_sends_an_sms(session: Session) -> None:
    texted = session.seen["texted"]
    assert texted["fields"]["Body"] == "Café & <tea>"
    assert session.seen["texts"]["items"][0]["fields"]["Sid"] == texted["fields"]["Sid"]
    assert session.truth.message(texted["fields"]["Sid"])["body"] == "Café & <tea>"
    if session.place.is_2008:
        assert (texted["element"], texted["order"], texted["fields"]["Flags"]) == ("SMSMessage", SMS_2008, "4")


def test_it_lists_recordings(session: Session) -> None:
    held = [recording["sid"] for recording in session.truth.items("Recordings", "recordings")]
    assert [item["fields"]["Sid"] for item in session.seen["recordings"]["items"]] == held


def test_what_the_backend_lacks_is_refused_in_words_and_nothing_else_is(session: Session) -> None:
    errors = {act: came["error"] for act, came in session.seen.items() if isinstance(came, dict) and "error" in came}
    assert set(errors) == set(session.refused)
    for act, (status, words) in session.refused.items():
        assert errors[act]["http"] == status, act
        assert words in errors[act]["fields"]["Message"], act


@pytest.mark.parametrize(("act", "status"), [("not_found", 404), ("refused", 401), ("rejected", 400)])
def test_it_reads_every_error_as_xml(session: Session, act: str, status: int) -> None:
    error = session.seen[act]
    assert error["http"] == status
    assert error["fields"]["Message"]
    if session.place.version == V2012:
        assert (error["element"], list(error["fields"])) == ("Message", ["Message"])
    else:
        assert (error["element"], error["fields"]["Status"]) == ("RestException", str(status))
    if session.place.is_2008:
        assert error["order"] in (["Status", "Message"], ["Status", "Message", "Code", "MoreInfo"])


@sessions(V2008, backends=(ON_2010, ON_2008, ON_ENVELOPE))
def test_a_2008_400_speaks_of_the_called_number(session: Session) -> None:
    """But for Restcomm's backends, which give an error no number and speak in a sentence of their own."""
    fields = session.seen["rejected"]["fields"]
    assert (fields["Code"], fields["Message"]) == ("21201", "No called number is specified")
    assert fields["MoreInfo"] == "http://www.twilio.com/docs/errors/21201"


@sessions(able_to="filtered")
def test_a_raw_comparison_sign_in_the_url_filters(session: Session) -> None:
    """The library sends `StartTime>=2009-07-06` as it stands: calls that never started are left out."""
    since = [session.shown_sid(call) for call in session.truth.calls("PageSize=1000&StartTime%3E=2009-07-06")]
    filtered = session.seen["filtered"]
    assert (len(filtered), set(filtered) - set(since)) == (50, set())
    assert filtered != [session.shown_sid(call) for call in session.before[:50]], "every call had started: nothing was filtered"


def test_a_double_slash_before_the_version_is_one(session: Session) -> None:
    assert session.seen["double_slash"]["pagesize"] == "1"


@sessions(V2008)
def test_2008_json_has_its_envelope_and_text_scalars(session: Session) -> None:
    calls = json.loads(session.seen["json"])["TwilioResponse"]["Calls"]
    assert [list(item) for item in calls] == [["Call"], ["Call"]]
    assert list(calls[0]["Call"]) == CALL_2008
    assert isinstance(calls[0]["Call"]["Status"], str)


@sessions(V2008)
def test_2008_csv_has_the_fifteen_columns(session: Session) -> None:
    rows = list(csv.reader(session.seen["csv"].splitlines()))
    assert rows[0] == CALL_2008
    assert [len(row) for row in rows[1:]] == [15, 15]


@sessions(V2008)
def test_2008_html_is_divisions_of_dashed_classes(session: Session) -> None:
    page = tree(session.seen["html"])
    calls = page.findall(".//div[@class='call']")
    assert len(calls) == 2
    assert [field.get("class") for field in calls[0]][:3] == ["sid", "date-created", "date-updated"]


@sessions(V2012)
def test_restcomm_json_has_its_texts_for_numbers_and_for_nothing(session: Session) -> None:
    listing = json.loads(session.seen["json"])
    assert [listing[name] for name in ("page", "page_size", "start", "end", "previous_page_uri")] == [0, 2, "0", "1", "null"]
    assert len(listing["calls"]) == 2


def test_it_is_shown_nothing_of_the_backend(session: Session) -> None:
    shown = json.dumps(session.seen)
    assert not [secret for secret in session.truth.secrets if secret in shown]
