"""curl, wget and httpie do everything an account holder did by hand: in 2008 and in 2010, in every representation, whichever of
the four dialects the backend speaks. What a backend has not is the matrix's and not theirs.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.clients.commands import COMMANDS, Command, Wget
from tests.clients.places import BACKENDS, ON_2010, ON_ENVELOPE, V2008, V2010, Place, place_on
from tests.clients.raw_http import Answer, tree
from tests.clients.shapes_2008 import CALL_2008, PAGING_2008, SMS_2008, sid_2008, ten_digits
from tests.clients.truth import Truth

pytestmark = pytest.mark.clients
UPDATES = [("POST", "", "Tom & <Jerry>"), ("PUT", "", "second"), ("POST", "?_method=PUT", "ümlaut")]
NO_SUCH_CALL = "CA00000000000000000000000000000bad"


@pytest.fixture(params=list(COMMANDS))
def command(request: pytest.FixtureRequest) -> Command:
    return COMMANDS[request.param]


HERE = [V2008, V2010, "sandbox"]
"""In front of a 2010 backend, and that backend itself."""
ELSEWHERE = [f"{version} on {backend}" for backend in BACKENDS if backend != ON_2010 for version in (V2008, V2010)]


@pytest.fixture(params=HERE + ELSEWHERE)
def place(request: pytest.FixtureRequest) -> Place:
    version, _, backend = request.param.partition(" on ")
    if backend:
        return place_on(request.getfixturevalue("gateway"), version, backend)
    chosen: Place = request.getfixturevalue({V2008: "old", V2010: "new"}.get(version, "sandbox"))
    return chosen


def call_sids(place: Place, truth: Truth) -> list[str]:
    return [shown_sid(place, call) for call in truth.calls()]


def shown_sid(place: Place, call: dict[str, Any]) -> str:
    """The sid a client sees: in 2008 that of the first leg, where the backend tells which that is."""
    legless = place.backend == ON_ENVELOPE
    return sid_2008(call) if place.is_2008 and not legless else str(call["sid"])


def paged(place: Place, size: int, page: int = 0) -> str:
    names = ("num", "page") if place.is_2008 else ("PageSize", "Page")
    return urlencode(dict(zip(names, (size, page), strict=True)))


def sids_in_xml(answer: Answer) -> list[str | None]:
    return [call.findtext("Sid") for call in answer.xml()]


def sids_in_json(answer: Answer) -> list[str | None]:
    listing = answer.json()
    if "TwilioResponse" in listing:
        return [item["Call"]["Sid"] for item in listing["TwilioResponse"]["Calls"]]
    return [item["sid"] for item in listing["calls"]]


def sids_in_csv(answer: Answer) -> list[str | None]:
    return [row["Sid"] for row in csv.DictReader(io.StringIO(answer.body.decode()))]


def sids_in_html(answer: Answer) -> list[str | None]:
    return [call.findtext("div[@class='sid']") for call in tree(answer.body).findall(".//div[@class='call']")]


READERS: dict[str, tuple[str, Callable[[Answer], list[str | None]]]] = {
    "": ("application/xml", sids_in_xml),
    ".xml": ("application/xml", sids_in_xml),
    ".json": ("application/json", sids_in_json),
    ".csv": ("text/csv", sids_in_csv),
    ".html": ("text/html", sids_in_html),
}


LISTS = [(place, suffix) for place in HERE + ELSEWHERE for suffix in READERS if (place, suffix) != ("sandbox", ".html")]


@pytest.mark.parametrize(("place", "suffix"), LISTS, indirect=["place"])
def test_it_lists_in_every_representation(command: Command, place: Place, truth: Truth, suffix: str) -> None:
    content_type, sids_in = READERS[suffix]
    answer = command(place, "GET", place.path(f"/Calls{suffix}?{paged(place, 3)}"))
    assert answer.status == 200
    assert (answer.header("Content-Type") or "").partition(";")[0] == content_type
    assert sids_in(answer) == call_sids(place, truth)[:3]


def test_it_pages_through_all_there_is(command: Command, place: Place, truth: Truth) -> None:
    expected, found = call_sids(place, truth), []
    page, target = 0, place.path(f"/Calls?{paged(place, 100)}")
    while target:
        listing = command(place, "GET", target).xml()
        found += [call.findtext("Sid") for call in listing]
        page += 1
        if place.is_2008:
            target = place.path(f"/Calls?{paged(place, 100, page)}") if page < int(listing.get("numpages", "0")) else ""
        else:
            target = listing.get("nextpageuri", "missing")
    assert (found, page) == (expected, -(-len(expected) // 100))


def test_2008_totals_are_a_lower_bound_until_the_last_page(command: Command, old: Place, truth: Truth) -> None:
    """The backend of these tests does not count. 2008 sheet, section 17 row 8: the least that can be is told."""
    count = len(truth.calls())
    answer = command(old, "GET", old.path("/Calls?num=100"))
    assert answer.status == 200, answer.body
    first = answer.xml().attrib
    assert list(first.items()) == list(zip(PAGING_2008, ("0", "2", "100", "200", "0", "99"), strict=True))
    last_page = (count - 1) // 100
    last = command(old, "GET", old.path(f"/Calls?num=100&page={last_page}")).xml().attrib
    shown = (last_page, last_page + 1, 100, count, last_page * 100, count - 1)
    assert list(last.items()) == list(zip(PAGING_2008, map(str, shown), strict=True))


def test_2008_totals_are_true_where_the_route_counts(command: Command, counting: Place, truth: Truth) -> None:
    count = len(truth.calls())
    seen = command(counting, "GET", counting.path("/Calls?num=50&page=1")).xml().attrib
    assert list(seen.items()) == list(zip(PAGING_2008, map(str, (1, -(-count // 50), 50, count, 50, 99)), strict=True))


def test_it_fetches_a_call(command: Command, place: Place, truth: Truth) -> None:
    held = truth.calls()[19]
    call = command(place, "GET", place.path(f"/Calls/{held['sid']}")).xml()
    if place.is_2008:
        assert [field.tag for field in call] == CALL_2008
        assert (call.findtext("Called"), call.findtext("Sid")) == (ten_digits(held["to"]), shown_sid(place, held))
    else:
        assert (call.findtext("To"), call.findtext("Sid")) == (held["to"], held["sid"])
        assert call.findtext("Uri") == place.path(f"/Calls/{held['sid']}")
    assert call.findtext("AccountSid") == place.sid


def test_it_makes_a_call(command: Command, place: Place, truth: Truth) -> None:
    to, sender = ("Called", "Caller") if place.is_2008 else ("To", "From")
    form = [(to, "+14155550142"), (sender, "+14155550100"), ("Url", "http://example.com/a?b=1&c=2")]
    answer = command(place, "POST", place.path("/Calls"), form)
    assert answer.status == 201
    assert truth.calls()[0]["sid"] == answer.xml().findtext("Sid")
    assert ten_digits(answer.xml().findtext(to, "")) == "4155550142" or not place.is_2008


@pytest.mark.parametrize("place", HERE, indirect=True)
def test_it_buys_updates_and_releases_a_number(command: Command, place: Place, truth: Truth) -> None:
    answer = command(place, "POST", place.path("/IncomingPhoneNumbers" + "/Local" * place.is_2008), buying(command, place))
    assert answer.status == 201
    sid = answer.xml().findtext("Sid", "")
    number = place.path(f"/IncomingPhoneNumbers/{sid}")
    # a modern backend, asked directly, knows POST alone
    for method, query, name in UPDATES[:1] if place.direct else UPDATES:
        updated = command(place, method, number + query, [("FriendlyName", name)])
        assert (updated.status, updated.xml().findtext("FriendlyName")) == (200, name)
        assert truth.numbers()[sid]["friendly_name"] == name
    released = command(place, "DELETE", number)
    assert (released.status, released.body) == (204, b"")
    assert sid not in truth.numbers()
    assert command(place, "DELETE", number).status == 404


def buying(command: Command, place: Place) -> list[tuple[str, str]]:
    if place.is_2008:
        return [("AreaCode", "415"), ("FriendlyName", "desk")]
    free = command(place, "GET", place.path("/AvailablePhoneNumbers/US/Local.json?AreaCode=415")).json()
    return [("PhoneNumber", free["available_phone_numbers"][0]["phone_number"]), ("FriendlyName", "desk")]


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_it_sends_an_sms(command: Command, place: Place, truth: Truth, suffix: str) -> None:
    folder = "/SMS/Messages" if place.is_2008 else "/Messages"
    form = [("To", "+14155550142"), ("From", "+14155550100"), ("Body", "Café & <tea> + 100%")]
    answer = command(place, "POST", place.path(folder + suffix), form)
    assert answer.status == 201
    if suffix:
        sent = answer.json()
        fields = sent["TwilioResponse"]["SMSMessage"] if place.is_2008 else sent
        assert list(fields) == SMS_2008 or not place.is_2008
        sid, body = (fields["Sid"], fields["Body"]) if place.is_2008 else (fields["sid"], fields["body"])
    else:
        sid, body = answer.xml().findtext("Sid", ""), answer.xml().findtext("Body")
    assert body == truth.message(sid)["body"] == "Café & <tea> + 100%"


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_it_reads_a_404(command: Command, place: Place, suffix: str) -> None:
    answer = command(place, "GET", place.path(f"/Calls/{NO_SUCH_CALL}{suffix}"))
    assert answer.status == 404
    assert error_status(answer, place, suffix) == "404"


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_it_reads_a_401(command: Command, place: Place, suffix: str) -> None:
    answer = command(place, "GET", place.path(f"/Calls{suffix}"), token="wrong")
    assert answer.status == 401
    assert (answer.header("WWW-Authenticate") or "").startswith("Basic ")
    if isinstance(command, Wget):
        assert answer.body == b"", "wget shows the body of a 401 now: let it be checked like the others'"
    else:
        assert error_status(answer, place, suffix) == "401"


def error_status(answer: Answer, place: Place, suffix: str) -> str | None:
    if not suffix:
        return answer.xml().findtext("Status")
    error = json.loads(answer.body)
    return str(error["TwilioResponse"]["RestException"]["Status"] if place.is_2008 else error["status"])
