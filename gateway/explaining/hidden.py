"""Secrets never appear in what is told of a call.

An Authorization field is shown as `***`, and so is its secret wherever else it stands, as the token of an account does in a
body, in each form it may be written in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gateway.codecs.basic import read_basic
from gateway.explaining.played import Explained
from gateway.policy.hidden_secrets import HIDDEN, hidden_forms
from gateway.wire import Headers

_SECRET = frozenset({"authorization", "proxy-authorization", "authentication", "cookie", "set-cookie"})
_SHORTEST_SECRET = 6  # what is shorter is nobody's token, and stands in half of all words


def hide_secrets(told: Explained) -> Callable[[str], str]:
    """A function that gives a text without the secrets this call was made with, on either side."""
    messages = (told.wire, *(sent.request for sent in told.trail.sent))
    presented = (read_basic(one.headers.get("Authorization")) for one in messages)
    found = {form for one in presented if one for form in hidden_forms(one, bare=len(one.secret) >= _SHORTEST_SECRET)}
    longest_first = sorted(found, key=len, reverse=True)

    def hide(text: str) -> str:
        for form in longest_first:
            text = text.replace(form, HIDDEN)
        return text

    return hide


def shown_fields(headers: Headers) -> Iterator[tuple[str, str]]:
    """The fields in their order, those that hold credentials as `***`."""
    return ((name, HIDDEN if name.lower() in _SECRET else value) for name, value in headers)
