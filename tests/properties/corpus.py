"""The example data of the dialects, file by file, with the request each file answers.

It lies in the folder GATEWAY_CORPUS names, or in ../shared/corpus next to the repository. Without it nothing is listed and the
tests say that they were skipped; with GATEWAY_NO_SKIP=1 that is a failure.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gateway.wire import WireRequest
from tests.properties.speakers import ACCOUNT

ROOT = Path(os.environ.get("GATEWAY_CORPUS", Path(__file__).parents[3] / "shared" / "corpus"))
_PLACEHOLDERS = {"AccountSid": ACCOUNT, "CountryCode": "US"}
_PATH = re.compile(r"/2010-04-01/[^\s'\"?]*")


@dataclass(frozen=True)
class Sample:
    """An answer as somebody captured or documented it. `path` is without suffix; the file's own name tells the form."""

    dialect: str
    file: str
    method: str
    path: str

    @property
    def data(self) -> bytes:
        return (ROOT / self.file).read_bytes()

    @property
    def suffix(self) -> str:
        """What the caller asked with: 2010 gives XML without one."""
        return ".json" if self.file.endswith(".json") else ""

    @property
    def request(self) -> WireRequest:
        """What it answers. The samples leave out what was sent, but a number is bought by its name alone."""
        buys = self.method == "POST" and re.search(r"/IncomingPhoneNumbers(/(Local|Mobile|TollFree))?$", self.path)
        return WireRequest(self.method, f"{self.path}{self.suffix}", body=b"PhoneNumber=%2B15555550100" if buys else b"")


def _sample(dialect: str, file: str, method: str, path: str) -> Sample:
    filled = re.sub(r"\{(\w+)\}", lambda name: _PLACEHOLDERS.get(name[1], f"XX{name[1]}"), path)
    return Sample(dialect, file, method, re.sub(r"\.(json|xml)$", "", filled))


def _specified() -> Iterator[Sample]:
    for row in json.loads((ROOT / "twilio-2010/INDEX.json").read_text("utf-8")):
        yield _sample("twilio-2010", f"twilio-2010/{row['file']}", row["method"], row["path"])


def _documented() -> Iterator[tuple[str, Sample, Sample]]:
    for row in json.loads((ROOT / "twilio-2010/pairs/INDEX.json").read_text("utf-8"))["pairs"]:
        request = row["request_json"]
        method = "POST" if re.search(r"-X ?POST", request) else "GET"
        path = _PATH.findall(request)[0]
        in_json, in_xml = (_sample("twilio-2010", f"twilio-2010/pairs/{row[form]}", method, path) for form in ("json", "xml"))
        yield row["name"], in_json, in_xml


def _captured() -> Iterator[Sample]:
    for folder, rows in _CAPTURED.items():
        for name, (dialect, method, path) in rows.items():
            version = "2008-08-01" if dialect == _OLD else "2010-04-01"
            whole = f"/{version}{path}" if path.startswith("/") else f"/{version}/Accounts/{ACCOUNT}/{path}"
            yield _sample(dialect, f"{folder}/{name}", method, whole)


