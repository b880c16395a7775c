"""The switches of 2008. The defaults are those of section 17 of the 2008 sheet; each names its row."""

from __future__ import annotations

from gateway.dialects.face import Option

OPTIONS = (
    Option("timezone", "America/Los_Angeles", "Zone of the times shown, by its name in the tz database.", "17 row 4"),
    Option(
        "totals",
        "bound",
        "How to tell the total on a backend that does not count: a stated lower bound, or by walking its pages.",
        "17 row 8",
        ("bound", "walk"),
    ),
    Option("walk_limit", 20, "How many pages may be walked to count items or to reach a page.", "17 rows 8 and 9"),
    Option(
        "create_status", 201, "Status of a create: 201, or 200 for clients that take nothing else.", "17 row 1", ("201", "200")
    ),
    Option(
        "delete_status",
        204,
        "Status of a delete: 204 without a body, or 200 with an empty document.",
        "17 row 2",
        ("204", "200"),
    ),
    Option("page_uris", default=False, tells="Whether lists have the page URIs too.", source="17 row 11"),
    Option("account_type", default=True, tells="Whether an account has its Type, which OpenVBX needs.", source="17 row 17"),
    Option("capabilities", default=False, tells="Whether a number has its Capabilities.", source="17 row 17"),
    Option("strict_sms_length", default=False, tells="Whether more than 160 characters are refused with 21605.", source="11.8"),
    Option(
        "public_recordings",
        default=True,
        tells="Whether the audio of a recording needs no credentials, as in 2008.",
        source="2008-08-01 docs, Recording page (3, 11.5)",
    ),
    Option("max_timeout", 600, "Seconds a call may ring: 600, or 999 for a backend of early 2010.", "17 row 29"),
    Option(
        "sms_path",
        "messages",
        "Where a 2010 backend has its text messages: at Messages, or at SMS/Messages as in its first years.",
        "17 row 26",
        ("messages", "sms"),
    ),
)
