"""Numbers an account owns: bought by number or by area code, configured, handed to another account, given back."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from gateway.sandbox.errors import missing, refuse
from gateway.sandbox.exchange import Answer, Exchange, Listing, Route, route
from gateway.sandbox.filters import matching
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.phones import e164, formatted, refuse_magic_purchase, unavailable
from gateway.sandbox.plain import CREATED, read_fields
from gateway.sandbox.stock import block_of, for_sale
from gateway.sandbox.store import ACCOUNTS, Record
from gateway.sandbox.values import Value, text_of

FOLDER = "IncomingPhoneNumbers"
_TYPES = {"Local": "local", "Mobile": "mobile", "TollFree": "toll-free"}
_AREA_CODE = re.compile(r"[2-9]\d\d", re.ASCII)
_METHODS = names("voice_method voice_fallback_method sms_method sms_fallback_method status_callback_method")
_URLS = names("voice_url voice_fallback_url sms_url sms_fallback_url status_callback sms_application_sid voice_application_sid")

NUMBER = Kind(
    "IncomingPhoneNumber",
    "IncomingPhoneNumbers",
    "incoming_phone_numbers",
    names(
        "sid account_sid friendly_name phone_number voice_url voice_method voice_fallback_url voice_fallback_method "
        "status_callback status_callback_method voice_caller_id_lookup voice_application_sid date_created date_updated "
        "sms_url sms_method sms_fallback_url sms_fallback_method sms_application_sid capabilities beta api_version "
        "address_sid address_requirements identity_sid bundle_sid origin trunk_sid voice_receive_mode emergency_status "
        "emergency_address_sid emergency_address_status status type uri"
    ),
    prefix="PN",
    defaults={
        # unset addresses of a number are the empty text, not null
        **dict.fromkeys(_URLS, ""),
        **dict.fromkeys(_METHODS, "POST"),
        "voice_caller_id_lookup": False,
        "beta": False,
        "address_requirements": "none",
        "origin": "twilio",
        "emergency_status": "Inactive",
        "emergency_address_status": "unregistered",
        "voice_receive_mode": "voice",
        "status": "in-use",
    },
    booleans=frozenset({"voice_caller_id_lookup"}),
)


# under the path of a type the type is not told
TYPED = replace(NUMBER, fields=tuple(name for name in NUMBER.fields if name != "type"))
DEPENDENT = Kind(
    "DependentPhoneNumber",
    "DependentPhoneNumbers",
    "dependent_phone_numbers",
    names(
        "sid date_created date_updated account_sid friendly_name phone_number api_version voice_url voice_method "
        "voice_fallback_url voice_fallback_method voice_caller_id_lookup sms_url sms_method sms_fallback_url "
        "sms_fallback_method address_requirements capabilities status_callback status_callback_method "
        "sms_application_sid voice_application_sid trunk_sid emergency_status emergency_address_sid uri"
    ),
    defaults=NUMBER.defaults,
)
_SETTINGS = names(
    "ApiVersion FriendlyName SmsApplicationSid SmsFallbackMethod SmsFallbackUrl SmsMethod SmsUrl StatusCallback "
    "StatusCallbackMethod VoiceApplicationSid VoiceCallerIdLookup VoiceFallbackMethod VoiceFallbackUrl VoiceMethod VoiceUrl "
    "EmergencyStatus EmergencyAddressSid TrunkSid VoiceReceiveMode IdentitySid AddressSid BundleSid"
)


def describe_owned(number: str) -> dict[str, Value]:
    """What the stock knows of a number: its type and what it can do."""
    block = block_of(number)
    kind = "local" if block is None else _TYPES[block.type]
    capabilities = {"voice": True, "sms": kind != "toll-free", "mms": number.startswith("+1"), "fax": False}
    return {"phone_number": number, "friendly_name": formatted(number), "type": kind, "capabilities": capabilities}


def _list(kind: str, exchange: Exchange) -> Answer:
    """All numbers, or those of one type."""
    rows = exchange.records(FOLDER)
    if kind:
        rows = [record for record in rows if record.fields.get("type") == kind]
    shown = TYPED if kind else NUMBER
    return Listing(shown, matching(rows, NUMBER, exchange, equal=names("Beta FriendlyName PhoneNumber Origin")), FOLDER)


def _buy(kind: str, exchange: Exchange) -> Answer:
    number, area = exchange.form.text("PhoneNumber"), exchange.form.text("AreaCode")
    if kind and not number:
        raise missing("PhoneNumber")
    chosen = _chosen(exchange, number) if number else _in_area(exchange, area)
    settings = read_fields(NUMBER, _SETTINGS, exchange.form)
    record = exchange.make(NUMBER, FOLDER, {**describe_owned(chosen), **settings})
    return exchange.show(TYPED if kind else NUMBER, record, CREATED)


def _chosen(exchange: Exchange, text: str) -> str:
    number = e164(text)
    if number is None:
        raise refuse(21421, f"The phone number {text} is not valid")
    refuse_magic_purchase(number)
    block = block_of(number)
    magic = number == "+15005550006"
    sold = block is not None and any(number == other for other, _ in for_sale(exchange.scene, block.country, block.type))
    if not magic and not sold:
        raise refuse(*unavailable(number))
    return number


def _in_area(exchange: Exchange, area: str) -> str:
    if not area:
        raise refuse(21421, "A PhoneNumber or an AreaCode is required")
    if not _AREA_CODE.fullmatch(area):
        raise refuse(21451, f"AreaCode is not valid: {area}")
    local = (number for number, _ in for_sale(exchange.scene, "US", "Local") if number.startswith(f"+1{area}"))
    number = next(local, None)
    if number is None:
        raise refuse(21452, f"No phone numbers found in area code {area}")
    return number


def _need(exchange: Exchange) -> Record:
    return exchange.need(FOLDER, exchange.ids[0])


def _fetch(exchange: Exchange) -> Answer:
    return exchange.show(NUMBER, _need(exchange))


def _update(exchange: Exchange) -> Answer:
    """Change settings; `AccountSid` hands the number to another account of the same owner."""
    record, store, now = _need(exchange), exchange.scene.store, exchange.scene.now
    fields = read_fields(NUMBER, _SETTINGS, exchange.form)
    target = exchange.form.text("AccountSid")
    if target and target != record.account:
        account = store.find("", ACCOUNTS, target)
        if account is None or exchange.caller not in (target, text_of(account.fields, "owner_account_sid")):
            raise refuse(20001, f"AccountSid {target} is not an account of yours")
        record = store.move(record, target, now)
    return exchange.show(NUMBER, store.change(record, now, **fields))


def _release(exchange: Exchange) -> Answer:
    return exchange.discard(_need(exchange))


def _list_dependent(exchange: Exchange) -> Answer:
    """The numbers that stand under an address."""
    address = exchange.need("Addresses", exchange.ids[0]).sid
    rows = [record for record in exchange.records(FOLDER) if record.fields.get("address_sid") == address]
    return Listing(DEPENDENT, rows, FOLDER)


NUMBER_ROUTES: tuple[Route, ...] = (
    route(FOLDER, GET=partial(_list, ""), POST=partial(_buy, "")),
    *(route(f"{FOLDER}/{path}", GET=partial(_list, kind), POST=partial(_buy, kind)) for path, kind in _TYPES.items()),
    route(f"{FOLDER}/*", GET=_fetch, POST=_update, DELETE=_release),
    route("Addresses/*/DependentPhoneNumbers", GET=_list_dependent),
)
