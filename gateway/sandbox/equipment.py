"""What an account has set up: numbers, applications, keys, SIP, an address, and one of each thing nobody makes by calling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gateway.sandbox.numbers import FOLDER as NUMBERS
from gateway.sandbox.numbers import describe_owned
from gateway.sandbox.store import Store
from gateway.sandbox.values import Fields

_VOICE = "https://demo.example/voice"
_LISTS = "SIP/CredentialLists"
_ADDRESS_LISTS = "SIP/IpAccessControlLists"
_ADDRESS: Fields = {
    "friendly_name": "Head office",
    "customer_name": "Example",
    "street": "1 Main Street",
    "city": "San Francisco",
    "region": "CA",
    "postal_code": "94105",
    "iso_country": "US",
}
_PLAIN: Sequence[tuple[str, str, Fields]] = (
    ("OutgoingCallerIds", "PN", {"phone_number": "+15105550150", "friendly_name": "Front desk"}),
    ("Applications", "AP", {"friendly_name": "Demo application", "voice_url": "https://demo.example/app"}),
    ("SMS/ShortCodes", "SC", {"short_code": "55501", "friendly_name": "Demo code"}),
    ("ConnectApps", "CN", {"friendly_name": "Demo app", "company_name": "Example", "permissions": ("get-all", "post-all")}),
    ("AuthorizedConnectApps", "CN", {"connect_app_friendly_name": "Demo app", "permissions": ("get-all",)}),
    ("Keys", "SK", {"friendly_name": "Demo key", "secret": "demo-key-secret"}),
    ("SigningKeys", "SK", {"friendly_name": "Demo signing key", "secret": "demo-signing-secret"}),
    (
        "Usage/Triggers",
        "UT",
        {
            "friendly_name": "A thousand calls",
            "usage_category": "calls",
            "trigger_value": "1000",
            "current_value": "260",
            "recurring": "monthly",
            "callback_url": "https://demo.example/trigger",
        },
    ),
)


def add_equipment(store: Store, since: datetime, account: str, numbers: Sequence[str]) -> None:
    """Fit an account out. It owns the given numbers; the first of them stands under its address."""
    for folder, prefix, fields in _PLAIN:
        store.add(account, folder, store.issue_sid(prefix), since, fields)
    address = store.add(account, "Addresses", store.issue_sid("AD"), since, _ADDRESS).sid
    add_numbers(store, since, account, numbers, address)
    _add_sip(store, since, account)
    trial: Fields = {"pin": "12345678", "phone_number": "4155550190", "voice_url": _VOICE}
    store.add(account, "Sandbox", "Sandbox", since, trial)


def add_numbers(store: Store, since: datetime, account: str, numbers: Sequence[str], address: str | None = None) -> None:
    """Let an account own numbers, each with an add-on. `address` is the id of an address for them."""
    for number in numbers:
        fields: Fields = {
            **describe_owned(number),
            "voice_url": _VOICE,
            "sms_url": "https://demo.example/sms",
            "address_sid": address,
        }
        owned = store.add(account, NUMBERS, store.issue_sid("PN"), since, fields)
        folder = f"{NUMBERS}/{owned.sid}/AssignedAddOns"
        add_on = store.add(account, folder, store.issue_sid("XE"), since, {"resource_sid": owned.sid})
        extension: Fields = {
            "resource_sid": owned.sid,
            "assigned_add_on_sid": add_on.sid,
            "friendly_name": "Sandbox extension",
            "product_name": "Programmable Voice",
            "unique_name": "voice-incoming",
            "enabled": True,
        }
        store.add(account, f"{folder}/{add_on.sid}/Extensions", store.issue_sid("XF"), since, extension)


def _add_sip(store: Store, since: datetime, account: str) -> None:
    """A domain guarded by a credential list and an address list, with one entry each."""
    domain_fields: Fields = {"friendly_name": "Demo domain", "domain_name": "demo.sip.example", "voice_url": _VOICE}
    domain = store.add(account, "SIP/Domains", store.issue_sid("SD"), since, domain_fields).sid
    credentials = store.add(account, _LISTS, store.issue_sid("CL"), since, {"friendly_name": "Demo credentials"}).sid
    addresses = store.add(account, _ADDRESS_LISTS, store.issue_sid("AL"), since, {"friendly_name": "Demo addresses"}).sid
    credential: Fields = {"credential_list_sid": credentials, "username": "demo-user"}
    store.add(account, f"{_LISTS}/{credentials}/Credentials", store.issue_sid("CR"), since, credential)
    address: Fields = {"ip_access_control_list_sid": addresses, "friendly_name": "Gateway", "ip_address": "192.0.2.1"}
    store.add(account, f"{_ADDRESS_LISTS}/{addresses}/IpAddresses", store.issue_sid("IP"), since, address)
    for mapping, sid, name in (
        ("CredentialListMappings", credentials, "Demo credentials"),
        ("IpAccessControlListMappings", addresses, "Demo addresses"),
        ("Auth/Calls/CredentialListMappings", credentials, "Demo credentials"),
        ("Auth/Calls/IpAccessControlListMappings", addresses, "Demo addresses"),
        ("Auth/Registrations/CredentialListMappings", credentials, "Demo credentials"),
    ):
        fields: Fields = {"friendly_name": name, "domain_sid": domain}
        store.add(account, f"SIP/Domains/{domain}/{mapping}", sid, since, fields)
