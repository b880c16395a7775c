"""The resources that are nothing but stored fields, one table row each: applications, addresses, apps, triggers."""

from __future__ import annotations

from gateway.sandbox.exchange import Route
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.plain import Plain, plain_routes
from gateway.sandbox.store import Record, Scene
from gateway.sandbox.values import Fields, Uri, text_of

_URL_FIELDS = "voice_url voice_fallback_url status_callback sms_url sms_fallback_url"
_POST_METHODS = {f"{name}_method": "POST" for name in ("voice", "voice_fallback", "sms", "sms_fallback", "status_callback")}

APPLICATION = Kind(
    "Application",
    "Applications",
    "applications",
    names(
        "sid date_created date_updated account_sid friendly_name api_version voice_url voice_method voice_fallback_url "
        "voice_fallback_method status_callback status_callback_method voice_caller_id_lookup sms_url sms_method "
        "sms_fallback_url sms_fallback_method sms_status_callback message_status_callback "
        "public_application_connect_enabled uri"
    ),
    prefix="AP",
    # unset addresses are the empty text here, not null
    defaults={
        **dict.fromkeys(_URL_FIELDS.split(), ""),
        **_POST_METHODS,
        "voice_caller_id_lookup": False,
        "public_application_connect_enabled": False,
    },
    booleans=frozenset({"voice_caller_id_lookup", "public_application_connect_enabled"}),
)
_APPLICATION_PARAMETERS = names(
    "FriendlyName ApiVersion VoiceUrl VoiceMethod VoiceFallbackUrl VoiceFallbackMethod StatusCallback "
    "StatusCallbackMethod VoiceCallerIdLookup SmsUrl SmsMethod SmsFallbackUrl SmsFallbackMethod SmsStatusCallback "
    "MessageStatusCallback PublicApplicationConnectEnabled"
)

ADDRESS = Kind(
    "Address",
    "Addresses",
    "addresses",
    names(
        "sid date_created date_updated account_sid friendly_name customer_name street city region postal_code "
        "iso_country street_secondary emergency_enabled validated verified uri"
    ),
    prefix="AD",
    defaults={"emergency_enabled": False, "validated": False, "verified": False},
    booleans=frozenset({"emergency_enabled"}),
)

SHORT_CODE = Kind(
    "ShortCode",
    "ShortCodes",
    "short_codes",
    names(
        "sid account_sid friendly_name short_code date_created date_updated sms_url sms_method sms_fallback_url "
        "sms_fallback_method api_version uri"
    ),
    prefix="SC",
    defaults={"sms_method": "POST", "sms_fallback_method": "POST"},
)

CONNECT_APP = Kind(
    "ConnectApp",
    "ConnectApps",
    "connect_apps",
    names(
        "sid account_sid friendly_name description company_name homepage_url authorize_redirect_url "
        "deauthorize_callback_url deauthorize_callback_method permissions uri"
    ),
    prefix="CN",
    defaults={"permissions": ()},
)


def _connect_app_sid(record: Record, _scene: Scene) -> Fields:
    return {"connect_app_sid": record.sid}


AUTHORIZED_CONNECT_APP = Kind(
    "AuthorizedConnectApp",
    "AuthorizedConnectApps",
    "authorized_connect_apps",
    names(
        "account_sid permissions connect_app_sid connect_app_friendly_name connect_app_description "
        "connect_app_company_name connect_app_homepage_url uri"
    ),
    prefix="CN",
    defaults={"permissions": ()},
    derive=_connect_app_sid,
)


def _usage_record_uri(record: Record, _scene: Scene) -> Fields:
    category = text_of(record.fields, "usage_category")
    return {"usage_record_uri": Uri(f"/Accounts/{record.account}/Usage/Records", f"Category={category}")}


USAGE_TRIGGER = Kind(
    "UsageTrigger",
    "UsageTriggers",
    "usage_triggers",
    names(
        "sid account_sid date_created date_updated date_fired friendly_name usage_category trigger_by recurring "
        "trigger_value current_value callback_url callback_method usage_record_uri api_version uri"
    ),
    prefix="UT",
    defaults={"trigger_by": "usage", "callback_method": "POST", "current_value": "0"},
    derive=_usage_record_uri,
)

_ADDRESS_PARAMETERS = names("FriendlyName EmergencyEnabled StreetSecondary")
_SHORT_CODE_PARAMETERS = names("FriendlyName ApiVersion SmsUrl SmsMethod SmsFallbackUrl SmsFallbackMethod")
_CONNECT_APP_PARAMETERS = names(
    "AuthorizeRedirectUrl CompanyName DeauthorizeCallbackMethod DeauthorizeCallbackUrl Description FriendlyName HomepageUrl"
)

_ROWS = (
    Plain(
        "Applications",
        APPLICATION,
        create=_APPLICATION_PARAMETERS,
        update=_APPLICATION_PARAMETERS,
        filters=("FriendlyName",),
    ),
    Plain(
        "Addresses",
        ADDRESS,
        create=(*names("CustomerName* Street* City* Region* PostalCode* IsoCountry*"), *_ADDRESS_PARAMETERS),
        update=(*names("CustomerName Street City Region PostalCode"), *_ADDRESS_PARAMETERS),
        filters=names("CustomerName FriendlyName EmergencyEnabled IsoCountry"),
    ),
    Plain(
        "SMS/ShortCodes",
        SHORT_CODE,
        verbs="list fetch update",
        update=_SHORT_CODE_PARAMETERS,
        filters=names("FriendlyName ShortCode"),
    ),
    Plain("ConnectApps", CONNECT_APP, verbs="list fetch update delete", update=_CONNECT_APP_PARAMETERS),
    Plain("AuthorizedConnectApps", AUTHORIZED_CONNECT_APP, verbs="list fetch"),
    Plain(
        "Usage/Triggers",
        USAGE_TRIGGER,
        create=names("CallbackUrl* TriggerValue* UsageCategory* CallbackMethod FriendlyName Recurring TriggerBy"),
        update=names("CallbackMethod CallbackUrl FriendlyName"),
        filters=names("Recurring TriggerBy UsageCategory"),
    ),
)


CATALOGUE_ROUTES: tuple[Route, ...] = tuple(route for row in _ROWS for route in plain_routes(row))