_NEW, _OLD = "twilio-2010", "twilio-2008"
_PYTHON, _GO = "python5-fixture", "twilio-go"
_CAPTURED: dict[str, dict[str, tuple[str, str, str]]] = {
    "twilio-2010/live/json": {
        f"{_PYTHON}.accounts_instance.json": (_NEW, "GET", "/Accounts/{AccountSid}"),
        f"{_PYTHON}.available_phone_numbers_ca_local.json": (_NEW, "GET", "AvailablePhoneNumbers/CA/Local"),
        f"{_PYTHON}.available_phone_numbers_us_local.json": (_NEW, "GET", "AvailablePhoneNumbers/US/Local"),
        f"{_PYTHON}.calls_instance.json": (_NEW, "GET", "Calls/{sid}"),
        f"{_PYTHON}.calls_list.json": (_NEW, "GET", "Calls"),
        f"{_PYTHON}.conferences_list.json": (_NEW, "GET", "Conferences"),
        f"{_PYTHON}.incoming_phone_numbers_instance.json": (_NEW, "GET", "IncomingPhoneNumbers/{sid}"),
        f"{_PYTHON}.incoming_phone_numbers_list.json": (_NEW, "GET", "IncomingPhoneNumbers"),
        f"{_PYTHON}.keys_instance.json": (_NEW, "GET", "Keys/{sid}"),
        f"{_PYTHON}.keys_list.json": (_NEW, "GET", "Keys"),
        f"{_PYTHON}.members_instance.json": (_NEW, "GET", "Queues/{queue}/Members/{sid}"),
        f"{_PYTHON}.notifications_instance.json": (_NEW, "GET", "Notifications/{sid}"),
        f"{_PYTHON}.outgoing_caller_ids_list.json": (_NEW, "GET", "OutgoingCallerIds"),
        f"{_PYTHON}.queues_list.json": (_NEW, "GET", "Queues"),
        f"{_PYTHON}.recordings_list.json": (_NEW, "GET", "Recordings"),
        f"{_PYTHON}.sms_messages_list.json": (_NEW, "GET", "SMS/Messages"),
        f"{_PYTHON}.transcriptions_list.json": (_NEW, "GET", "Transcriptions"),
        f"{_PYTHON}.usage_records_list.json": (_NEW, "GET", "Usage/Records"),
        f"{_GO}.accountCreateResponse.json": (_NEW, "POST", "/Accounts"),
        f"{_GO}.accountList.json": (_NEW, "GET", "/Accounts"),
        f"{_GO}.addressInstance.json": (_NEW, "GET", "Addresses/{sid}"),
        f"{_GO}.availablePhoneNumbers.json": (_NEW, "GET", "AvailablePhoneNumbers/US/Local"),
        f"{_GO}.callerIDVerify.json": (_NEW, "POST", "OutgoingCallerIds"),
        f"{_GO}.conferencePage.json": (_NEW, "GET", "Conferences"),
        f"{_GO}.getMessageResponse.json": (_NEW, "GET", "Messages/{sid}"),
        f"{_GO}.makeCallResponse.json": (_NEW, "POST", "Calls"),
        f"{_GO}.sendMessageResponse.json": (_NEW, "POST", "Messages"),
    },
    "twilio-2010/live/xml": {
        "conferences-one-2011.xml": (_NEW, "GET", "Conferences"),
        "error-401-2018.xml": (_NEW, "GET", "Calls"),
        "error-401-2021.xml": (_NEW, "GET", "Calls"),
        "error-404-20404.xml": (_NEW, "GET", "/Accounts/1234/IncomingPhoneNumbers/1234"),
        "message-create-2020.xml": (_NEW, "POST", "Messages"),
        "sms-message-create-2016.xml": (_NEW, "POST", "SMS/Messages"),
    },
    "twilio-2008": {
        "account.xml": (_OLD, "GET", "/Accounts/{AccountSid}"),
        "call-created-live-2009.xml": (_OLD, "POST", "Calls"),
        "call-created.2010-live-2011.xml": (_NEW, "POST", "Calls"),
        "call-redirected-doc.xml": (_OLD, "POST", "Calls/{sid}"),
        "call.2010-early.json": (_NEW, "GET", "Calls/{sid}"),
        "call.json": (_OLD, "GET", "Calls/{sid}"),
        "call.xml": (_OLD, "GET", "Calls/{sid}"),
        "calls-list.json": (_OLD, "GET", "Calls"),
        "calls-list.xml": (_OLD, "GET", "Calls"),
        "conference.xml": (_OLD, "GET", "Conferences/{sid}"),
        "error-400-21201.2010.json": (_NEW, "POST", "Calls"),
        "error-400-21201.json": (_OLD, "POST", "Calls"),
        "error-400-21201.xml": (_OLD, "POST", "Calls"),
        "error-401.2010-modern.xml": (_NEW, "GET", "Calls"),
        "incoming-phone-number.2010-early.json": (_NEW, "GET", "IncomingPhoneNumbers/{sid}"),
        "incoming-phone-number.xml": (_OLD, "GET", "IncomingPhoneNumbers/{sid}"),
        "notification.xml": (_OLD, "GET", "Notifications/{sid}"),
        "outgoing-caller-id-validation.2010-early.json": (_NEW, "POST", "OutgoingCallerIds"),
        "sms-message.xml": (_OLD, "GET", "SMS/Messages/{sid}"),
    },
}

NO_ANSWERS = {
    "twilio-2008/account.html": "HTML is written and never read",
    "twilio-2008/calls.csv": "CSV is written and never read",
    "twilio-2008/req-": "a request",
    "twilio-2008/signature-": "a signature",
    "twilio-2008/webhook-": "a callback",
    "twilio-2010/live/errors.json": "many answers in one file",
    "twilio-2010/live/http/": "headers alone",
    "twilio-2010/signature-": "signatures",
    "twilio-2010/webhooks/": "callbacks",
}
"""The files that hold no answer of its own, by the beginning of their names."""

IS_THERE = ROOT.is_dir()
PAIRS = tuple(_documented()) if IS_THERE else ()
SAMPLES = (*_specified(), *(sample for _, *pair in PAIRS for sample in pair), *_captured()) if IS_THERE else ()
"""Every answer there is."""


def files() -> Iterator[str]:
    """Every file of the dialects' folders but the indexes, by its name below the root."""
    for folder in (_OLD, _NEW):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and not file.name.startswith("INDEX."):
                yield str(file.relative_to(ROOT))
