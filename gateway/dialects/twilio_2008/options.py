"""The switches of 2008. Their defaults are what most of its clients need."""

from __future__ import annotations

from gateway.dialects.face import Option
from gateway.dialects.option_values import COUNT, ZONE

OPTIONS = (
    Option(
        "timezone",
        "America/Los_Angeles",
        "Zone of the times shown, by its name in the tz database.",
        "live answers of 11 Sep 2009 and 20 Mar 2010",
        allowed=ZONE,
    ),
    Option(
        "totals",
        "bound",
        "The total on a backend that does not count: a bound, which the Gateway-Loss header tells, or by walking its pages.",
        "OpenVBX, which reads the total; twilio-oai, which has none",
        ("bound", "walk"),
    ),
    Option(
        "walk_limit",
        20,
        "How many pages may be read on to count the items of a list, or to reach the page asked for.",
        "a choice",
        allowed=COUNT,
    ),
    Option(
        "create_status",
        201,
        "Status of a create: 201, or 200 for clients that take nothing else.",
        "2008-08-01 docs, Response page: 201; WWW::Twilio::API: 200",
        ("201", "200"),
    ),
    Option(
        "delete_status",
        204,
        "Status of a delete: 204 without a body, or 200 with an empty document.",
        "2008-08-01 docs: 200 on the Request page, 204 on the pages of the resources",
        ("204", "200"),
    ),
    Option(
        "page_uris",
        default=False,
        tells="Whether lists have the page URIs too.",
        source="2008-08-01 docs, a late capture of the Response page",
    ),
    Option("account_type", default=True, tells="Whether an account has its Type.", source="OpenVBX, which needs it"),
    Option("capabilities", default=False, tells="Whether a number has its Capabilities.", source="live answer of 20 Mar 2010"),
    Option(
        "strict_sms_length",
        default=False,
        tells="Whether more than 160 characters are refused with 21605.",
        source="2008-08-01 docs, Sending SMS page",
    ),
    Option(
        "public_recordings",
        default=True,
        tells="Whether the audio of a recording needs no credentials, as in 2008.",
        source="2008-08-01 docs, Recording page",
    ),
    Option(
        "max_timeout",
        600,
        "Seconds a call may ring: 600, or 999 for a backend of early 2010.",
        "2008-08-01 docs, Making Calls page; twilio-oai",
        allowed=COUNT,
    ),
    Option(
        "sms_path",
        "messages",
        "Where a 2010 backend has its text messages: at Messages, or at SMS/Messages as in its first years.",
        "2008-08-01 docs, SMS page; twilio-oai",
        ("messages", "sms"),
    ),
)
