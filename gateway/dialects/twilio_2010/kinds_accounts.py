"""Accounts and what they own: keys, tokens, applications, connect apps, usage.

Fields stand in the order captured XML has them; one never seen there stands before `uri`.
Source: twilio/twilio-oai at d50069b (names, types), twilio/api-snippets and captured answers (order, strings among the types).
"""

from __future__ import annotations

from gateway.dialects.tables import kind

ACCOUNTS = (
    kind(
        "account  Account  Accounts  accounts",
        "sid friendly_name type status date_created:date date_updated:date auth_token owner_account_sid uri:link "
        "subresource_uris:links",
    ),
    kind("key  Key  Keys  keys", "sid friendly_name date_created:date date_updated:date secret@create"),
    kind(
        "token  Token  -  -",
        "username password account_sid ttl ice_servers:list registrars date_created:date date_updated:date",
    ),
    kind(
        "application  Application  Applications  applications",
        "sid date_created:date date_updated:date account_sid friendly_name api_version voice_url voice_method "
        "voice_fallback_url voice_fallback_method status_callback status_callback_method voice_caller_id_lookup:bool sms_url "
        "sms_method sms_fallback_url sms_fallback_method sms_status_callback message_status_callback "
        "public_application_connect_enabled:bool uri:link",
    ),
    kind(
        "connect_app  ConnectApp  ConnectApps  connect_apps",
        "sid account_sid friendly_name description company_name homepage_url authorize_redirect_url deauthorize_callback_url "
        "deauthorize_callback_method permissions:list uri:link",
    ),
    kind(
        "authorized_connect_app  AuthorizedConnectApp  AuthorizedConnectApps  authorized_connect_apps",
        "account_sid permissions:list connect_app_sid connect_app_friendly_name connect_app_description "
        "connect_app_company_name connect_app_homepage_url uri:link",
    ),
    kind(
        "usage_record  UsageRecord  UsageRecords  usage_records",
        "category description account_sid start_date end_date count count_unit usage usage_unit price price_unit api_version "
        "as_of uri:link subresource_uris:links",
    ),
    kind(
        "usage_trigger  UsageTrigger  UsageTriggers  usage_triggers",
        "sid account_sid date_created:date date_updated:date date_fired:date friendly_name usage_category trigger_by "
        "recurring trigger_value current_value callback_url callback_method usage_record_uri:link api_version uri:link",
    ),
    # never seen in XML: the element names follow the rule, the order is the specification's
    kind(
        "signing_key  SigningKey  SigningKeys  signing_keys",
        "sid friendly_name date_created:date date_updated:date secret@create",
    ),
    kind("balance  Balance  -  -", "account_sid balance currency"),
    kind(
        "twilio_sandbox  TwilioSandbox  -  -",
        "pin account_sid phone_number voice_url voice_method sms_url sms_method date_created:date date_updated:date "
        "api_version uri:link",
    ),
)
