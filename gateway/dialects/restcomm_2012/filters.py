"""How lists are asked for in 2012-04-24: by days, by a server's own words for a status, and by the periods of usage."""

from __future__ import annotations

from gateway.dialects.change import Born, Change, ConvertParameter, Move
from gateway.dialects.restcomm_2012 import parameter_conversions as given
from gateway.dialects.restcomm_2012.groups import ENDPOINTS
from gateway.dialects.restcomm_2012.words import CALL_WORDS, CONFERENCE_WORDS

FILTERS = (
    Change(
        name="lists-tell-the-last-sid",
        tells="The link to the next page names the last item of this one; sent back, it means nothing.",
        source=ENDPOINTS,
        on=(
            *("calls.list", "conferences.list", "conferences.participants.list", "*messages.list", "notifications.list"),
            *("incoming_phone_numbers.list", "incoming_phone_numbers.local.list", "incoming_phone_numbers.toll_free.list"),
            *("incoming_phone_numbers.mobile.list", "recordings.list", "transcriptions.list"),
        ),
        rules=(Born("AfterSid"),),
    ),
    Change(
        name="call-filters-are-days",
        tells="StartTime is the first day and EndTime the last one of the calls listed.",
        source=ENDPOINTS,
        on=("calls.list",),
        rules=(given.from_day("StartTime"), given.to_day("EndTime")),
    ),
    Change(
        name="calls-are-filtered-by-either-spelling",
        tells="Calls are filtered by their status in either spelling.",
        source=ENDPOINTS,
        on=("calls.list",),
        rules=(given.status_filter(CALL_WORDS, "outgoing calls have this status in capitals and may not be found"),),
    ),
    Change(
        name="message-filters-are-days",
        tells="StartTime and EndTime are the first and the last day of the messages listed.",
        source=ENDPOINTS,
        on=("messages.list", "sms.messages.list"),
        rules=(given.days("DateSent"),),
    ),
    Change(
        name="recording-filters-are-days",
        tells="StartTime and EndTime are the first and the last day of the recordings listed.",
        source=ENDPOINTS,
        on=("recordings.list",),
        rules=(given.days("DateCreated"),),
    ),
    Change(
        name="notification-filters-are-days",
        tells="StartTime and EndTime are the first and the last day of the notifications listed.",
        source=ENDPOINTS,
        on=("notifications.list",),
        rules=(given.days("MessageDate"),),
    ),
    Change(
        name="conference-filters-are-days",
        tells="DateCreated is the first day and DateUpdated the last one of the conferences listed.",
        source=ENDPOINTS,
        on=("conferences.list",),
        rules=(given.from_day("DateCreated"), given.to_day("DateUpdated")),
    ),
    Change(
        name="conferences-are-filtered-by-six-words",
        tells="Conferences are filtered by one of the six words.",
        source=ENDPOINTS,
        on=("conferences.list",),
        rules=(given.status_filter(CONFERENCE_WORDS, "the backend has two words for this status and finds one of them"),),
    ),
    Change(
        name="usage-of-all-time-is-a-period",
        tells="Usage is listed by periods alone; without one, or of one that is none, it is that of all time.",
        source=ENDPOINTS,
        on=("usage.records.all_time.list", "usage.records.list"),
        rules=(
            Move("GET Usage/Records/AllTime", ("usage.records.all_time.list", "usage.records.list")),
            Move("GET Usage/Records/{period}", ("usage.records.all_time.list",)),
        ),
    ),
    Change(
        name="usage-categories-are-in-capitals",
        tells="The category asked for is the name of a constant: CALLS.",
        source=ENDPOINTS,
        on=("usage.*.list",),
        rules=(ConvertParameter(("Category",), ("Category",), given.show_category, given.read_category),),
    ),
)
