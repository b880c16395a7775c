"""Messages and recordings, and what is made of them.

Fields stand in the order captured XML has them; one never seen there stands before `uri`.
Source: twilio/twilio-oai at d50069b (names, types), twilio/api-snippets and captured answers (order, strings among the types).
"""

from __future__ import annotations

from gateway.dialects.tables import kind

MESSAGES = (
    kind(
        "message  Message  Messages  messages",
        "sid date_created:date date_updated:date date_sent:date account_sid to from messaging_service_sid body status "
        "num_segments num_media direction api_version price price_unit error_code:int error_message uri:link "
        "subresource_uris:links",
    ),
    kind(
        "sms_message  SMSMessage  SMSMessages  sms_messages",
        "sid date_created:date date_updated:date date_sent:date account_sid to from body status direction api_version price "
        "price_unit uri:link num_segments",
    ),
    kind(
        "media  Media  MediaList  media_list",
        "sid account_sid parent_sid content_type date_created:date date_updated:date uri:link",
    ),
    kind(
        "short_code  ShortCode  ShortCodes  short_codes",
        "sid account_sid friendly_name short_code date_created:date date_updated:date sms_url sms_method sms_fallback_url "
        "sms_fallback_method api_version uri:link",
    ),
    kind(
        "recording  Recording  Recordings  recordings",
        "sid account_sid call_sid duration date_created:date api_version date_updated:date status source channels:int price "
        "price_unit conference_sid start_time:date error_code:int encryption_details:map track@calls "
        "media_url:url@recordings uri:link subresource_uris:links@recordings",
    ),
    kind(
        "transcription  Transcription  Transcriptions  transcriptions",
        "sid account_sid date_created:date date_updated:date status type recording_sid duration transcription_text "
        "api_version price price_unit uri:link",
    ),
    # never seen in XML: the element names follow the rule, the order is the specification's
    kind(
        "add_on_result  AddOnResult  AddOnResults  add_on_results",
        "sid account_sid status add_on_sid add_on_configuration_sid date_created:date date_updated:date date_completed:date "
        "reference_sid subresource_uris:links",
    ),
    kind(
        "payload  Payload  Payloads  payloads",
        "sid add_on_result_sid account_sid label add_on_sid add_on_configuration_sid content_type date_created:date "
        "date_updated:date reference_sid subresource_uris:links",
    ),
    kind("data  Data  -  -", "redirect_to:url"),
)
