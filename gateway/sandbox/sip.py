"""SIP domains, credential lists, address lists, and which list guards which domain."""

from __future__ import annotations

from functools import partial

from gateway.sandbox.errors import invalid, missing
from gateway.sandbox.exchange import Answer, Exchange, Route, route
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.plain import CREATED, Plain, need_parent, plain_routes

_LISTS = "SIP/CredentialLists"
_ADDRESS_LISTS = "SIP/IpAccessControlLists"
_FLAGS = ("sip_registration", "emergency_calling_enabled", "secure")

DOMAIN = Kind(
    "SipDomain",
    "SipDomains",
    "domains",
    names(
        "sid account_sid friendly_name api_version domain_name auth_type voice_url voice_method voice_fallback_url "
        "voice_fallback_method voice_status_callback_url voice_status_callback_method date_created date_updated "
        "sip_registration emergency_calling_enabled secure byoc_trunk_sid emergency_caller_sid uri subresource_uris"
    ),
    prefix="SD",
    children={
        "credential_list_mappings": "CredentialListMappings",
        "ip_access_control_list_mappings": "IpAccessControlListMappings",
        "auth": "Auth",
    },
    defaults={
        "auth_type": "",
        "voice_method": "POST",
        "voice_fallback_method": "POST",
        "voice_status_callback_method": "POST",
        **dict.fromkeys(_FLAGS, False),
    },
    booleans=frozenset(_FLAGS),
)
CREDENTIAL_LIST = Kind(
    "CredentialList",
    "CredentialLists",
    "credential_lists",
    names("sid friendly_name date_created date_updated account_sid uri subresource_uris"),
    prefix="CL",
    children={"credentials": "Credentials"},
)
CREDENTIAL = Kind(
    "Credential",
    "Credentials",
    "credentials",
    names("sid account_sid credential_list_sid username date_created date_updated uri"),
    prefix="CR",
)
ADDRESS_LIST = Kind(
    "IpAccessControlList",
    "IpAccessControlLists",
    "ip_access_control_lists",
    names("sid friendly_name date_created date_updated account_sid uri subresource_uris"),
    prefix="AL",
    children={"ip_addresses": "IpAddresses"},
)
IP_ADDRESS = Kind(
    "IpAddress",
    "IpAddresses",
    "ip_addresses",
    names(
        "sid friendly_name ip_address date_created date_updated account_sid ip_access_control_list_sid cidr_prefix_length uri"
    ),
    prefix="IP",
    defaults={"cidr_prefix_length": 32},
    integers=frozenset({"cidr_prefix_length"}),
)
_MAPPING_FIELDS = names("sid account_sid friendly_name date_created date_updated domain_sid uri")
_ADDRESS_MAPPING_FIELDS = names("sid friendly_name date_created date_updated account_sid domain_sid uri")
_GUARD_FIELDS = names("sid account_sid friendly_name date_created date_updated")
_GUARD = Kind("Content", "Contents", "contents", _GUARD_FIELDS)

_DOMAIN_PARAMETERS = names(
    "FriendlyName VoiceUrl VoiceMethod VoiceFallbackUrl VoiceFallbackMethod VoiceStatusCallbackUrl "
    "VoiceStatusCallbackMethod SipRegistration EmergencyCallingEnabled Secure ByocTrunkSid EmergencyCallerSid"
)
_NAME = ("FriendlyName*",)

_ROWS = (
    Plain(
        "SIP/Domains",
        DOMAIN,
        create=("DomainName*", *_DOMAIN_PARAMETERS),
        update=("DomainName", *_DOMAIN_PARAMETERS),
    ),
    Plain(_LISTS, CREDENTIAL_LIST, create=_NAME, update=_NAME),
    Plain(
        f"{_LISTS}/*/Credentials",
        CREDENTIAL,
        create=names("Username* Password*"),
        update=("Password",),
        parent_field="credential_list_sid",
    ),
    Plain(_ADDRESS_LISTS, ADDRESS_LIST, create=_NAME, update=_NAME),
    Plain(
        f"{_ADDRESS_LISTS}/*/IpAddresses",
        IP_ADDRESS,
        create=names("FriendlyName* IpAddress* CidrPrefixLength"),
        update=names("IpAddress FriendlyName CidrPrefixLength"),
        parent_field="ip_access_control_list_sid",
    ),
)


def _map(kind: Kind, path: str, lists: str, exchange: Exchange) -> Answer:
    """Let a list guard a domain: the mapping has the id and the name of the list."""
    domain = need_parent(path, exchange)
    parameter = "CredentialListSid" if lists == _LISTS else "IpAccessControlListSid"
    sid = exchange.form.get(parameter)
    if not sid:
        raise missing(parameter)
    store = exchange.scene.store
    mapped = store.find(exchange.account, lists, sid)
    if mapped is None:
        raise invalid(parameter, sid)
    fields = {"friendly_name": mapped.fields.get("friendly_name"), "domain_sid": domain}
    record = store.add(exchange.account, exchange.folder, sid, exchange.scene.now, fields)
    return exchange.show(kind, record, CREATED)


def _mapping_routes(kind: Kind, path: str, lists: str) -> tuple[Route, ...]:
    plain = Plain(path, kind, verbs="list fetch delete")
    return (*plain_routes(plain), route(path, POST=partial(_map, kind, path, lists)))


_CREDENTIAL_MAPPING = Kind("CredentialListMapping", "CredentialListMappings", "credential_list_mappings", _MAPPING_FIELDS)
_ADDRESS_MAPPING = Kind(
    "IpAccessControlListMapping", "IpAccessControlListMappings", "ip_access_control_list_mappings", _ADDRESS_MAPPING_FIELDS
)
_DOMAIN = "SIP/Domains/*"

SIP_ROUTES: tuple[Route, ...] = (
    *(known for row in _ROWS for known in plain_routes(row)),
    *_mapping_routes(_CREDENTIAL_MAPPING, f"{_DOMAIN}/CredentialListMappings", _LISTS),
    *_mapping_routes(_ADDRESS_MAPPING, f"{_DOMAIN}/IpAccessControlListMappings", _ADDRESS_LISTS),
    *_mapping_routes(_GUARD, f"{_DOMAIN}/Auth/Calls/CredentialListMappings", _LISTS),
    *_mapping_routes(_GUARD, f"{_DOMAIN}/Auth/Calls/IpAccessControlListMappings", _ADDRESS_LISTS),
    *_mapping_routes(_GUARD, f"{_DOMAIN}/Auth/Registrations/CredentialListMappings", _LISTS),
)
