"""What a 2008 backend can't be told and must not miss: asked for it, it would do something else than the caller wants."""

from __future__ import annotations

from gateway.dialects.change import Change, Refused

REFUSED = (
    Change(
        name="calls-can-be-ended",
        tells="A live call could only be redirected; now it can be ended.",
        source="2008-08-01 docs, Changing Call State page",
        on=("calls.update",),
        rules=(Refused(("Status",), "The backend's API can't end a call; it can only redirect one."),),
    ),
    Change(
        name="live-calls-can-be-given-documents",
        tells="A live call was led to the document at a Url; now it may be given the document itself.",
        source="2008-08-01 docs, Changing Call State page; twilio-oai",
        on=("calls.update",),
        rules=(Refused(("Twiml",), "The backend's API needs the Url of a document to run; give the call a Url."),),
    ),
    Change(
        name="calls-can-run-documents-and-applications",
        tells="A call ran the document at a Url; now it may be given the document itself, or an application.",
        source="2008-08-01 docs, Making Calls page; twilio-oai",
        on=("calls.create",),
        rules=(
            Refused(("Twiml", "ApplicationSid"), "The backend's API needs the Url of a document to run; give the call a Url."),
        ),
    ),
    Change(
        name="chosen-numbers-can-be-bought",
        tells="Any number of an area code was bought; now a chosen one is.",
        source="2008-08-01 docs, IncomingPhoneNumbers page; 2010-04-01 changelog",
        on=("incoming_phone_numbers.create", "incoming_phone_numbers.local.create", "incoming_phone_numbers.toll_free.create"),
        rules=(
            Refused(
                ("PhoneNumber",),
                "The backend's API can't buy a chosen number; leave PhoneNumber out and give an AreaCode.",
            ),
        ),
    ),
    Change(
        name="messages-can-hold-media-and-wait",
        tells="A message was a text, sent at once; now it can hold media or a template, and be scheduled.",
        source="2008-08-01 docs, Sending SMS page; twilio-oai",
        on=("messages.create",),
        rules=(
            Refused(("MediaUrl", "ContentSid"), "The backend's API sends texts only; leave the media out and give a Body."),
            Refused(("ScheduleType", "SendAt"), "The backend's API sends a message at once; it can't be scheduled."),
        ),
    ),
)
