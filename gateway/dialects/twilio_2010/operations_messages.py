"""Messages, their media and feedback; short codes; the older SMS messages.

Source: twilio/twilio-oai at d50069b (paths, statuses, parameters); the rows marked legacy are answered but left out there
(twilio/api-snippets and captured answers).
"""

from __future__ import annotations

from gateway.dialects.tables import resource

MESSAGES = (
    *resource(
        "messages  ~/Messages/{sid}  message  list create fetch update delete",
        list="To From DateSent DateSent< DateSent>",
        create=(
            "To* StatusCallback ApplicationSid MaxPrice ProvideFeedback Attempt ValidityPeriod ForceDelivery "
            "ContentRetention AddressRetention SmartEncoded PersistentAction[] TrafficType ShortenUrls ScheduleType SendAt "
            "SendAsMms ContentVariables RiskCheck From FallbackFrom MessagingServiceSid Body MediaUrl[] ContentSid"
        ),
        update="Body Status",
    ),
    *resource(
        "messages.media  ~/Messages/{message_sid}/Media/{sid}  media  list fetch delete",
        list="DateCreated DateCreated< DateCreated>",
    ),
    *resource("messages.feedback  ~/Messages/{message_sid}/Feedback  feedback  create=200", create="Outcome"),
    *resource(
        "sms.short_codes  ~/SMS/ShortCodes/{sid}  short_code  list fetch update",
        list="FriendlyName ShortCode",
        update="FriendlyName ApiVersion SmsUrl SmsMethod SmsFallbackUrl SmsFallbackMethod",
    ),
    # legacy
    *resource(
        "sms.messages  ~/SMS/Messages/{sid}  sms_message  list create fetch",
        list="To From DateSent DateSent< DateSent>",
        create="From* To* Body* StatusCallback ApplicationSid",
    ),
)
