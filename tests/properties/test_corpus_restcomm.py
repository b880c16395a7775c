"""Every rendered, captured or documented Restcomm answer comes back as it was: read, and written again for a caller of its own.

What differs for a reason is listed place by place; a place listed that no longer differs fails. Rendered are the outputs of the
original converters, so the caller's route writes what servers write: the switches `server_xml` and `status_spelling`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import pytest

from gateway.codecs.xml import read_xml
from gateway.model import ApiResponse, Representation
from gateway.wire import WireRequest, WireResponse
from tests.properties import corpus
from tests.properties.differing_places import json_places, xml_places
from tests.properties.restcomm_excuses import EXCUSED
from tests.properties.speakers import Speaker, speaker

_FOLDER = corpus.ROOT / "restcomm-2012"
_IS_THERE = _FOLDER.is_dir()
_NAME = "restcomm-2012"
_ADMINISTRATOR = "ACae6e420f425248d6a26948c17a9e2acf"
_SOMEBODYS = re.compile(r'account_?sid["\s:>]+(AC\w+)', re.IGNORECASE)
_CALL = "ID00000000000000000000000000000001-CA00000000000000000000000000000001"
_CONFERENCE = "CF00000000000000000000000000000007"

pytestmark = pytest.mark.skipif(not _IS_THERE, reason="the corpus is absent; see GATEWAY_CORPUS")

_PATHS: Mapping[str, str] = {
    "rendered/account": "GET /Accounts/{account}",
    "rendered/accounts": "GET /Accounts",
    "rendered/application": "GET Applications/AP1",
    "rendered/applications": "GET Applications",
    "rendered/availablecountries": "GET IncomingPhoneNumbers/AvailableCountries",
    "rendered/availablephonenumbers": "GET AvailablePhoneNumbers/US/Local",
    "rendered/call.create": "POST Calls",
    "rendered/call.full": f"GET Calls/{_CALL}",
    "rendered/call.recordings": f"GET Calls/{_CALL}/Recordings",
    "rendered/calls": "GET Calls",
    "rendered/client": "GET Clients/CL1",
    "rendered/clients": "GET Clients",
    "rendered/conference": f"GET Conferences/{_CONFERENCE}",
    "rendered/conferences": "GET Conferences",
    "rendered/email": "POST Email/Messages",
    "rendered/gateway": "GET Management/Gateways/GW1",
    "rendered/gateways": "GET Management/Gateways",
    "rendered/geolocation": "GET Geolocation/Immediate/GL1",
    "rendered/geolocations": "GET Geolocation",
    "rendered/incomingphonenumber": "GET IncomingPhoneNumbers/PN1",
    "rendered/incomingphonenumbers": "GET IncomingPhoneNumbers",
    "rendered/notification": "GET Notifications/NO1",
    "rendered/notifications": "GET Notifications",
    "rendered/organization": "GET /Organizations/OR1",
    "rendered/organizations": "GET /Organizations",
    "rendered/outboundproxy": "GET OutboundProxy",
    "rendered/outgoingcallerid": "GET OutgoingCallerIds/PN1",
    "rendered/outgoingcallerids": "GET OutgoingCallerIds",
    "rendered/participant": f"GET Conferences/{_CONFERENCE}/Participants/{_CALL}",
    "rendered/participants": f"GET Conferences/{_CONFERENCE}/Participants",
    "rendered/recording": "GET Recordings/RE1",
    "rendered/recordings": "GET Recordings",
    "rendered/sms.create": "POST SMS/Messages",
    "rendered/sms.failed": "GET SMS/Messages/SM1",
    "rendered/sms.list": "GET SMS/Messages",
    "rendered/supervisor.ping": "GET Supervisor",
    "rendered/transcription": "GET Transcriptions/TR1",
    "rendered/transcriptions": "GET Transcriptions",
    "rendered/usagerecords": "GET Usage/Records/Daily",
    "captured/java-new.calls-response": "GET Calls",
    "captured/java-old.Accounts": "GET /Accounts/{account}",
    "captured/java-old.Applications.GetApplication": "GET Applications/AP1",
    "captured/java-old.Applications.GetApplicationList": "GET Applications",
    "captured/java-old.Calls.getCallList": "GET Calls",
    "captured/java-old.Clients.getClientList": "GET Clients",
    "captured/java-old.Clients.getUClient": "GET Clients/CL1",
    "testsuite/available": "GET AvailablePhoneNumbers/US/Local",
    "testsuite/incoming": "GET IncomingPhoneNumbers/PN1",
    "docs/applications-api.01": "POST Applications",
    "docs/applications-api.02": "GET Applications/AP1",
    "docs/applications-api.03": "GET Applications",
    "docs/calls-api.06": f"GET Conferences/CFcc373b0637114f088eae954fa73f0f57/Participants/{_CALL}",
    "docs/calls-api.07": f"GET Conferences/CFcc373b0637114f088eae954fa73f0f57/Participants/{_CALL}",
    "docs/clients-api.02": "GET Clients",
    "docs/clients-api.03": "GET Clients",
    "docs/email-api.02": "POST Email/Messages",
    "docs/geolocation-api": "GET Geolocation/Immediate/GL1",
    "docs/participants-api": f"GET Conferences/CFcc373b0637114f088eae954fa73f0f57/Participants/{_CALL}",
    "docs/recordings-api": "GET Recordings",
    "docs/sms-api.02": "POST SMS/Messages",
    "docs/sms-api.04": "GET SMS/Messages/SM1",
    "docs/sms-api": "GET SMS/Messages",
    "docs/transcriptions-api": "GET Transcriptions",
    "docs/ussd-push-api.02": "POST UssdPush",
}
"""By the beginning of a file's name, the longest that fits: what it answers, below the account where no slash stands first."""
_NO_ANSWERS = {
    "docs/calls-api.10": "the manual leaves parts of it out and writes dots there",
    "docs/notifications-api.04": "likewise",
    "docs/recordings-api.04": "likewise",
    "docs/sms-api.07": "likewise",
    **dict.fromkeys(
        (f"docs/geolocation-api.{number}" for number in ("01", "02", "03", "04", "09", "10", "11", "13", "15")),
        "the manual indents it with characters that are no white space in XML",
    ),
    "docs/profile-api": "profiles are not offered: they are no part of any account",
    "docs/ussd-push-api.01": "a server's configuration",
    "rendered/call.create.multi": "several calls for one: only the first is shown, which has a test of its own below",
}


