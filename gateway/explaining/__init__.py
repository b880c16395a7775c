"""One call translated offline, and told step by step: for `gateway explain` and for the operators' page.

It runs the very pipeline that serves calls, with a sandbox, or a given answer, in place of the backend: nothing is contacted.
Loading it loads the sandbox; whoever serves calls imports it when it is asked for.
"""

from gateway.explaining.as_document import Json, explain_document, explain_json
from gateway.explaining.as_text import Line, LineKind, explain_text, lines
from gateway.explaining.pasted import Unreadable, read_call, read_har, read_pasted, split_words
from gateway.explaining.played import Explained, NoSuchDialect, complete, configured, imagined, play
from gateway.explaining.rehearsed import rehearse

__all__ = [
    "Explained",
    "Json",
    "Line",
    "LineKind",
    "NoSuchDialect",
    "Unreadable",
    "complete",
    "configured",
    "explain_document",
    "explain_json",
    "explain_text",
    "imagined",
    "lines",
    "play",
    "read_call",
    "read_har",
    "read_pasted",
    "rehearse",
    "split_words",
]
