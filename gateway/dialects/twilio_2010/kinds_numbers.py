"""Phone numbers to buy, owned and verified, and the addresses they need.

Fields stand in the order captured XML has them; one never seen there stands before `uri`.
Source: twilio/twilio-oai at d50069b (names, types), twilio/api-snippets and captured answers (order, strings among the types).
"""

from __future__ import annotations

from gateway.dialects.tables import kind

NUMBERS = (
    kind(
        "available_phone_number  AvailablePhoneNumber  AvailablePhoneNumbers  available_phone_numbers",
        "friendly_name phone_number lata rate_center latitude longitude region postal_code iso_country capabilities:map "
        "beta:bool locality address_requirements",
    ),
    kind(
        "incoming_phone_number  IncomingPhoneNumber  IncomingPhoneNumbers  incoming_phone_numbers",
        "sid account_sid friendly_name phone_number voice_url voice_method voice_fallback_url voice_fallback_method "
        "status_callback status_callback_method voice_caller_id_lookup:bool voice_application_sid date_created:date "
        "date_updated:date sms_url sms_method sms_fallback_url sms_fallback_method sms_application_sid capabilities:map "
        "beta:bool api_version address_sid address_requirements identity_sid origin trunk_sid voice_receive_mode "
        "emergency_status emergency_address_sid emergency_address_status bundle_sid status type uri:link",
    ),
    kind(
        "dependent_phone_number  DependentPhoneNumber  DependentPhoneNumbers  dependent_phone_numbers",
        "sid date_created:date date_updated:date account_sid friendly_name phone_number api_version voice_url voice_method "
        "voice_fallback_method voice_fallback_url voice_caller_id_lookup:bool sms_fallback_method sms_fallback_url sms_method "
        "sms_url address_requirements capabilities:map status_callback status_callback_method sms_application_sid "
        "voice_application_sid trunk_sid emergency_status emergency_address_sid uri:link",
    ),
    kind(
        "outgoing_caller_id  OutgoingCallerId  OutgoingCallerIds  outgoing_caller_ids",
        "sid account_sid friendly_name phone_number date_created:date date_updated:date uri:link",
    ),
    kind("validation_request  ValidationRequest  -  -", "account_sid phone_number friendly_name validation_code call_sid"),
    kind(
        "address  Address  Addresses  addresses",
        "sid date_created:date date_updated:date account_sid friendly_name customer_name street city region postal_code "
        "iso_country api_version emergency_enabled:bool validated:bool verified:bool street_secondary uri:link",
    ),
    # never seen in XML: the element names follow the rule, the order is the specification's
    kind("country  Country  Countries  countries", "country_code country beta:bool uri:link subresource_uris:links"),
    kind(
        "assigned_add_on  AssignedAddOn  AssignedAddOns  assigned_add_ons",
        "sid account_sid resource_sid friendly_name description configuration:map unique_name date_created:date "
        "date_updated:date uri:link subresource_uris:links",
    ),
    kind(
        "extension  Extension  Extensions  extensions",
        "sid account_sid resource_sid assigned_add_on_sid friendly_name product_name unique_name enabled:bool uri:link",
    ),
)