def _files() -> Iterator[str]:
    for file in sorted(_FOLDER.rglob("*")) if _IS_THERE else ():
        if file.is_file() and file.suffix in (".json", ".xml"):
            yield str(file.relative_to(_FOLDER))


_ANSWERS = [file for file in _files() if not file.startswith(tuple(_NO_ANSWERS))]


def test_every_file_is_asked_about() -> None:
    assert [file for file in _ANSWERS if not _places_of(file)] == []
    assert {name for name in _PATHS if not any(file.startswith(name) for file in _ANSWERS)} == set()


@pytest.mark.parametrize("file", _ANSWERS)
def test_an_answer_comes_back_as_it_was(file: str) -> None:
    data = (_FOLDER / file).read_bytes()
    written = _turn(file, data)
    if file.endswith(".json"):
        places = set(json_places(_one_list(file, json.loads(data)), json.loads(written)))
    else:
        places = set(xml_places(read_xml(data), read_xml(written)))
    assert places == _excused(file)


def test_of_several_calls_the_first_is_shown() -> None:
    data = (_FOLDER / "rendered/call.create.multi.json").read_bytes()
    response = _read("POST", f"/Accounts/{_ADMINISTRATOR}/Calls.json", data, _speaker(Representation.JSON))
    written = _write("POST", f"/Accounts/{_ADMINISTRATOR}/Calls.json", response, _speaker(Representation.JSON))
    several = json.loads(data)
    assert len(several) > 1
    assert {loss.where for loss in response.losses} >= {"sid"}
    assert json.loads(written)["sid"] == several[0]["sid"]


def test_no_excuse_is_made_for_what_is_not_there() -> None:
    assert {file for rows in EXCUSED.values() for file in rows} <= set(_ANSWERS)


def _one_list(file: str, document: object) -> object:
    """A single item of a list, as the server's tests compare it, is shown as the list it stands in."""
    return [document] if file.startswith("testsuite/available") else document


def _places_of(file: str) -> str:
    fitting = [name for name in _PATHS if file.startswith(name)]
    return _PATHS[max(fitting, key=len)] if fitting else ""


def _turn(file: str, data: bytes) -> bytes:
    in_json = file.endswith(".json")
    if file.startswith("testsuite/available"):
        data = json.dumps([json.loads(data)]).encode()
    method, _, path = _places_of(file).partition(" ")
    found = _SOMEBODYS.search(data.decode())
    account = found[1] if found else _ADMINISTRATOR
    whole = path.format(account=account) if path.startswith("/") else f"/Accounts/{account}/{path}"
    suffix = ".json" if in_json else ""
    one = _speaker(Representation.JSON if in_json else Representation.XML)
    return _write(method, whole + suffix, _read(method, whole + suffix, data, one), one)


def _speaker(representation: Representation) -> Speaker:
    return speaker(_NAME, representation, server_xml=True, status_spelling="server")


def _wire(method: str, path: str, one: Speaker) -> WireRequest:
    return WireRequest(method, f"{one.face.base_path}/2012-04-24{path}")


def _read(method: str, path: str, data: bytes, one: Speaker) -> ApiResponse:
    asked = one.dialect.read_request(_wire(method, path, one), one.face)
    return one.dialect.read_response(WireResponse(200, body=data), asked, one.face)


def _write(method: str, path: str, response: ApiResponse, one: Speaker) -> bytes:
    asked = one.dialect.read_request(_wire(method, path, one), one.face)
    return one.dialect.write_response(response, asked, one.face).wire.body


def _excused(file: str) -> set[str]:
    return {place for rows in EXCUSED.values() for place in rows.get(file, "").split()}
