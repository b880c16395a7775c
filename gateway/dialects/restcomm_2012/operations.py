"""What 2012-04-24 can do: the canonical operations it keeps, those it alone has, and the parameters it takes for each.

Source: the endpoints of Restcomm-Connect at c67f142. Left out is the administration of a whole server: profiles, extensions,
migrations, remote supervision, the making of organizations, and Logout, which does nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from gateway.dialects.restcomm_2012.kinds import KINDS
from gateway.dialects.tables import ACCOUNT, Effect, Operation, Parameter, Shape, parameters, resource
from gateway.dialects.twilio_2010 import BASE as CANONICAL

PERIODS = ("daily", "monthly", "yearly", "all_time", "today", "yesterday", "this_month", "last_month")
KEEPS = (
    *("accounts.list", "accounts.fetch", "accounts.update"),
    *(f"applications.{verb}" for verb in ("list", "fetch", "delete")),
    *(f"available_phone_numbers.{family}.list" for family in ("local", "toll_free", "mobile")),
    *("calls.list", "calls.create", "calls.fetch", "calls.recordings.list"),
    *("conferences.list", "conferences.fetch"),
    *(f"conferences.participants.{verb}" for verb in ("list", "fetch", "update")),
    *(f"incoming_phone_numbers.{verb}" for verb in ("list", "create", "fetch", "update", "delete")),
    *(f"incoming_phone_numbers.{family}.{verb}" for family in ("local", "toll_free", "mobile") for verb in ("list", "create")),
    *("notifications.list", "notifications.fetch"),
    *("outgoing_caller_ids.list", "outgoing_caller_ids.fetch", "outgoing_caller_ids.delete"),
    *("recordings.list", "recordings.fetch", "recordings.delete"),
    *("transcriptions.list", "transcriptions.fetch", "transcriptions.delete"),
    *(f"usage.records.{period}.list" for period in PERIODS if period != "all_time"),
)

_CLIENT = "FriendlyName Status VoiceUrl VoiceMethod VoiceFallbackUrl VoiceFallbackMethod VoiceApplicationSid IsPushEnabled"
_ACCOUNT = "EmailAddress* Password* FriendlyName Role Status OrganizationSid"
_LEG = "Url Method Status FallbackUrl FallbackMethod StatusCallback StatusCallbackMethod Mute MoveConnectedCallLeg"
_USSD = "FriendlyName RcmlUrl Kind VoiceCallerIdLookup"
_LOCATED = "DeviceIdentifier* StatusCallback*"
_FENCED = f"{_LOCATED} GeofenceEvent* EventGeofenceLatitude* EventGeofenceLongitude* GeofenceRange*"


def _read_only(row: str, method: str = "GET") -> Operation:
    name, path, kind = row.split()
    return Operation(name, method, (*ACCOUNT, *path.split("/")), kind, Shape.ITEM, Effect.READ, 200)


ELSEWHERE = (
    # served at the paths of operations of everybody's: there they mean something no other dialect can do
    *resource("accounts.with_password  Accounts/{account_sid}  account  create=200", create=_ACCOUNT),
    *resource("calls.legs  ~/Calls/{sid}  call  update", update=_LEG),
    *resource("applications.for_ussd  ~/Applications/{sid}  application  create=200 update", create=_USSD, update=_USSD),
    *resource(
        "outgoing_caller_ids.unvalidated  ~/OutgoingCallerIds  outgoing_caller_id  create=200",
        create="PhoneNumber* FriendlyName",
    ),
)
ADDS = (
    *resource(
        "clients  ~/Clients/{sid}  client  list create=200 fetch update delete=200",
        paged=False,
        create=f"Login* Password* {_CLIENT}",
        update=f"Password {_CLIENT}",
    ),
    *resource(
        "management.gateways  ~/Management/Gateways/{sid}  gateway  list create=200 fetch update delete=200",
        paged=False,
        create="FriendlyName UserName* Password* Proxy* Register* TTL",
        update="FriendlyName UserName Password Proxy Register TTL",
    ),
    *resource("organizations  Organizations/{sid}  organization  list fetch", paged=False, list="Status"),
    *resource("geolocation  ~/Geolocation  geolocation  list", paged=False),
    *resource(
        "geolocation.immediate  ~/Geolocation/Immediate/{sid}  geolocation  create=200 fetch update delete=200",
        create=_LOCATED,
        update=_LOCATED.replace("*", ""),
    ),
    *resource(
        "geolocation.notification  ~/Geolocation/Notification/{sid}  geolocation  create=200 fetch update delete=200",
        create=_FENCED,
        update=_FENCED.replace("*", ""),
    ),
    *resource(
        "email.messages  ~/Email/Messages  email_message  create=200",
        create="From* To* Body* Subject* Type CC BCC",
    ),
    *resource("ussd_push  ~/UssdPush  call  create=200", create="From* To* Url* Timeout Username Password"),
    *resource(
        "incoming_phone_numbers.available_countries  ~/IncomingPhoneNumbers/AvailableCountries  available_country  list",
        paged=False,
    ),
    _read_only("version.fetch  Version  version"),
    _read_only("supervisor.fetch  Supervisor  supervision"),
    _read_only("supervisor.metrics.fetch  Supervisor/metrics  supervision"),
    _read_only("supervisor.live_calls.fetch  Supervisor/livecalls  supervision"),
    _read_only("outbound_proxy.fetch  OutboundProxy  outbound_proxy"),
    # a GET that switches: it is seen through to its end like everything that changes something
    replace(_read_only("outbound_proxy.switch.fetch  OutboundProxy/switchProxy  outbound_proxy"), effect=Effect.UPDATE),
    _read_only("outbound_proxy.active.fetch  OutboundProxy/getActiveProxy  outbound_proxy"),
    # no period is no list, and yet a path: everything but this is 405
    _read_only("usage.records.options  Usage/Records  supervision", "OPTIONS"),
)

_SLICE = "StartTime EndTime SubAccounts SortBy Reverse AfterSid"
_DOCUMENT = "Url{0} Method FallbackUrl FallbackMethod StatusCallback StatusCallbackMethod"
_NUMBER_FILTERS = "PhoneNumber FriendlyName SortBy Reverse AfterSid"
_NUMBER = (
    "FriendlyName VoiceUrl VoiceMethod VoiceFallbackUrl VoiceFallbackMethod StatusCallback StatusCallbackMethod "
    "VoiceCallerIdLookup VoiceApplicationSid SmsUrl SmsMethod SmsFallbackUrl SmsFallbackMethod SmsApplicationSid UssdUrl "
    "UssdMethod UssdFallbackUrl UssdFallbackMethod UssdApplicationSid ReferUrl ReferMethod ReferApplicationSid VoiceCapable "
    "SmsCapable MmsCapable FaxCapable isSIP ApiVersion Cost"
)
_SEARCH = (
    "AreaCode Contains SmsEnabled MmsEnabled VoiceEnabled FaxEnabled UssdEnabled NearNumber NearLatLong Distance InPostalCode "
    "InRegion InRateCenter InLata RangeSize RangeIndex"
)
_APPLICATION = "FriendlyName{0} RcmlUrl Kind VoiceCallerIdLookup ApiVersion"

_KEPT_TAKES: Mapping[str, str] = {
    "accounts.list": "OrganizationSid DomainName",
    "accounts.update": "Password FriendlyName Role Status",
    "applications.list": "includeNumbers",
    "applications.create": _APPLICATION.format("*"),
    "applications.update": _APPLICATION.format(""),
    **{f"available_phone_numbers.{family}.list": _SEARCH for family in ("local", "toll_free", "mobile")},
    "calls.list": f"To From Status ParentCallSid ConferenceSid localOnly {_SLICE}",
    "calls.create": f"From* To* {_DOCUMENT.format('*')} StatusCallbackEvent[] Timeout Username Password ApiVersion",
    "calls.update": _LEG,
    "conferences.list": "Status FriendlyName DateCreated DateUpdated AfterSid",
    "conferences.participants.list": "AfterSid",
    "conferences.participants.update": "Mute*",
    **{f"incoming_phone_numbers{family}.list": _NUMBER_FILTERS for family in ("", ".local", ".toll_free", ".mobile")},
    **{
        f"incoming_phone_numbers{family}.create": f"PhoneNumber* AreaCode {_NUMBER}"
        for family in ("", ".local", ".toll_free", ".mobile")
    },
    "incoming_phone_numbers.update": _NUMBER,
    "messages.list": f"To From Body Status {_SLICE}",
    "messages.create": "From* To* Body* StatusCallback Encoding",
    "notifications.list": f"{_SLICE} ErrorCode RequestUrl MessageText",
    "outgoing_caller_ids.create": "PhoneNumber* FriendlyName",
    "outgoing_caller_ids.update": "FriendlyName",
    "recordings.list": f"{_SLICE} CallSid",
    "transcriptions.list": f"{_SLICE} TranscriptionText",
    **{f"usage.records.{period}.list": "StartDate EndDate Category" for period in PERIODS},
}


def _words(taken: Iterable[Parameter]) -> str:
    return " ".join(f"{one.name}{'*' if one.required else ''}{'[]' if one.repeated else ''}" for one in taken)


TAKES: Mapping[str, str] = {
    **_KEPT_TAKES,
    **{operation.name: _words(operation.parameters) for operation in (*ADDS, *ELSEWHERE)},
}
"""By canonical name, in this dialect's own spelling; `*` is required. An operation not listed takes none."""
ORDER: Mapping[str, Sequence[str]] = {name: tuple(one.name for one in parameters(words)) for name, words in TAKES.items()}
"""That of the filters in the links of a page, by canonical operation."""

