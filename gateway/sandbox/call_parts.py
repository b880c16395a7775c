"""What hangs on a call besides recordings: feedback, events, streams, payments, live transcriptions, user messages."""

from __future__ import annotations

from http import HTTPStatus

from gateway.sandbox.errors import missing, not_found
from gateway.sandbox.exchange import Answer, Exchange, Route, route
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.plain import Plain, need_parent, plain_routes, read_fields
from gateway.sandbox.values import Value

_OK = HTTPStatus.OK
_LIVE_FIELDS = names("sid account_sid call_sid name status date_updated uri")
_QUALITY = frozenset({"quality_score"})

EVENT = Kind("Event", "Events", "events", names("request response"))
STREAM = Kind("Stream", "Streams", "streams", _LIVE_FIELDS, prefix="MZ")
SIPREC = Kind("Siprec", "Siprecs", "siprec", _LIVE_FIELDS, prefix="SR")
LIVE_TRANSCRIPTION = Kind("RealtimeTranscription", "RealtimeTranscriptions", "transcriptions", _LIVE_FIELDS, prefix="GT")
PAYMENT = Kind("Payment", "Payments", "payments", names("sid account_sid call_sid date_created date_updated uri"), prefix="PK")
USER_MESSAGE = Kind(
    "UserDefinedMessage", "UserDefinedMessages", "messages", names("account_sid call_sid sid date_created"), prefix="KX"
)
SUBSCRIPTION = Kind(
    "UserDefinedMessageSubscription",
    "UserDefinedMessageSubscriptions",
    "subscriptions",
    names("account_sid call_sid sid date_created uri"),
    prefix="ZY",
)
FEEDBACK = Kind(
    "Feedback",
    "Feedback",
    "feedback",
    names("sid account_sid quality_score issues date_created date_updated"),
    defaults={"issues": ()},
    integers=_QUALITY,
)
SUMMARY = Kind(
    "FeedbackSummary",
    "FeedbackSummaries",
    "feedback_summaries",
    names(
        "sid start_date end_date account_sid include_subaccounts status call_count call_feedback_count "
        "quality_score_average quality_score_median quality_score_standard_deviation issues date_created date_updated"
    ),
    prefix="FS",
    defaults={
        "include_subaccounts": False,
        "status": "queued",
        "call_count": 0,
        "call_feedback_count": 0,
        "issues": (),
    },
    booleans=frozenset({"include_subaccounts"}),
)


def _live(path: str, kind: Kind, create: tuple[str, ...]) -> Plain:
    """Something that runs along with a call: started with 200, stopped by a status."""
    return Plain(
        f"Calls/*/{path}",
        kind,
        verbs="create update",
        create=create,
        update=("Status*",),
        parent_field="call_sid",
        created=_OK,
        initial={"status": "in-progress"},
    )


_PAYMENT_PARAMETERS = names("IdempotencyKey* StatusCallback*")
_ROWS = (
    Plain("Calls/*/Events", EVENT, verbs="list"),
    _live("Streams", STREAM, names("Url* Name")),
    _live("Siprec", SIPREC, names("Name")),
    _live("Transcriptions", LIVE_TRANSCRIPTION, names("Name")),
    Plain(
        "Calls/*/Payments",
        PAYMENT,
        verbs="create update",
        create=_PAYMENT_PARAMETERS,
        update=_PAYMENT_PARAMETERS,
        parent_field="call_sid",
        updated=HTTPStatus.ACCEPTED,
    ),
    Plain("Calls/*/UserDefinedMessages", USER_MESSAGE, verbs="create", create=("Content*",), parent_field="call_sid"),
    Plain(
        "Calls/*/UserDefinedMessageSubscriptions",
        SUBSCRIPTION,
        verbs="create delete",
        create=("Callback*",),
        parent_field="call_sid",
    ),
    Plain(
        "Calls/FeedbackSummary",
        SUMMARY,
        verbs="create fetch delete",
        create=names("StartDate* EndDate* IncludeSubaccounts"),
    ),
)


def _give_feedback(exchange: Exchange) -> Answer:
    """Feedback has the id of its call and is replaced by the next one."""
    call = need_parent("Calls/*/Feedback", exchange)
    if not exchange.form.text("QualityScore"):
        raise missing("QualityScore")
    fields: dict[str, Value] = dict(read_fields(FEEDBACK, ("QualityScore",), exchange.form))
    fields["issues"] = exchange.form.get_all("Issue")
    record = exchange.scene.store.add(exchange.account, exchange.folder, call, exchange.scene.now, fields)
    return exchange.show(FEEDBACK, record)


def _fetch_feedback(exchange: Exchange) -> Answer:
    call = need_parent("Calls/*/Feedback", exchange)
    record = exchange.scene.store.find(exchange.account, exchange.folder, call)
    if record is None:
        raise not_found(exchange.path)
    return exchange.show(FEEDBACK, record)


CALL_PART_ROUTES: tuple[Route, ...] = (
    *(known for row in _ROWS for known in plain_routes(row)),
    route("Calls/*/Feedback", GET=_fetch_feedback, POST=_give_feedback),
)
