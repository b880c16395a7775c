"""The caller side of the JSON-envelope API: reads a caller's request, writes its answer.

The order of the checks is part of it: host, version, credentials, method, resource, method of the resource, delete_all, format
of the answer, body. What the first of them finds is what the caller is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from gateway.codecs.basic import read_basic
from gateway.codecs.json import JsonValue
from gateway.dialects.entries import Entry, OperationPlan
from gateway.dialects.face import Face
from gateway.dialects.item_turns import scene_of
from gateway.dialects.json_envelope.accept import choose_label
from gateway.dialects.json_envelope.call_logs import RESOURCE as LOGS
from gateway.dialects.json_envelope.calls import ENDED
from gateway.dialects.json_envelope.commands import COMMANDS, read_commands, to_text
from gateway.dialects.json_envelope.content_type import read_content_type
from gateway.dialects.json_envelope.envelope import to_fields
from gateway.dialects.json_envelope.host import check_host, read_path
from gateway.dialects.json_envelope.meaning import in_documented_words, meant_operation, unsaid_settings
from gateway.dialects.json_envelope.operations import MEDIA
from gateway.dialects.json_envelope.own_properties import NAME, undocumented, use_own_names
from gateway.dialects.json_envelope.paging import take_slice
from gateway.dialects.json_envelope.refusals import Code, invalid, malformed, unauthenticated, wrong_method
from gateway.dialects.json_envelope.request_body import read_object
from gateway.dialects.json_envelope.tables import DELETE_ALL, LOG_PATHS, PATHS, canonical_id, is_offered, is_own
from gateway.dialects.json_envelope.url_arguments import Arguments, permits_delete_all, read_arguments, read_method
from gateway.dialects.paths import read_ids
from gateway.dialects.record import Record
from gateway.dialects.refusal import not_found
from gateway.dialects.sids import account_sid
from gateway.dialects.tables import Operation
from gateway.model import ApiRequest, Credentials, Representation
from gateway.wire import WireRequest

_LINE_END = re.compile(r"\r?\n\Z")
_WITH_BODY = ("POST", "PUT")
_READ_ONLY = ("GET",)
_LOG_MARK = (LOGS,)
"""Tells the answer of a list of calls that it is to be shown as a log."""
_DOWNLOADS, _FORMAT = "media.fetch", "media"
IGNORED = "url-argument-unknown-to-the-dialect"
IGNORED_TEXT = "the API documents no such argument, and ignores it"


def read_request(wire: WireRequest, face: Face) -> ApiRequest:
    """A caller's request as what it means. Raises ProblemRaised for the first thing wrong with it."""
    check_host(wire, face)
    credentials = read_credentials(wire)
    if credentials is None:
        raise unauthenticated()
    arguments = read_arguments(wire)
    method = read_method(wire, arguments)
    segments = read_path(wire.path, face)
    entry = _choose_entry(segments, method, arguments, face)
    label = choose_label(wire, arguments)
    body = read_object(wire, arguments, face, takes_files=segments[0] in MEDIA) if method in _WITH_BODY else {}
    operation, plan = _mean(entry, body, method)
    ids = read_ids(entry.path, segments)
    account = account_sid(ids.pop("account_sid", credentials.id))
    api = ApiRequest(
        operation=operation.name,
        method=method,
        account=account if is_own(operation) or "{account_sid}" in operation.path else None,
        ids=tuple((name, canonical_id(value, operation)) for name, value in ids.items()),
        representation=Representation.JSON,
        tail=_LOG_MARK if segments[0] == LOGS else (),
        credentials=credentials,
        reply_type=f"{label}; charset={read_content_type(wire).reply_charset}",
        spoken=NAME,
        notes=entry.moved,
    )
    if operation.paged:
        page, rest = take_slice(arguments.others)
        api, arguments = replace(api, page=page), replace(arguments, others=rest)
    if is_own(operation):
        extra = to_fields(in_documented_words(operation.name, body))
        api = replace(api, parameters=arguments.others, extra=extra)
        return _as_download(api) if operation.name == _DOWNLOADS else api
    if method == "GET" and not arguments.others:  # nothing is said that could be said in other words
        return api
    return _say_canonically(api, operation, plan, arguments, body, face)


