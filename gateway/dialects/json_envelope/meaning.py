"""What a body means beside its properties: which operation it asks for, and what a PUT sets where it is silent.

A text message or a call with something only this API can say is an operation of its own: a backend of another dialect must not
carry out the rest of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.codecs.json import JsonValue
from gateway.dialects.json_envelope.calls import has_counterpart
from gateway.dialects.json_envelope.commands import COMMANDS, read_commands, to_json
from gateway.dialects.json_envelope.operations import COMMANDED, MUTABLE, SCHEDULED, STEERED

_SCHEDULE = ("schedule_start", "schedule_expire")
_DEFAULTS = {"Method": "POST", "Lookup": "false"}
"""By the ending of a name. Every other setting is empty where nothing was set."""


def meant_operation(operation: str, body: Mapping[str, JsonValue]) -> str:
    """The operation a body at the place of `operation` means. Raises ProblemRaised (400) for a call without commands."""
    if operation == "messages.create" and any(body.get(name) is not None for name in _SCHEDULE):
        return SCHEDULED
    if operation in ("calls.create", "calls.update"):
        placing = operation == "calls.create"
        if not has_counterpart(read_commands(body.get(COMMANDS)), placing=placing):
            return COMMANDED if placing else STEERED
    return operation


def in_documented_words(operation: str, body: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    """A description that only this API can be given, its commands spelled as the reference documents them."""
    return {**body, COMMANDS: to_json(read_commands(body.get(COMMANDS)))} if operation in (COMMANDED, STEERED) else body


def unsaid_settings(operation: str, said: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """What a PUT sets without saying so: "updates that replace the entire object definition"."""
    unsaid = (name for name in MUTABLE.get(operation, ()) if name not in said)
    return tuple((name, next((text for end, text in _DEFAULTS.items() if name.endswith(end)), "")) for name in unsaid)
