"""The backend side of the JSON-envelope API: writes the request a backend understands, reads what it answers.

Real verbs, JSON in UTF-8, the API key for the account. What the API has no words for is refused before anything is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from gateway.codecs.basic import write_basic
from gateway.codecs.form import encode_pairs
from gateway.codecs.json import JsonValue, JsonWritable, read_json, write_json
from gateway.dialects.base import Written
from gateway.dialects.face import Face
from gateway.dialects.item_turns import scene_of
from gateway.dialects.json_envelope.calls import ends_call
from gateway.dialects.json_envelope.changes import FILTERED
from gateway.dialects.json_envelope.commands import COMMANDS
from gateway.dialects.json_envelope.envelope import to_json
from gateway.dialects.json_envelope.host import root_of
from gateway.dialects.json_envelope.operations import MEDIA
from gateway.dialects.json_envelope.own_properties import speaks_it_too
from gateway.dialects.json_envelope.paging import write_slice
from gateway.dialects.json_envelope.tables import DELETE_ALL, PATHS, is_offered, is_own, own_id
from gateway.dialects.json_envelope.upload import carried_upload
from gateway.dialects.lacking import lacking
from gateway.dialects.paths import Served
from gateway.dialects.record import Record
from gateway.dialects.refusal import not_found, unsupported
from gateway.dialects.rest_backend import OWN_PROPERTY, OWN_PROPERTY_TEXT
from gateway.dialects.sids import ACCOUNT, account_sid, uuid_of
from gateway.dialects.tables import Shape
from gateway.dialects.target import write_path
from gateway.dialects.twilio_2010 import BASE
from gateway.model import ApiRequest, Credentials
from gateway.wire import Headers, WireRequest

_JSON = "application/json"
Pairs = tuple[tuple[str, str], ...]


def write_request(api: ApiRequest, face: Face) -> Written[WireRequest]:
    """The request for the backend. Raises ProblemRaised (405, 501) for what the API has not or can't be told."""
    if not api.operation:
        raise not_found()
    served = _place(api, face)
    _refuse_other_account(api)
    record = Record(served.entry.moved)
    api = _leave_out_parameters(api, record)
    query, pairs = _parameters(api, served, face, record)
    path = root_of(face) + write_path(_fill(served, api))
    method = served.entry.method
    headers = [("Authorization", write_basic(_as_key(api.credentials)))] if api.credentials else []
    headers.append(("Accept", "*/*" if api.representation.is_media else _JSON))
    body = b""
    if method in ("POST", "PUT"):
        upload = carried_upload(api.extra) if served.entry.path[0] in MEDIA else None
        content_type, body = upload or (f"{_JSON}; charset=utf-8", write_json(_properties(api, pairs)))
        headers.append(("Content-Type", content_type))
    target = f"{path}?{encode_pairs(query)}" if query else path
    return Written(WireRequest(method, target, Headers(headers), body), record.notes, record.losses)


def _place(api: ApiRequest, face: Face) -> Served:
    """Where the operation lives. A call is ended at another method than it is steered."""
    candidates = [served for served in PATHS.serving(api.operation) if is_offered(served.entry.path[0], face)]
    method = "DELETE" if api.operation == "calls.update" and ends_call(dict(api.parameters)) else None
    served = next((one for one in candidates if method in (None, one.entry.method)), None)
    if served is None:
        raise lacking(api.operation, lambda name: _offered_methods(name, face))
    if api.representation.is_media and not is_own(served.operation):
        raise unsupported("The backend's API describes recordings and has no sound of them.")
    return served


def _offered_methods(operation: str, face: Face) -> Iterator[str]:
    return (one.operation.method for one in PATHS.serving(operation) if is_offered(one.entry.path[0], face))


def _refuse_other_account(api: ApiRequest) -> None:
    """The key alone tells the account: a call for a sub-account would be carried out for the account above it."""
    if api.account is None or api.credentials is None or api.operation.startswith("accounts."):
        return
    if api.account != account_sid(api.credentials.id):
        raise unsupported("The backend's API has no sub-accounts: its API key is one account. Use the key of that account.")


def _leave_out_parameters(api: ApiRequest, record: Record) -> ApiRequest:
    """The request without what is a parameter of another dialect alone: properties are written in small letters."""
    foreign = [name for name in api.extra if name != BASE.key_name(name)] if not speaks_it_too(api) else []
    for name in foreign:
        record.lose(OWN_PROPERTY, name, OWN_PROPERTY_TEXT)
    return replace(api, extra={name: value for name, value in api.extra.items() if name not in foreign}) if foreign else api


def _as_key(credentials: Credentials) -> Credentials:
    return Credentials(uuid_of(credentials.id, ACCOUNT), credentials.secret)


def _fill(served: Served, api: ApiRequest) -> tuple[str, ...]:
    values = {f"{{{name}}}": own_id(value, served.operation) for name, value in api.ids}
    values["{account_sid}"] = uuid_of(api.account or "", ACCOUNT)
    return tuple(values.get(segment, segment) for segment in served.entry.path)


def _parameters(api: ApiRequest, served: Served, face: Face, record: Record) -> tuple[Pairs, Pairs]:
    """What goes into the query, and the properties of the body."""
    slice_of = write_slice(api.page)
    if is_own(served.operation):
        permission = (("delete_all", "1"),) if api.operation.endswith(DELETE_ALL) else ()
        return (*api.parameters, *slice_of, *permission), ()
    if served.operation.shape is Shape.LIST:
        return (*_filters(api.parameters, face, record), *slice_of), ()
    if served.plan is None:
        return slice_of, api.parameters
    served.plan.parameters.refuse_unsayable(api.parameters, scene_of(face, api))
    return slice_of, served.plan.parameters.to_theirs(api.parameters, scene_of(face, api), record)


def _filters(parameters: Pairs, face: Face, record: Record) -> Pairs:
    """Raises ProblemRaised (501) for a filter the backend is not known to have: unfiltered the list is another one."""
    known = face.text("filters").split()
    given = tuple(pair for pair in parameters if pair[1])
    for name, value in parameters:
        if not value:  # filters nothing
            record.note(FILTERED, name)
        elif name not in known:
            raise unsupported(
                f"The backend's lists are not known to be filtered by {name}. The option `filters` tells if they are."
            )
    return tuple((BASE.key_name(name), value) for name, value in given)


def _properties(api: ApiRequest, pairs: Pairs) -> Mapping[str, JsonWritable]:
    said = {name: _as_property(name, value) for name, value in pairs}
    return {**{name: to_json(value) for name, value in api.extra.items()}, **said}


def _as_property(name: str, value: str) -> JsonValue:
    return read_json(value.encode()) if name == COMMANDS else value
