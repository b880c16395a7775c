"""The switches of the JSON-envelope API. Their defaults are what its documentation says, or what most of its clients need."""

from __future__ import annotations

from gateway.dialects.face import Option
from gateway.dialects.option_values import COUNT, LABEL, QUOTABLE, URL

VERSION = "v1"

OPTIONS = (
    Option(
        "hosts",
        "",
        "The host names callers may use, separated by blanks; none named: every host whose first label is the version.",
        "Basic API Requests page, the Host header",
    ),
    Option(
        "version",
        VERSION,
        "The version: the first label of the host name, or a segment of the path.",
        "format guide",
        allowed=LABEL,
    ),
    Option(
        "version_in_path",
        default=False,
        tells="Whether the version is the first segment of the path and not a part of the host name.",
        source="a choice, for deployments with one host name",
    ),
    Option(
        "realm", "API", "The realm of the challenge in a 401.", "Basic API Requests page, WWW-Authenticate", allowed=QUOTABLE
    ),
    Option(
        "results_twin",
        default=False,
        tells="Whether the answer to a POST has its data under `results` too, as the documentation's PHP sample reads it.",
        source="Basic API Requests page, the PHP sample",
    ),
    Option(
        "php_sample",
        default=True,
        tells="Whether a multipart body under a form header is read: what the documentation's PHP sample sends.",
        source="observed with PHP 8.2",
    ),
    Option(
        "local_resources",
        default=True,
        tells="Whether there are recordings, call_logs, phone_numbers, caller_ids and accounts, which version 1 has not.",
        source="a choice, in the style of the vendor's later APIs",
    ),
    Option(
        "extensions",
        "all",
        "What callers may do with /extensions: everything, or only read them.",
        "two pages of the reference, which disagree",
        ("all", "read"),
    ),
    Option("call_url", "", "Url given to the backend for a call whose commands say nothing but dial.", "a choice", allowed=URL),
    Option(
        "hold_seconds",
        60,
        "Seconds a call waits for more commands behind its last one, where that is no hangup.",
        "a choice",
        allowed=COUNT,
    ),
    Option(
        "ignore_call_instructions",
        default=False,
        tells="Whether a backend is asked to place a call whose instructions it can't be told: the call then waits.",
        source="a choice: calls of this API are made of commands and fetch no document",
    ),
    Option(
        "filters",
        "",
        "Filters of lists the backend knows, by the names of 2010 and separated by blanks, such as `To From`.",
        "a choice: version 1 documents no filters",
    ),
)
