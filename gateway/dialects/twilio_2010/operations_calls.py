"""Calls and everything that hangs from one call.

Source: twilio/twilio-oai at d50069b (paths, statuses, parameters); the rows marked legacy are answered but left out there
(twilio/api-snippets and captured answers).
"""

from __future__ import annotations

from gateway.dialects.tables import resource

CALLS = (
    *resource(
        "calls  ~/Calls/{sid}  call  list create fetch update delete",
        list="To From ParentCallSid Status StartTime StartTime< StartTime> EndTime EndTime< EndTime>",
        create=(
            "To* From* Method FallbackUrl FallbackMethod StatusCallback StatusCallbackEvent[] StatusCallbackMethod "
            "SendDigits Timeout Record RecordingChannels RecordingStatusCallback RecordingStatusCallbackMethod "
            "SipAuthUsername SipAuthPassword MachineDetection MachineDetectionTimeout RecordingStatusCallbackEvent[] Trim "
            "CallerId MachineDetectionSpeechThreshold MachineDetectionSpeechEndThreshold MachineDetectionSilenceTimeout "
            "AsyncAmd AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod Byoc CallReason CallToken RecordingTrack TimeLimit "
            "ClientNotificationUrl Url Twiml ApplicationSid"
        ),
        update="Url Method Status FallbackUrl FallbackMethod StatusCallback StatusCallbackMethod Twiml TimeLimit",
    ),
    # what hangs from a call
    *resource("calls.events  ~/Calls/{call_sid}/Events  event  list"),
    *resource(
        "calls.notifications  ~/Calls/{call_sid}/Notifications/{sid}  notification  list fetch",
        list="Log MessageDate MessageDate< MessageDate>",
    ),
    *resource(
        "notifications  ~/Notifications/{sid}  notification  list fetch",
        list="Log MessageDate MessageDate< MessageDate>",
    ),
    *resource(
        "calls.recordings  ~/Calls/{call_sid}/Recordings/{sid}  recording  list create fetch update delete",
        list="DateCreated DateCreated< DateCreated>",
        create=(
            "RecordingStatusCallbackEvent[] RecordingStatusCallback RecordingStatusCallbackMethod Trim RecordingChannels "
            "RecordingTrack"
        ),
        update="Status* PauseBehavior",
    ),
    *resource(
        "calls.payments  ~/Calls/{call_sid}/Payments/{sid}  payment  create update=202",
        create=(
            "IdempotencyKey* StatusCallback* BankAccountType ChargeAmount Currency Description Input MinPostalCodeLength "
            "Parameter PaymentConnector PaymentMethod PostalCode SecurityCode Timeout TokenType ValidCardTypes "
            "RequireMatchingInputs Confirmation"
        ),
        update="IdempotencyKey* StatusCallback* Capture Status",
    ),
    # these three answer a create with 200
    *resource(
        "calls.siprec  ~/Calls/{call_sid}/Siprec/{sid}  siprec  create=200 update",
        create="Name ConnectorName Track StatusCallback StatusCallbackMethod Parameter{1..99}.Name Parameter{1..99}.Value",
        update="Status*",
    ),
    *resource(
        "calls.streams  ~/Calls/{call_sid}/Streams/{sid}  stream  create=200 update",
        create="Url* Name Track StatusCallback StatusCallbackMethod Parameter{1..99}.Name Parameter{1..99}.Value",
        update="Status*",
    ),
    *resource(
        "calls.transcriptions  ~/Calls/{call_sid}/Transcriptions/{sid}  realtime_transcription  create=200 update",
        create=(
            "Name Track StatusCallbackUrl StatusCallbackMethod InboundTrackLabel OutboundTrackLabel PartialResults "
            "LanguageCode TranscriptionEngine ProfanityFilter SpeechModel Hints EnableAutomaticPunctuation "
            "IntelligenceService ConversationConfiguration ConversationId ConfigurationId EnableProviderData"
        ),
        update="Status*",
    ),
    *resource(
        "calls.user_defined_messages  ~/Calls/{call_sid}/UserDefinedMessages  user_defined_message  create",
        create="Content* IdempotencyKey",
    ),
    *resource(
        "calls.user_defined_message_subscriptions  "
        "~/Calls/{call_sid}/UserDefinedMessageSubscriptions/{sid}  user_defined_message_subscription  create delete",
        create="Callback* IdempotencyKey Method",
    ),
    # legacy; a call has one Feedback and a POST writes it anew, hence an update
    *resource("calls.feedback  ~/Calls/{call_sid}/Feedback  feedback  fetch update", update="QualityScore* Issue[]"),
    *resource(
        "calls.feedback_summary  ~/Calls/FeedbackSummary/{sid}  feedback_summary  create fetch delete",
        create="StartDate* EndDate* IncludeSubaccounts StatusCallback StatusCallbackMethod",
    ),
)
