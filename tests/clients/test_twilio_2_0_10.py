"""`twilio` 2.0.10, the library of 2010 that speaks 2008 and 2010 XML, does one whole session through the gateway in each.

It updates by PUT and texts by `/SMS/Messages`, so a modern backend alone would not do for it in either.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.clients.places import V2008, V2010, Place
from tests.clients.raw_http import tree
from tests.clients.sessions import run_session
from tests.clients.shapes_2008 import CALL_2008, NUMBER_2008, PAGING_2008, SMS_2008, pacific, sid_2008, ten_digits
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients


@dataclass(frozen=True)
class Session:
    """`seen` is what the library saw at `place`, `before` the backend's calls when it began."""

    place: Place
    seen: dict[str, Any]
    before: list[dict[str, Any]]
    truth: Truth


def session_at(place: Place, truth: Truth) -> Session:
    before = truth.calls()
    return Session(place, run_session("twilio-2.0.10", place.base, place.sid, place.token, place.version), before, truth)


@pytest.fixture(scope="module")
def old_session(old: Place, truth: Truth) -> Session:
    return session_at(old, truth)


@pytest.fixture(scope="module")
def new_session(new: Place, truth: Truth) -> Session:
    return session_at(new, truth)


@pytest.fixture(params=[V2008, V2010])
def session(request: pytest.FixtureRequest) -> Session:
    chosen: Session = request.getfixturevalue("old_session" if request.param == V2008 else "new_session")
    return chosen


def shown_sid(session: Session, call: dict[str, Any]) -> str:
    return sid_2008(call) if session.place.is_2008 else str(call["sid"])


def test_it_lists_and_pages_through_all_there_is(session: Session) -> None:
    sids = [shown_sid(session, call) for call in session.before]
    listed = session.seen["listed"]
    assert listed["element"] == "Calls"
    assert [item["fields"]["Sid"] for item in listed["items"]] == sids[:20]
    assert session.seen["paged"] == sids


def test_2008_pages_have_the_six_classic_attributes(old_session: Session) -> None:
    """The backend does not count: with a next page the totals are the least there can be, which is one page more."""
    paging = old_session.seen["listed"]["paging"]
    assert set(paging) == set(PAGING_2008)
    assert paging == {"page": "0", "numpages": "2", "pagesize": "20", "total": "40", "start": "0", "end": "19"}


def test_a_2008_call_has_exactly_its_fifteen_elements(old_session: Session) -> None:
    fetched = old_session.seen["fetched"]
    assert (fetched["element"], fetched["order"]) == ("Call", CALL_2008)
    fields = fetched["fields"]
    first_leg = sid_2008(old_session.before[19])  # what was listed may be a later leg; its Sid is that of the first
    held = old_session.truth.call(first_leg)
    assert (fields["Sid"], fields["AccountSid"]) == (sid_2008(held), old_session.place.sid)
    assert (fields["Called"], fields["Caller"]) == (ten_digits(held["to"]), ten_digits(held["from"]))
    shown = parsedate_to_datetime(fields["DateCreated"])
    assert (shown, shown.utcoffset()) == (pacific(held["date_created"]), pacific(held["date_created"]).utcoffset())
    assert {item["fields"]["Status"] for item in old_session.seen["listed"]["items"]} <= set("012345")


def test_it_makes_a_call(session: Session) -> None:
    called = session.seen["called"]["fields"]
    to, sender = ("Called", "Caller") if session.place.is_2008 else ("To", "From")
    shown = [ten_digits(called[to]), ten_digits(called[sender])]
    assert shown == ["4155550142", "4155550100"]
    assert called["Status"] == ("0" if session.place.is_2008 else "queued")
    assert ten_digits(session.truth.call(called["Sid"])["to"]) == "4155550142"


def test_a_2008_call_is_sent_on_as_e164_and_flagged_as_made_by_the_api(old_session: Session) -> None:
    called = old_session.seen["called"]["fields"]
    assert (called["Called"], called["Caller"], called["Flags"]) == ("4155550142", "4155550100", "2")
    assert old_session.truth.call(called["Sid"])["to"] == "+14155550142"


