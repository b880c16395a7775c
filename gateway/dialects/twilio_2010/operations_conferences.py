"""Conferences, their participants and recordings; queues and their members.

Source: twilio/twilio-oai at d50069b (paths, statuses, parameters).
"""

from __future__ import annotations

from gateway.dialects.tables import resource

CONFERENCES = (
    *resource(
        "conferences  ~/Conferences/{sid}  conference  list fetch update",
        list="DateCreated DateCreated< DateCreated> DateUpdated DateUpdated< DateUpdated> FriendlyName Status",
        update="Status AnnounceUrl AnnounceMethod",
    ),
    *resource(
        "conferences.participants  "
        "~/Conferences/{conference_sid}/Participants/{call_sid}  participant  list create fetch update delete",
        list="Muted Hold Coaching",
        create=(
            "From* To* StatusCallback StatusCallbackMethod StatusCallbackEvent[] Label Timeout Record Muted Beep "
            "StartConferenceOnEnter EndConferenceOnExit WaitUrl WaitMethod EarlyMedia MaxParticipants ConferenceRecord "
            "ConferenceTrim ConferenceStatusCallback ConferenceStatusCallbackMethod ConferenceStatusCallbackEvent[] "
            "RecordingChannels RecordingStatusCallback RecordingStatusCallbackMethod SipAuthUsername SipAuthPassword Region "
            "ConferenceRecordingStatusCallback ConferenceRecordingStatusCallbackMethod RecordingStatusCallbackEvent[] "
            "ConferenceRecordingStatusCallbackEvent[] Coaching CallSidToCoach JitterBufferSize Byoc CallerId CallReason "
            "RecordingTrack TimeLimit MachineDetection MachineDetectionTimeout MachineDetectionSpeechThreshold "
            "MachineDetectionSpeechEndThreshold MachineDetectionSilenceTimeout AmdStatusCallback AmdStatusCallbackMethod "
            "Trim CallToken ClientNotificationUrl CallerDisplayName"
        ),
        update=(
            "Muted Hold HoldUrl HoldMethod AnnounceUrl AnnounceMethod WaitUrl WaitMethod BeepOnExit EndConferenceOnExit "
            "Coaching CallSidToCoach"
        ),
    ),
    *resource(
        "conferences.recordings  ~/Conferences/{conference_sid}/Recordings/{sid}  recording  list fetch update delete",
        list="DateCreated DateCreated< DateCreated>",
        update="Status* PauseBehavior",
    ),
    *resource(
        "queues  ~/Queues/{sid}  queue  list create fetch update delete",
        create="FriendlyName* MaxSize",
        update="FriendlyName MaxSize",
    ),
    *resource("queues.members  ~/Queues/{queue_sid}/Members/{call_sid}  queue_member  list fetch update", update="Url* Method"),
)