def read_credentials(wire: WireRequest) -> Credentials | None:
    """The API key, as the account of the same digits.

    `Authorization` alone decides where it is there; the documentation calls it `Authentication` and ends its sample in a line
    feed, which no password can hold.
    """
    said = wire.headers.get_all("Authorization") or wire.headers.get_all("Authentication")
    found = read_basic(said[0]) if len(set(said)) == 1 else None
    if found is None or not found.id:
        return None
    secret = _LINE_END.sub("", found.secret) if "\n" in found.secret else found.secret
    return Credentials(account_sid(found.id), secret)


def _choose_entry(segments: tuple[str, ...], method: str, arguments: Arguments, face: Face) -> Entry:
    paths = LOG_PATHS if segments[0] == LOGS else PATHS
    meant = paths.meant(segments) if is_offered(segments[0], face) else {}
    if not meant:
        raise not_found()
    if segments[0] == "extensions" and face.text("extensions") == "read":
        meant = {name: served for name, served in meant.items() if name in _READ_ONLY}
    if method not in meant:
        raise wrong_method(tuple(sorted(meant)))
    entry = meant[method].entry
    if entry.operations[0].name.endswith(DELETE_ALL) and not permits_delete_all(arguments):
        raise malformed(Code.DELETE_ALL, "To delete a whole collection, say delete_all=1.")
    return entry


def _mean(entry: Entry, body: Mapping[str, JsonValue], method: str) -> tuple[Operation, OperationPlan | None]:
    """The operation a request at a place means, and its plan."""
    operation, plan = entry.operations[0], entry.plans[0]
    if method not in _WITH_BODY or is_own(operation):
        return operation, plan
    meant = meant_operation(operation.name, body)
    return next(pair for pair in zip(entry.operations, entry.plans, strict=True) if pair[0].name == meant)


def _as_download(api: ApiRequest) -> ApiRequest:
    """`?media=<format>` asks for the sound and not for its description (reference, media page)."""
    named = any(name.lower() == _FORMAT and value for name, value in api.parameters)
    return replace(api, representation=Representation.FILE) if named else api


def _say_canonically(
    api: ApiRequest,
    operation: Operation,
    plan: OperationPlan | None,
    arguments: Arguments,
    body: Mapping[str, JsonValue],
    face: Face,
) -> ApiRequest:
    """The request with its properties as canonical parameters, and those that are none as they stand."""
    record = Record(api.notes)
    taken = frozenset(parameter.name for parameter in operation.parameters)
    filters = tuple((name.lower(), value) for name, value in arguments.others if operation.paged and name.lower() in taken)
    for name in dict(arguments.others):
        if name.lower() not in dict(filters):
            record.lose(IGNORED, name, IGNORED_TEXT)
    said, extra = _split(use_own_names(operation.kind, body), taken)
    pairs = plan.parameters.to_ours(filters + said, scene_of(face, api), record) if plan else ()
    if api.method == "DELETE" and operation.name == "calls.update":
        pairs = (("Status", ENDED),)
    if api.method == "PUT":
        pairs += unsaid_settings(operation.name, frozenset(name for name, _ in pairs))
    unknown = undocumented(plan, extra)
    return replace(api, parameters=pairs, extra=to_fields(extra), unknown=unknown, notes=record.notes, losses=record.losses)


def _split(body: Mapping[str, JsonValue], taken: frozenset[str]) -> tuple[tuple[tuple[str, str], ...], dict[str, JsonValue]]:
    """The properties that are parameters, and the rest as it stands. A null says nothing."""
    said: list[tuple[str, str]] = []
    extra: dict[str, JsonValue] = {}
    for name, value in body.items():
        if name not in taken:
            extra[name] = value
        elif value is not None:
            said.append((name, _text(name, value)))
    return tuple(said), extra


def _text(name: str, value: JsonValue) -> str:
    if name == COMMANDS:
        return to_text(read_commands(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    raise invalid(f"`{name}` must be a text.")