def test_it_buys_renames_and_releases_a_number(session: Session) -> None:
    bought = session.seen["bought"]["fields"]
    assert bought["FriendlyName"] == "desk"
    names = [session.seen[act]["fields"]["FriendlyName"] for act in ("renamed", "renamed_by_post", "renamed_by_override")]
    assert names == ["Tom & Jerry <b>", "by POST", "by override"]
    assert session.seen["released"] == ""
    assert bought["Sid"] not in session.truth.numbers()
    assert session.seen["released_twice"]["http"] == 404


def test_a_2008_number_has_exactly_its_elements(old_session: Session) -> None:
    bought = old_session.seen["bought"]
    assert (bought["element"], bought["order"]) == ("IncomingPhoneNumber", NUMBER_2008)
    assert len(bought["fields"]["PhoneNumber"]) == 10


def test_it_sends_an_sms(session: Session) -> None:
    texted = session.seen["texted"]
    assert texted["fields"]["Body"] == "Café & <tea>"
    assert session.seen["texts"]["items"][0]["fields"]["Sid"] == texted["fields"]["Sid"]
    assert session.truth.message(texted["fields"]["Sid"])["body"] == "Café & <tea>"
    if session.place.is_2008:
        assert (texted["element"], texted["order"], texted["fields"]["Flags"]) == ("SMSMessage", SMS_2008, "4")


@pytest.mark.parametrize(("act", "status"), [("not_found", 404), ("released_twice", 404), ("refused", 401), ("rejected", 400)])
def test_it_reads_every_error_as_xml(session: Session, act: str, status: int) -> None:
    error = session.seen[act]
    assert (error["http"], error["element"], error["fields"]["Status"]) == (status, "RestException", str(status))
    assert error["fields"]["Message"]
    if session.place.is_2008:
        assert error["order"] in (["Status", "Message"], ["Status", "Message", "Code", "MoreInfo"])


def test_a_2008_400_speaks_of_the_called_number(old_session: Session) -> None:
    fields = old_session.seen["rejected"]["fields"]
    assert (fields["Code"], fields["Message"]) == ("21201", "No called number is specified")
    assert fields["MoreInfo"] == "http://www.twilio.com/docs/errors/21201"


def test_a_raw_comparison_sign_in_the_url_filters(session: Session) -> None:
    """The library sends `StartTime>=2009-07-06` as it stands: calls that never started are left out."""
    since = [shown_sid(session, call) for call in session.truth.calls("PageSize=1000&StartTime%3E=2009-07-06")]
    filtered = session.seen["filtered"]
    assert (len(filtered), set(filtered) - set(since)) == (50, set())
    assert filtered != [shown_sid(session, call) for call in session.before[:50]], (
        "every call had started: nothing was filtered"
    )


def test_a_double_slash_before_the_version_is_one(old_session: Session) -> None:
    assert old_session.seen["double_slash"]["pagesize"] == "1"


def test_2008_json_has_its_envelope_and_text_scalars(old_session: Session) -> None:
    calls = json.loads(old_session.seen["json"])["TwilioResponse"]["Calls"]
    assert [list(item) for item in calls] == [["Call"], ["Call"]]
    assert list(calls[0]["Call"]) == CALL_2008
    assert isinstance(calls[0]["Call"]["Status"], str)


def test_2008_csv_has_the_fifteen_columns(old_session: Session) -> None:
    rows = list(csv.reader(old_session.seen["csv"].splitlines()))
    assert rows[0] == CALL_2008
    assert [len(row) for row in rows[1:]] == [15, 15]


def test_2008_html_is_divisions_of_dashed_classes(old_session: Session) -> None:
    page = tree(old_session.seen["html"])
    calls = page.findall(".//div[@class='call']")
    assert len(calls) == 2
    assert [field.get("class") for field in calls[0]][:3] == ["sid", "date-created", "date-updated"]


def test_it_is_shown_nothing_of_the_backend(session: Session) -> None:
    shown = json.dumps(session.seen)
    assert not [secret for secret in session.truth.secrets if secret in shown]