_TRANSLATED = frozenset(
    {"AfterSid", "AreaCode", "ApiVersion", "EndTime", "Kind", "Mute", "Password", "RcmlUrl", "StartTime", "Username"}
)
"""What a rule or the paging accounts for, in one operation at least."""
_OWN_ALTHOUGH_TRANSLATED_ELSEWHERE: Mapping[str, str] = {
    "accounts.update": "Password",
    "applications.create": "RcmlUrl Kind",
    "applications.update": "RcmlUrl Kind",
    "calls.update": "Mute",
    "incoming_phone_numbers.mobile.create": "AreaCode",
    "transcriptions.list": "StartTime EndTime",
}


def _own(name: str) -> frozenset[str]:
    """The parameters of a kept operation that no other dialect has."""
    canonical = {parameter.name for parameter in CANONICAL.operations[name].parameters}
    also = _OWN_ALTHOUGH_TRANSLATED_ELSEWHERE.get(name, "").split()
    taken = (parameter.name for parameter in parameters(_KEPT_TAKES[name]))
    return frozenset({one for one in taken if one not in _TRANSLATED} | set(also)) - canonical


OWN_PARAMETERS: Mapping[str, frozenset[str]] = {name: own for name in _KEPT_TAKES if (own := _own(name))}
"""By canonical operation: what its callers may say and no other dialect can. It travels beside the canonical parameters."""


def _with_own(operation: Operation) -> Operation:
    known = {parameter.name for parameter in operation.parameters}
    more = tuple(Parameter(name) for name in sorted(OWN_PARAMETERS.get(operation.name, ())) if name not in known)
    return replace(operation, parameters=operation.parameters + more)


BASE = replace(
    CANONICAL,
    kinds=KINDS,
    operations={
        **{name: _with_own(operation) for name, operation in CANONICAL.operations.items()},
        **{operation.name: operation for operation in ELSEWHERE},
    },
)
"""What this dialect is derived from: the canonical tables, widened by what it alone has."""
