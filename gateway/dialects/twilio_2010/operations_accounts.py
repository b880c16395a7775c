"""Accounts and what they own: applications, connect apps, keys, tokens, balance, usage.

Source: twilio/twilio-oai at d50069b (paths, statuses, parameters); the rows marked legacy are answered but left out there
(twilio/api-snippets and captured answers).
"""

from __future__ import annotations

from gateway.dialects.tables import resource

_SPAN = "Category StartDate EndDate IncludeSubaccounts"

ACCOUNTS = (
    *resource(
        "accounts  Accounts/{account_sid}  account  list create fetch update",
        list="FriendlyName Status",
        create="FriendlyName",
        update="FriendlyName Status",
    ),
    *resource("keys  ~/Keys/{sid}  key  list create fetch update delete", create="FriendlyName", update="FriendlyName"),
    *resource(
        "signing_keys  ~/SigningKeys/{sid}  signing_key  list create fetch update delete",
        create="FriendlyName",
        update="FriendlyName",
    ),
    *resource("tokens  ~/Tokens  token  create", create="Ttl"),
    *resource("balance  ~/Balance  balance  fetch"),
    # legacy; the trial number every account had
    *resource("sandbox  ~/Sandbox  twilio_sandbox  fetch update", update="VoiceUrl VoiceMethod SmsUrl SmsMethod"),
    # applications
    *resource(
        "applications  ~/Applications/{sid}  application  list create fetch update delete",
        list="FriendlyName",
        create=(
            "ApiVersion VoiceUrl VoiceMethod VoiceFallbackUrl VoiceFallbackMethod StatusCallback StatusCallbackMethod "
            "VoiceCallerIdLookup SmsUrl SmsMethod SmsFallbackUrl SmsFallbackMethod SmsStatusCallback MessageStatusCallback "
            "FriendlyName PublicApplicationConnectEnabled"
        ),
        update=(
            "FriendlyName ApiVersion VoiceUrl VoiceMethod VoiceFallbackUrl VoiceFallbackMethod StatusCallback "
            "StatusCallbackMethod VoiceCallerIdLookup SmsUrl SmsMethod SmsFallbackUrl SmsFallbackMethod SmsStatusCallback "
            "MessageStatusCallback PublicApplicationConnectEnabled"
        ),
    ),
    *resource(
        "connect_apps  ~/ConnectApps/{sid}  connect_app  list fetch update delete",
        update=(
            "AuthorizeRedirectUrl CompanyName DeauthorizeCallbackMethod DeauthorizeCallbackUrl Description FriendlyName "
            "HomepageUrl Permissions[]"
        ),
    ),
    *resource("authorized_connect_apps  ~/AuthorizedConnectApps/{connect_app_sid}  authorized_connect_app  list fetch"),
    # usage
    *resource("usage.records  ~/Usage/Records  usage_record  list", list=_SPAN),
    *resource("usage.records.daily  ~/Usage/Records/Daily  usage_record  list", list=_SPAN),
    *resource("usage.records.monthly  ~/Usage/Records/Monthly  usage_record  list", list=_SPAN),
    *resource("usage.records.yearly  ~/Usage/Records/Yearly  usage_record  list", list=_SPAN),
    *resource("usage.records.all_time  ~/Usage/Records/AllTime  usage_record  list", list=_SPAN),
    *resource("usage.records.today  ~/Usage/Records/Today  usage_record  list", list=_SPAN),
    *resource("usage.records.yesterday  ~/Usage/Records/Yesterday  usage_record  list", list=_SPAN),
    *resource("usage.records.this_month  ~/Usage/Records/ThisMonth  usage_record  list", list=_SPAN),
    *resource("usage.records.last_month  ~/Usage/Records/LastMonth  usage_record  list", list=_SPAN),
    *resource(
        "usage.triggers  ~/Usage/Triggers/{sid}  usage_trigger  list create fetch update delete",
        list="Recurring TriggerBy UsageCategory",
        create="CallbackUrl* TriggerValue* UsageCategory* CallbackMethod FriendlyName Recurring TriggerBy",
        update="CallbackMethod CallbackUrl FriendlyName",
    ),
)
