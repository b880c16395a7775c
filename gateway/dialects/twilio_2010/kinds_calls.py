"""Calls, what hangs from a call, conferences and queues.

Fields stand in the order captured XML has them; one never seen there stands before `uri`.
Source: twilio/twilio-oai at d50069b (names, types), twilio/api-snippets and captured answers (order, strings among the types).
"""

from __future__ import annotations

from gateway.dialects.tables import kind

CALLS = (
    kind(
        "call  Call  Calls  calls",
        "sid date_created:date date_updated:date parent_call_sid account_sid to to_formatted from from_formatted "
        "phone_number_sid status start_time:date end_time:date duration price direction answered_by api_version "
        "annotation forwarded_from group_sid caller_name price_unit queue_time trunk_sid uri:link subresource_uris:links",
    ),
    kind(
        "notification  Notification  Notifications  notifications",
        "sid account_sid call_sid log error_code more_info message_text message_date:date response_body@item request_method "
        "request_url request_variables@item response_headers@item date_created:date api_version date_updated:date uri:link",
    ),
    kind(
        "feedback  Feedback  -  -",
        "sid account_sid message_sid outcome quality_score:int issues:list date_created:date date_updated:date uri:link",
    ),
    kind(
        "feedback_summary  FeedbackSummary  -  -",
        "sid start_date end_date account_sid include_subaccounts:bool status call_count:int call_feedback_count:int "
        "quality_score_average quality_score_median quality_score_standard_deviation issues:list date_created:date "
        "date_updated:date",
    ),
    kind(
        "conference  Conference  Conferences  conferences",
        "sid account_sid friendly_name status date_created:date api_version date_updated:date region reason_conference_ended "
        "call_sid_ending_conference uri:link subresource_uris:links",
    ),
    kind(
        "participant  Participant  Participants  participants",
        "call_sid conference_sid account_sid muted:bool hold:bool end_conference_on_exit:bool start_conference_on_enter:bool "
        "date_created:date date_updated:date label call_sid_to_coach coaching:bool status queue_time uri:link",
    ),
    kind(
        "queue  Queue  Queues  queues",
        "sid friendly_name current_size:int average_wait_time:int max_size:int date_created:date date_updated:date "
        "account_sid uri:link",
    ),
    kind(
        "queue_member  QueueMember  QueueMembers  queue_members",
        "call_sid date_enqueued:date wait_time:int position:int queue_sid uri:link",
    ),
    # never seen in XML: the element names follow the rule, the order is the specification's
    kind("event  Event  Events  events", "request:map response:map"),
    kind("payment  Payment  -  -", "account_sid call_sid sid date_created:date date_updated:date uri:link"),
    kind("siprec  Siprec  -  -", "sid account_sid call_sid name status date_updated:date uri:link"),
    kind("stream  Stream  -  -", "sid account_sid call_sid name status date_updated:date uri:link"),
    kind(
        "realtime_transcription  RealtimeTranscription  -  -",
        "sid account_sid call_sid name status date_updated:date uri:link",
    ),
    kind("user_defined_message  UserDefinedMessage  -  -", "account_sid call_sid sid date_created:date"),
    kind(
        "user_defined_message_subscription  UserDefinedMessageSubscription  -  -",
        "account_sid call_sid sid date_created:date uri:link",
    ),
)
