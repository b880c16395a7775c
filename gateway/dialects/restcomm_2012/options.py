"""The switches of 2012-04-24. Their defaults suit clients that were written from its documentation."""

from __future__ import annotations

from gateway.dialects.face import Option
from gateway.dialects.option_values import COUNT, ZONE

OPTIONS = (
    Option(
        "timezone",
        "UTC",
        "Zone of the times shown, by its name in the tz database. A server shows those of its own place.",
        "Restcomm-Connect at c67f142, DateTimeConverter",
        allowed=ZONE,
    ),
    Option(
        "errors",
        "object",
        "What an error's body is: an object with a message, or what the server sends (nothing, or a bare sentence).",
        "Restcomm-Connect at c67f142, its endpoints; issue 65, which complains of the latter",
        ("object", "server"),
    ),
    Option(
        "status_spelling",
        "documented",
        "How the status of a call is spelled: as documented, or in capitals for outgoing legs as servers do.",
        "the calls manual; answers captured in 2017 and 2018",
        ("documented", "server"),
    ),
    Option(
        "server_xml",
        default=False,
        tells="Whether XML has two slips of servers: a class name as the root of a call made, an object around conferences.",
        source="the original converters, run",
    ),
    Option(
        "totals",
        "bound",
        "The total on a backend that does not count: a bound, which the Gateway-Loss header tells, or by walking its pages.",
        "the paging keys of every list; twilio-oai, which has no totals",
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
        "public_recordings",
        default=True,
        tells="Whether the audio of a recording needs no credentials, as with the server.",
        source="Restcomm-Connect at c67f142, SecurityFilter",
    ),
)
