"""JSON a stranger may send: documents of any shape, some nearly good, and bytes that are nearly JSON.

What is nearly good holds the names the dialects know, so that it is read beyond its first brace.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from hypothesis import strategies as st

BAD_JSON = {
    "nothing": b"",
    "cut": b'{"to": "1"',
    "10 000 levels of lists": b"[" * 10_000 + b"]" * 10_000,
    "10 000 levels of objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "10 000 commands inside each other": b'{"commands":[{"get_dtmf":' * 10_000 + b"{}" + b"}]}" * 10_000,
    "an integer without end": b'{"to": ' + b"9" * 5000 + b"}",
    "a number beyond all": b'{"to": 1e999}',
    "NaN": b'{"to": NaN}',
    "a key twice": b'{"to": "1", "to": "2"}',
    "half a pair in UTF-8": b'{"to": "\xed\xa0\x80"}',
    "bytes that are no UTF-8": b'{"to": "\xff"}',
    "UTF-16": '{"to": "1"}'.encode("utf-16"),
    "two documents": b'{"to": "1"}{"to": "2"}',
    "a control character": b'{"to": "a\x00b"}',
    "a list": b"[]",
    "a text": b'"to"',
    "null": b"null",
}
"""Bodies that are no JSON object, by what is wrong with them."""

_NAMES = st.sampled_from(
    (
        *("commands", "to", "from", "message", "name", "timeout", "text", "voice", "dtmf", "schedule_start", "resource_id"),
        *("response", "results", "data", "error", "code", "total", "limit", "offset", "status", "calls", "page", "sid", "uri"),
    )
)
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=[]), max_size=8),
    st.sampled_from(("٣", "\ud800", "1", "-1", "+15555550100", "<Response/>", "../x")),
)
values = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES | st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
"""JSON of any shape."""
_COMMAND_NAMES = st.sampled_from(("dial", "say", "get_dtmf", "send_dtmf", "hangup", "play", "hold", "", "\ud800"))
_settings = st.dictionaries(_NAMES, values, max_size=3)
commands = st.recursive(
    st.lists(st.dictionaries(_COMMAND_NAMES, _settings, min_size=1, max_size=2), max_size=3),
    lambda inner: st.lists(
        st.dictionaries(_COMMAND_NAMES, st.fixed_dictionaries({"commands": inner}) | _settings, min_size=1, max_size=1),
        min_size=1,
        max_size=3,
    ),
    max_leaves=4,
)
"""Lists of commands, some of which a call can be given."""
_OBJECTS = st.one_of(
    st.dictionaries(_NAMES, values, max_size=4),
    st.fixed_dictionaries({"commands": commands}),
    st.fixed_dictionaries(
        {
            "commands": commands.map(
                lambda more: [{"dial": {"to": "+15555550100", "from": "+15555550101"}}, *more],
            )
        }
    ),
)
_DOCUMENTS = _OBJECTS | values


def _dump(document: object) -> bytes:
    """Lone surrogates as escapes: JSON can name what no charset can carry."""
    return json.dumps(document).encode("ascii")


JSON_BODIES = st.one_of(
    _OBJECTS.map(_dump),
    _DOCUMENTS.map(_dump),
    st.sampled_from(tuple(BAD_JSON.values())),
    _OBJECTS.map(lambda document: b"json=" + quote(_dump(document)).encode("ascii")),
)
"""Bodies of requests and of answers: whole documents and broken ones, bare and in a form."""


@st.composite
def grafted(draw: st.DrawFn, document: object) -> object:
    """The document with a value of any shape in the place of one of its own, or beside them."""
    while isinstance(document, Mapping | list) and document and draw(st.integers(0, 3)):
        keys = list(document) if isinstance(document, Mapping) else list(range(len(document)))
        key = draw(st.sampled_from(keys))
        inner = draw(grafted(document[key]))
        if isinstance(document, Mapping):
            return {**document, key: inner}
        return [*document[:key], inner, *document[key + 1 :]]
    if isinstance(document, Mapping) and draw(st.booleans()):
        return {**document, draw(_NAMES): draw(values)}
    return draw(values)
