"""The machine-readable description of the API, and how to come from one of its paths to a real one in the sandbox."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.unit.sandbox.sandbox_caller import Caller

_FACTS = Path(os.environ.get("GATEWAY_FACTS") or Path(__file__).resolve().parents[4] / "shared" / "dialects")
DESCRIPTION = _FACTS / "twilio-2010-resources.json"
_BELOW = "/2010-04-01/Accounts/{AccountSid}/"
# number types the sandbox has no stock of, in any country
NOT_SOLD = frozenset({"National", "SharedCost", "Voip", "MachineToMachine"})


@dataclass(frozen=True)
class Operation:
    """A method on a path below the account."""

    method: str
    path: str
    entry: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def success(self) -> int:
        """The status of the answer, the most particular of those described."""
        described = self.entry["methods"][self.method]["responses"]
        return max(int(status) for status in described if int(status) < 400)


@cache
def entries() -> dict[str, dict[str, Any]]:
    """What is said of each path below the account; nothing where the description is not there."""
    if not DESCRIPTION.exists():
        return {}
    described = json.loads(DESCRIPTION.read_text())["paths"]
    return {entry["path_no_suffix"].removeprefix(_BELOW): entry for entry in described if _BELOW in entry["path_no_suffix"]}


def operations(method: str) -> list[Operation]:
    return [Operation(method, path, entry) for path, entry in entries().items() if method in entry["methods"]]


def concrete(api: Caller, template: str) -> str:
    """The path with the id of something that is there (or is made now) in the place of each name, from left to right."""
    done: list[str] = []
    parts = template.split("/")
    for index, part in enumerate(parts):
        done.append(_id(api, "/".join(parts[:index]), "/".join(done), template) if part.startswith("{") else part)
    return "/".join(done)


def _id(api: Caller, collection: str, path: str, template: str) -> str:
    if collection == "AvailablePhoneNumbers":
        return "GB"
    if template.startswith("Recordings/{RecordingSid}") and collection == "Recordings":
        return str(api.get("Transcriptions")["transcriptions"][0]["recording_sid"])
    if collection == "Calls":
        return str(api.get("Notifications")["notifications"][0]["call_sid"])
    entry = entries()[collection]
    if "GET" not in entry["methods"]:
        success = Operation("POST", collection, entry).success
        return str(api.post(path, form_for(api, collection), success)["sid"])
    query = {"Conferences": "?Status=in-progress", "Messages": "?PageSize=1000"}.get(collection, "")
    items = api.get(path + query)[entry["list_key"]]
    if collection == "Messages":
        items = [item for item in items if item["num_media"] == "1"]
    return str(items[0].get("sid") or items[0].get("call_sid") or items[0]["connect_app_sid"])


_CALL = {"To": "+14155550150", "From": "+14155550100", "Url": "https://demo.example/voice"}
_CALLBACK = {"IdempotencyKey": "k", "StatusCallback": "https://demo.example/"}
_STOPPED = {"Status": "stopped"}
# what a POST needs at least; a path that is not here needs nothing
_FORMS: dict[str, dict[str, str]] = {
    "Addresses": dict.fromkeys(("CustomerName", "Street", "City", "Region", "PostalCode", "IsoCountry"), "x"),
    "Calls": _CALL,
    "Calls/{CallSid}/Payments": _CALLBACK,
    "Calls/{CallSid}/Payments/{Sid}": _CALLBACK,
    "Calls/{CallSid}/Recordings/{Sid}": _STOPPED,
    "Conferences/{ConferenceSid}/Recordings/{Sid}": _STOPPED,
    "Calls/{CallSid}/Siprec/{Sid}": _STOPPED,
    "Calls/{CallSid}/Streams": {"Url": "wss://demo.example/"},
    "Calls/{CallSid}/Streams/{Sid}": _STOPPED,
    "Calls/{CallSid}/Transcriptions/{Sid}": _STOPPED,
    "Calls/{CallSid}/UserDefinedMessageSubscriptions": {"Callback": "https://demo.example/"},
    "Calls/{CallSid}/UserDefinedMessages": {"Content": "{}"},
    "Conferences/{ConferenceSid}/Participants": _CALL,
    "IncomingPhoneNumbers": {"AreaCode": "415"},
    "IncomingPhoneNumbers/Local": {"PhoneNumber": "+15105550100"},
    "IncomingPhoneNumbers/Mobile": {"PhoneNumber": "+447700900000"},
    "IncomingPhoneNumbers/TollFree": {"PhoneNumber": "+18005550100"},
    "IncomingPhoneNumbers/{ResourceSid}/AssignedAddOns": {"InstalledAddOnSid": "XB" + "0" * 32},
    "Messages": {"To": "+14155550150", "From": "+14155550100", "Body": "Hello"},
    "OutgoingCallerIds": {"PhoneNumber": "+14155550151"},
    "Queues": {"FriendlyName": "q"},
    "Queues/{QueueSid}/Members/{CallSid}": {"Url": "https://demo.example/"},
    "SIP/CredentialLists": {"FriendlyName": "l"},
    "SIP/CredentialLists/{Sid}": {"FriendlyName": "l"},
    "SIP/CredentialLists/{CredentialListSid}/Credentials": {"Username": "u", "Password": "p"},
    "SIP/Domains": {"DomainName": "demo.sip.example"},
    "SIP/IpAccessControlLists": {"FriendlyName": "l"},
    "SIP/IpAccessControlLists/{Sid}": {"FriendlyName": "l"},
    "SIP/IpAccessControlLists/{IpAccessControlListSid}/IpAddresses": {"FriendlyName": "a", "IpAddress": "192.0.2.1"},
    "Usage/Triggers": {"CallbackUrl": "https://demo.example/", "TriggerValue": "1", "UsageCategory": "calls"},
}


def form_for(api: Caller, template: str) -> dict[str, str]:
    """The least a POST to a path needs."""
    for lists, key in (("CredentialList", "credential_lists"), ("IpAccessControlList", "ip_access_control_lists")):
        if template.endswith(f"{lists}Mappings"):
            return {f"{lists}Sid": api.get(f"SIP/{lists}s")[key][0]["sid"]}
    return _FORMS.get(template, {})
