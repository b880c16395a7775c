"""What a 2012-04-24 backend can't be told and must not miss: asked for it, it would do something else than the caller wants."""

from __future__ import annotations

from gateway.dialects.change import Change, Refused
from gateway.dialects.restcomm_2012.groups import ENDPOINTS

REFUSED = (
    Change(
        name="calls-run-documents-at-a-url",
        tells="A call runs the document at a Url; it can't be given the document itself, or an application.",
        source=ENDPOINTS,
        on=("calls.create",),
        rules=(
            Refused(("Twiml", "ApplicationSid"), "The backend's API needs the Url of a document to run; give the call a Url."),
        ),
    ),
    Change(
        name="calls-send-no-digits",
        tells="A call can't send digits when it is answered.",
        source=ENDPOINTS,
        on=("calls.create",),
        rules=(
            Refused(
                ("SendDigits",),
                "The backend's API can't send digits when a call is answered; play them in the document at Url.",
            ),
        ),
    ),
    Change(
        name="live-calls-run-no-documents",
        tells="A live call is redirected to a Url; it can't be given the document itself.",
        source=ENDPOINTS,
        on=("calls.update",),
        rules=(Refused(("Twiml",), "The backend's API needs the Url of a document to run; give the call a Url."),),
    ),
    Change(
        name="participants-are-not-held",
        tells="A participant can be muted and nothing else.",
        source=ENDPOINTS,
        on=("conferences.participants.update",),
        rules=(
            Refused(
                (
                    *("Hold", "HoldUrl", "AnnounceUrl", "WaitUrl", "BeepOnExit", "EndConferenceOnExit", "Coaching"),
                    "CallSidToCoach",
                ),
                "The backend's API can mute a participant and do nothing else with it.",
            ),
        ),
    ),
    Change(
        name="messages-are-texts-sent-at-once",
        tells="A message is a text that is sent at once, from the number given.",
        source=ENDPOINTS,
        on=("messages.create",),
        rules=(
            Refused(("MediaUrl", "ContentSid"), "The backend's API sends texts only; leave the media out and give a Body."),
            Refused(("MessagingServiceSid",), "The backend's API has no messaging services; give the number From."),
            Refused(("ScheduleType", "SendAt"), "The backend's API sends a message at once; it can't be scheduled."),
        ),
    ),
    Change(
        name="numbers-stay-with-their-account",
        tells="A number can't be given to another account.",
        source=ENDPOINTS,
        on=("incoming_phone_numbers.update",),
        rules=(Refused(("AccountSid",), "The backend's API can't give a number to another account; leave AccountSid out."),),
    ),
)


def refused_names(operation: str) -> frozenset[str]:
    """The canonical parameters of an operation that a backend can't be told."""
    rules = (rule for change in REFUSED if change.touches(operation) for rule in change.rules if isinstance(rule, Refused))
    return frozenset(name for rule in rules for name in rule.ours)
